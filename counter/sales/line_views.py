"""Lines of a sale: found by name or scan, counted, taken off, put back."""

from typing import Any

from flask import abort, request
from flask_login import current_user

from counter.access import reads_only, staff
from counter.catalog import searching
from counter.catalog.models import Product
from counter.clock import now
from counter.extensions import db
from counter.operations.once import done, once
from counter.pages import render
from counter.sales import adding, offering
from counter.sales.blueprint import blueprint
from counter.sales.finding import book_of, store_of, the_line, the_sale
from counter.sales.forms import LineForm, QuantityForm
from counter.sales.models import Sale
from counter.sales.showing import page, shown, trouble, typed
from counter.sales.trouble import Trouble, WhichUnit
from counter.stock.moving import left
from counter.stock.scanning import Scanned, UnknownScan, scanned


@blueprint.post("/sales/<int:number>/products/search")
@staff
@reads_only
def search_product(number: int) -> Any:
    sale = the_sale(number)
    q = typed("q", 300) or typed("code", 300)
    store = store_of(sale)
    found = searching.search(q, store, 8, store.today(now())) if q else []
    there = left(sale.store_id, [product.id for product in found])
    words: dict[str, Any] = {"q": q, "found": found, "there": there, "sale": sale}
    if request.headers.get("HX-Request"):
        return render("sales/show.html", "sales/_found.html", **words, view=shown(sale, "quote"))
    return page(sale, "quote", **{name: words[name] for name in ("q", "found", "there")})


@blueprint.post("/sales/<int:number>/lines")
@staff
@once
def add_line(number: int) -> Any:
    sale, form = the_sale(number, to_write=True), LineForm()
    if not form.validate_on_submit():
        return trouble(number, said(form), "quote", typed=form.code.data)
    try:
        product, unit = meant(sale, form)
        adding.add(sale, product, unit, book_of(sale), current_user, now())
        offer_again(sale)
    except WhichUnit as which:
        return trouble(number, which.sentence, "quote", which=chooser(which))
    except (Trouble, UnknownScan) as error:
        return trouble(number, error.sentence, getattr(error, "stage", "") or "quote", typed=form.code.data)
    return done("sales.show", number=number, stage=after_adding(sale))


def after_adding(sale: Sale) -> str:
    """A main thing brings its attachments; the rest stays where one was."""
    return "attachments" if any(one.is_open for one in sale.suggestions) else "quote"


def chooser(which: WhichUnit) -> list[dict[str, Any]]:
    """Plain values, since the write is rolled back before the page is made."""
    return [
        {
            "id": unit.id,
            "product": which.product.name,
            "tail": unit.serials[0].value[-6:] if unit.serials else str(unit.id),
        }
        for unit in which.units
    ]


def said(form: Any) -> Any:
    return next((error for errors in form.errors.values() for error in errors), None)


def meant(sale: Sale, form: LineForm) -> tuple[Product, Any]:
    """By button (product or unit), else by what was scanned or typed; a name that fits one product alone is that one."""
    store = store_of(sale)
    if form.unit.data:
        unit = adding.unit_of(form.unit.data)
        if unit is None or unit.store_id != sale.store_id:
            abort(404)
        return unit.product, unit
    if form.product.data:
        asked = searching.sold_by(store).where(Product.id == form.product.data)
        return db.session.scalar(asked) or abort(404), None
    try:
        found: Scanned = scanned(form.code.data or "", store)
    except UnknownScan:
        named = named_so(form.code.data or "", store)
        if len(named) != 1:
            raise
        return named[0], None
    return found.product, found.unit


def named_so(typed: str, store: Any) -> list[Product]:
    """Two are enough to know that the name is of several."""
    return searching.search(typed, store, 2, store.today(now())) if typed else []


def offer_again(sale: Sale) -> None:
    store = store_of(sale)
    offering.refresh(sale, store, book_of(sale), store.today(now()))


@blueprint.post("/sales/<int:number>/lines/<int:line>/quantity")
@staff
@once
def change_quantity(number: int, line: int) -> Any:
    sale, form = the_sale(number, to_write=True), QuantityForm()
    mine = the_line(sale, line)
    if not form.validate_on_submit():
        return trouble(number, said(form), typed("stage", 40))
    try:
        adding.change_quantity(sale, mine, form.quantity.data or 1, book_of(sale), current_user, now())
    except Trouble as error:
        return trouble(number, error.sentence, typed("stage", 40))
    return done("sales.show", number=number, stage=typed("stage", 40))


@blueprint.post("/sales/<int:number>/lines/<int:line>/unit")
@staff
@once
def name_unit(number: int, line: int) -> Any:
    sale, form = the_sale(number, to_write=True), LineForm()
    mine = the_line(sale, line)
    try:
        unit = scanned(form.code.data or "", store_of(sale)).unit if form.validate_on_submit() else None
        adding.name_unit(sale, mine, unit, current_user, now())
    except (Trouble, UnknownScan) as error:
        return trouble(number, error.sentence, typed("stage", 40))
    return done("sales.show", number=number, stage=typed("stage", 40))


@blueprint.post("/sales/<int:number>/lines/<int:line>/removal")
@staff
@once
def remove_line(number: int, line: int) -> Any:
    sale = the_sale(number, to_write=True)
    mine = the_line(sale, line)
    try:
        adding.remove(sale, mine, current_user, now())
        offer_again(sale)
    except Trouble as error:
        return trouble(number, error.sentence, typed("stage", 40))
    return done("sales.show", number=number, stage=typed("stage", 40))


@blueprint.post("/sales/<int:number>/lines/<int:line>/restoration")
@staff
@once
def restore_line(number: int, line: int) -> Any:
    sale = the_sale(number, to_write=True)
    mine = the_line(sale, line)
    try:
        adding.restore(sale, mine, book_of(sale), current_user, now())
        offer_again(sale)
    except Trouble as error:
        return trouble(number, error.sentence, typed("stage", 40))
    return done("sales.show", number=number, stage=typed("stage", 40))
