"""The products: found by name, code or barcode, with size, price and what is left. Head office sees those of every trade."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request
from flask_login import current_user

from counter.access import reads_only, staff
from counter.catalog import describing, listing, trades
from counter.catalog.models import Product
from counter.clock import now
from counter.pages import render
from counter.playbooks.categories import picture
from counter.stock import moving, showing
from counter.stock.scanning import UnknownScan, scanned

blueprint = Blueprint("stock", __name__)


@blueprint.get("/products")
@staff
def index() -> Any:
    trade = trades.meant(current_user, request.args.get("trade"))
    return listed(trade, listing.listed(trade, after=request.args.get("after", type=int)))


@blueprint.post("/products/search")
@staff
@reads_only
def search() -> Any:
    q, trade = request.form.get("q", "").strip(), trades.meant(current_user, request.form.get("trade"))
    found = listing.listed(trade, q, request.form.get("after", type=int))
    return listed(trade, found if found.products else listing.Listed(by_serial(q)), q)


def by_serial(q: str) -> list[Product]:
    """A scanned IMEI or serial of this store's stock leads to its product."""
    try:
        return [trades.find(scanned(q, current_user.store).product.id, current_user)]
    except UnknownScan:
        return []


def listed(trade: str, found: listing.Listed, q: str = "") -> Any:
    return render(
        "stock/index.html", "stock/_products.html", q=q, trade=trade, trades=trades.offered(current_user),
        further=found.next, **rows(trade, found.products),
    )  # fmt: skip


def rows(trade: str, products: Sequence[Product]) -> dict[str, Any]:
    """What `stock/_product_row.html` needs of each product: drawing, size or figures, and how many are left."""
    body = trades.book_of(trade)
    left = moving.left(current_user.store.id, [product.id for product in products])
    return {
        "products": products,
        "shorts": {product.id: describing.in_short(product, body) for product in products},
        "left": left,
        "pictures": {product.id: picture(product.category_code, body["categories"]) for product in products},
    }


@blueprint.get("/products/<int:number>")
@staff
def show(number: int) -> Any:
    store, product = current_user.store, trades.find(number, current_user)
    body = trades.book_of(product.trade)
    types = {row["id"]: row["label"] for row in body["lists"]["customer_type"]}
    chosen = request.args.get("for") if request.args.get("for") in types else None
    return render(
        "stock/show.html", product=product, lines=describing.lines(product, body), types=types, chosen=chosen,
        fab=showing.said_to(product, chosen), units=showing.units(product, store), fitting=showing.fitting(product, store.today(now())),
        left=moving.left(store.id, [product.id]).get(product.id, 0), drawn=picture(product.category_code, body["categories"]),
    )  # fmt: skip
