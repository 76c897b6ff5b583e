"""Lines come onto the slip and off it again. The shelf is looked at here, and taken from when the sale is paid."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from counter.catalog.models import Product
from counter.extensions import db
from counter.history.models import note
from counter.sales.facts import delivers, is_main, is_service
from counter.sales.models import Sale, SaleLine
from counter.sales.stepping import keep_open
from counter.sales.trouble import IsPaid, NoLongerSold, NoneLeft, Trouble, WhichUnit
from counter.stock.models import Unit
from counter.stock.moving import left
from counter.stores.models import Store

MOST = 99
SHOWN_UNITS = 30


def add(
    sale: Sale, product: Product, unit: Unit | None, book: dict[str, Any], by: Any, at: datetime, quantity: int = 1,
    attached_to: SaleLine | None = None,
) -> SaleLine:  # fmt: skip
    """Raises IsPaid, NoLongerSold, NoneLeft, WhichUnit (a thing with a serial and no unit named), Trouble (on the slip
    already)."""
    keep_changeable(sale)
    keep_sold(sale, product, at)
    if product.is_tracked:
        unit = unit or the_only_way(sale, product, book)
        line = tracked(sale, product, unit)
    else:
        line = counted(sale, product, quantity, book)
    line.attached_to_id = attached_to.id if attached_to else line.attached_to_id
    db.session.flush()
    if is_main(product, book):
        tick_chosen(sale, by, at)
    note(by, "add_line", sale, at, {"line": [None, line.id], "product": [None, product.code]})
    return line


def keep_sold(sale: Sale, product: Product, at: datetime) -> None:
    """What was promised on this slip stays so: another piece of it may take the place of one that was taken off."""
    if any(line.product_id == product.id for line in sale.lines):
        return
    if product.sold_until and not product.is_sold(db.session.get_one(Store, sale.store_id).today(at)):
        raise NoLongerSold(product)


def the_only_way(sale: Sale, product: Product, book: dict[str, Any]) -> Unit | None:
    """None where the thing comes later; else somebody has to say which of the shelf's units it is."""
    units = on_shelf(product, sale.store_id)
    if units:
        raise WhichUnit(product, units)
    if not delivers(book):
        raise NoneLeft(_("None of these is on the shelf."))
    return None


def on_shelf(product: Product, store_id: int) -> list[Unit]:
    asked = select(Unit).where(
        Unit.product_id == product.id, Unit.store_id == store_id, Unit.place == "shelf"
    )
    return list(
        db.session.scalars(asked.options(selectinload(Unit.serials)).order_by(Unit.id).limit(SHOWN_UNITS))
    )


def tracked(sale: Sale, product: Product, unit: Unit | None) -> SaleLine:
    if unit is not None:
        if unit.product_id != product.id or unit.store_id != sale.store_id or unit.place != "shelf":
            raise NoneLeft(_("This one is not on the shelf any more. Scan another."))
        if any(line.unit_id == unit.id for line in sale.live_lines):
            raise Trouble(_("This one is on the slip already."))
    return appended(sale, product, unit, 1)


def counted(sale: Sale, product: Product, quantity: int, book: dict[str, Any]) -> SaleLine:
    """The same thing again is the same line with one more."""
    same = next((line for line in sale.live_lines if line.product_id == product.id), None)
    check_shelf(sale, product, (same.quantity if same else 0) + quantity, book)
    if same is None:
        return appended(sale, product, None, quantity)
    same.quantity += quantity
    return same


def check_shelf(sale: Sale, product: Product, wanted: int, book: dict[str, Any]) -> None:
    if wanted > MOST:
        raise Trouble(_("At most %(most)d pieces in one line.", most=MOST))
    if is_service(product, book) or delivers(book):
        return
    there = left(sale.store_id, [product.id]).get(product.id, 0)
    if there < wanted:
        raise NoneLeft(
            _("Only %(left)d of these is on the shelf.", left=there)
            if there
            else _("None of these is on the shelf.")
        )


def appended(sale: Sale, product: Product, unit: Unit | None, quantity: int) -> SaleLine:
    line = SaleLine(
        product=product, unit=unit, label=product.name, unit_price=product.price, quantity=quantity
    )
    sale.lines.append(line)
    return line


def tick_chosen(sale: Sale, by: Any, at: datetime) -> None:
    """Choosing the thing is the step: nobody has to say so again."""
    for step in sale.steps:
        if step.does == "add_items" and not step.is_done:
            step.done_at, step.done_by = at, by.person_id


def change_quantity(
    sale: Sale, line: SaleLine, quantity: int, book: dict[str, Any], by: Any, at: datetime
) -> None:
    keep_changeable(sale)
    if line.product.is_tracked and quantity != 1:
        raise Trouble(_("This one has a serial: it is sold one by one."))
    check_shelf(sale, line.product, quantity, book)
    before, line.quantity = line.quantity, quantity
    keep_above_paid(sale)
    note(by, "change_quantity", sale, at, {"line": line.id, "quantity": [before, quantity]})


def name_unit(sale: Sale, line: SaleLine, unit: Unit | None, by: Any, at: datetime) -> None:
    """The serial of what was ordered, once it is there."""
    keep_open(sale)
    if unit is None or unit.product_id != line.product_id:
        raise Trouble(_("This serial is not one of %(what)s.", what=words_of(line)))
    if any(other.unit_id == unit.id for other in sale.live_lines):
        raise Trouble(_("This one is on the slip already."))
    line.unit = unit
    note(by, "name_unit", sale, at, {"line": line.id, "unit": [None, unit.id]})


def words_of(line: SaleLine) -> str:
    from counter.languages import words

    return words(line.label)


def remove(sale: Sale, line: SaleLine, by: Any, at: datetime) -> None:
    """Off the slip; what was accepted as a suggestion can be offered again."""
    keep_changeable(sale)
    line.removed_at = line.removed_at or at
    keep_above_paid(sale)
    for one in sale.suggestions:
        if one.accepted_line_id == line.id:
            one.accepted_line_id = None
    note(by, "remove_line", sale, at, {"line": [line.id, None]})


def restore(sale: Sale, line: SaleLine, book: dict[str, Any], by: Any, at: datetime) -> None:
    keep_changeable(sale)
    if line.removed_at is None:
        return keep_noted(sale, line, by, at)
    if line.unit_id and any(other.unit_id == line.unit_id for other in sale.live_lines):
        raise Trouble(_("This one is on the slip already."))
    if not line.product.is_tracked:
        if any(other.product_id == line.product_id for other in sale.live_lines):
            raise Trouble(_("The same stands on the slip already. Say there how many."))
        check_shelf(sale, line.product, line.quantity, book)
    line.removed_at = None
    keep_noted(sale, line, by, at)


def keep_noted(sale: Sale, line: SaleLine, by: Any, at: datetime) -> None:
    note(by, "restore_line", sale, at, {"line": [None, line.id]})


def keep_changeable(sale: Sale) -> None:
    keep_open(sale)
    if sale.is_paid:
        raise IsPaid


def keep_above_paid(sale: Sale) -> None:
    if sale.paid > sale.total:
        raise Trouble(_("More than that is paid already. Give money back first, then take the line off."))


def unit_of(number: int) -> Unit | None:
    loaded = (joinedload(Unit.product).joinedload(Product.category), selectinload(Unit.serials))
    return db.session.scalar(select(Unit).where(Unit.id == number).options(*loaded))
