"""Money is taken; when the sum is there, the goods leave the shelf. All of it or nothing."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from counter.extensions import db
from counter.history.models import note
from counter.languages import money, words
from counter.sales.facts import delivers, is_service
from counter.sales.models import Payment, Sale, SaleLine
from counter.sales.money import by_kind, split_earnest
from counter.sales.stepping import keep_open
from counter.sales.trouble import NoneLeft, Trouble
from counter.stock.models import Movement
from counter.stock.moving import NothingLeft, UnitIsElsewhere, left, move


class TooMuch(Trouble):
    """More than what is still owed."""


class IsPaidAlready(Trouble):
    """Somebody was faster; nothing is taken twice."""


def pay(
    sale: Sale, amount: int, method: str, kind: str, book: dict[str, Any], by: Any, at: datetime, invoice_number: str = ""
) -> None:  # fmt: skip
    """Raises IsPaidAlready, TooMuch, NoneLeft (undo everything then), Trouble."""
    keep_open(sale)
    if sale.is_paid:
        raise IsPaidAlready(_("This sale is paid already."))
    if not sale.live_lines:
        raise Trouble(_("Nothing is on the slip yet."))
    check_units(sale, book)
    if amount > sale.balance:
        raise TooMuch(_("Only %(amount)s is still to pay.", amount=money(sale.balance, sale.currency)))
    for part, sum_ in parts(sale, amount, kind):
        sale.payments.append(Payment(method=method, kind=part, amount=sum_, at=at, person_id=by.person_id))
    sale.invoice_number = invoice_number or sale.invoice_number
    if sale.balance == 0:
        sale.paid_at = at
        tick(sale, by, at)
        leave_shelf(sale, book, by, at)
    note(by, "pay", sale, at, {"amount": amount, "method": method, "kind": kind})


def parts(sale: Sale, amount: int, kind: str) -> list[tuple[str, int]]:
    if kind != "earnest":
        return [(kind, amount)]
    earnest, rest = split_earnest(sale.total, by_kind(sale.payments, "earnest"), amount)
    return [(name, sum_) for name, sum_ in (("earnest", earnest), ("prepayment", rest)) if sum_]


def check_units(sale: Sale, book: dict[str, Any]) -> None:
    for line in sale.live_lines:
        if line.product.is_tracked and line.unit_id is None and not delivers(book):
            raise Trouble(_("Which %(what)s is it? Scan its IMEI or serial first.", what=words(line.label)))


def tick(sale: Sale, by: Any, at: datetime) -> None:
    for step in sale.steps:
        if step.does == "take_payment" and not step.body.get("form") and not step.is_done:
            step.done_at, step.done_by = at, by.person_id


def reason_of(line: SaleLine) -> str:
    return f"sale {line.sale_id} line {line.id}"


def leave_shelf(sale: Sale, book: dict[str, Any], by: Any, at: datetime) -> None:
    """Shelf -> sold. What a delivering trade has not got yet leaves when it is handed over."""
    gone = moved(sale)
    for line in goods(sale, book):
        if reason_of(line) not in gone and not (delivers(book) and not is_there(sale, line)):
            take(sale, line, by, at)


def take(sale: Sale, line: SaleLine, by: Any, at: datetime) -> None:
    what = (sale.store_id, line.product_id, line.quantity)
    try:
        move(*what, "shelf", "sold", reason_of(line), at, by.person_id, line.unit)
    except UnitIsElsewhere:
        raise NoneLeft(
            _(
                "%(what)s with this serial is not on the shelf any more. Take it off and scan another.",
                what=words(line.label),
            )
        ) from None
    except NothingLeft:
        raise NoneLeft(
            _("%(what)s: the shelf has not enough of it any more.", what=words(line.label))
        ) from None


def is_there(sale: Sale, line: SaleLine) -> bool:
    if line.product.is_tracked:
        return line.unit is not None
    return left(sale.store_id, [line.product_id]).get(line.product_id, 0) >= line.quantity


def goods(sale: Sale, book: dict[str, Any]) -> list[SaleLine]:
    """In the order of their products: of two sales of the same things neither waits for the other."""
    found = [line for line in sale.live_lines if not is_service(line.product, book)]
    return sorted(found, key=lambda line: (line.product_id, line.unit_id or 0, line.id))


def moved(sale: Sale) -> set[str]:
    """The lines whose goods have left already, by the reason that the ledger holds."""
    reasons = [reason_of(line) for line in sale.live_lines]
    asked = select(Movement.reason).where(Movement.store_id == sale.store_id, Movement.reason.in_(reasons))
    return set(db.session.scalars(asked))


def leave_at_last(sale: Sale, book: dict[str, Any], by: Any, at: datetime) -> None:
    """At the hand-over: what came by order leaves the shelf if it is there, else it went straight to the customer."""
    gone = moved(sale)
    for line in goods(sale, book):
        if reason_of(line) in gone:
            continue
        if is_there(sale, line):
            take(sale, line, by, at)
        else:
            move(
                sale.store_id,
                line.product_id,
                line.quantity,
                "outside",
                "sold",
                reason_of(line),
                at,
                by.person_id,
            )
