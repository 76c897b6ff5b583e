"""The products of the store: found by name, code or barcode, with size, price and what is left."""

from typing import Any

from flask import Blueprint, abort, request
from flask_login import current_user

from counter.access import reads_only, staff
from counter.catalog import describing, searching
from counter.catalog.models import Product
from counter.extensions import db
from counter.pages import render
from counter.playbooks.categories import picture
from counter.playbooks.models import in_force
from counter.stock import moving, showing
from counter.stock.scanning import UnknownScan, scanned

blueprint = Blueprint("stock", __name__)
MOST = 60
LARGEST = 2**31 - 1


def book() -> dict[str, Any]:
    found = in_force("playbook", current_user.store.playbook_code)
    return found.body if found else abort(404)


@blueprint.get("/products")
@staff
def index() -> Any:
    return listed(searching.search("", current_user.store, MOST), "")


@blueprint.post("/products/search")
@staff
@reads_only
def search() -> Any:
    q = request.form.get("q", "").strip()
    return listed(searching.search(q, current_user.store, MOST) or by_serial(q), q)


def by_serial(q: str) -> list[Product]:
    """A scanned IMEI or serial of this store's stock leads to its product."""
    try:
        return [scanned(q, current_user.store).product]
    except UnknownScan:
        return []


def listed(products: list[Product], q: str) -> Any:
    return render("stock/index.html", "stock/_products.html", q=q, **rows(products))


def rows(products: list[Product]) -> dict[str, Any]:
    """What `stock/_product_row.html` needs of each product: drawing, size or figures, and how many are left."""
    body, left = book(), moving.left(current_user.store.id, [product.id for product in products])
    return {
        "products": products,
        "shorts": {product.id: describing.in_short(product, body) for product in products},
        "left": left,
        "pictures": {product.id: picture(product.category_code, body["categories"]) for product in products},
    }


@blueprint.get("/products/<int:number>")
@staff
def show(number: int) -> Any:
    store, body = current_user.store, book()
    asked = searching.sold_by(store).where(Product.id == min(number, LARGEST))
    product: Product = db.session.scalar(asked) or abort(404)
    types = {row["id"]: row["label"] for row in body["lists"]["customer_type"]}
    chosen = request.args.get("for") if request.args.get("for") in types else None
    return render(
        "stock/show.html", product=product, lines=describing.lines(product, body), types=types, chosen=chosen,
        fab=showing.said_to(product, chosen), units=showing.units(product, store), fitting=showing.fitting(product, store),
        left=moving.left(store.id, [product.id]).get(product.id, 0), drawn=picture(product.category_code, body["categories"]),
    )  # fmt: skip
