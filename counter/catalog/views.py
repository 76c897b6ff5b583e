"""Products are added and changed: by managers those of their store's trade, by head office those of all."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import managers
from counter.catalog import adding, trades, wording
from counter.catalog.forms import ProductForm, form_of
from counter.catalog.models import Product
from counter.clock import now
from counter.history import models as history
from counter.operations.once import done, once
from counter.pages import render
from counter.playbooks.models import in_force

blueprint = Blueprint("catalog", __name__)


def filled(trade: str, kept: Product | None = None, **kw: Any) -> ProductForm:
    policies = in_force("policies")
    parts = {row["id"]: row["label"] for row in policies.body["parts"]} if policies else {}
    form = form_of(trades.book_of(trade), parts, kept, **kw)
    form.trade.data = trade
    return form


@blueprint.get("/products/new")
@managers
def new() -> Any:
    """Where no product was found, what was typed stands in its field."""
    form = filled(trades.meant(current_user, request.args.get("trade")), formdata=None)
    name, ean = request.args.get("name", "")[:80].strip(), request.args.get("ean", "")[:14]
    (form.name_en if name.isascii() else form.name_zh).data = name
    form.barcodes.data = ean
    return asking(form)


def asking(form: ProductForm, status: int = 200, **more: Any) -> Any:
    more = {"theirs": {}, "last": None, "is_late": False, "deed_of": wording.deed_of, **more}
    more["entries"] = history.of(form.kept) if form.kept is not None else []
    return render(
        "catalog/form.html", status=status, form=form, product=form.kept,
        trades=trades.offered(current_user) if form.kept is None else {}, **more,
    )  # fmt: skip


@blueprint.post("/products")
@managers
@once
def create() -> Any:
    trade = trades.meant(current_user, request.form.get("trade"))
    form = filled(trade)
    if not (form.read() and form.is_alone(trade)):
        return asking(form, 422)
    try:
        product = adding.add(trade, form.values, form.eans, current_user, now())
    except adding.Taken:
        return beaten(form, trade)
    return done("stock.show", number=product.id)


def beaten(form: ProductForm, trade: str) -> Any:
    """Says whose it is now; a code that was made here is made anew the next time."""
    if form.is_alone(trade):
        form.form_errors.append(_("Somebody took this code just now. Save it once more."))
    return asking(form, 422)


@blueprint.get("/products/<int:number>/edit")
@managers
def edit(number: int) -> Any:
    product = trades.find(number, current_user)
    return asking(filled(product.trade, product, formdata=None).show(product))


@blueprint.post("/products/<int:number>/edit")
@managers
@once
def update(number: int) -> Any:
    adding.lock(number)
    product = trades.find(number, current_user)
    form = filled(product.trade, product)
    is_sound = form.read()
    if form.version.data != str(product.version):
        return too_late(form, product)
    if not (is_sound and form.is_alone(product.trade)):
        return asking(form, 422)
    try:
        is_changed = adding.change(product, form.values, form.eans, current_user, now())
    except adding.Taken:
        return beaten(form, product.trade)
    if not is_changed:
        return redirect(url_for("stock.show", number=number), 303)
    return done("stock.show", number=number)


def too_late(form: ProductForm, product: Product) -> Any:
    """Theirs stands beside what was typed; saving once more is then meant."""
    theirs = form.beside(filled(product.trade, product, formdata=None).show(product))
    form.version.data = str(product.version)
    return asking(form, 409, is_late=True, theirs=theirs, last=history.last(product, "change"))
