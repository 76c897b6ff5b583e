"""Money goes back for a thing that was returned: out of the sale, with the thing into stock and the card at its end."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from counter.callbacks import completing
from counter.extensions import db
from counter.history.models import note
from counter.languages import money
from counter.sales.models import Payment, Sale, SaleLine
from counter.sales.trouble import Trouble
from counter.tickets import claiming, clocks, exchanging, owing, stepping
from counter.tickets.models import Ticket
from counter.warranty import promises, refunds, remedies, returning

PLACES = {"repair": _("To be looked at"), "shelf": _("As new, back on the shelf")}


@dataclass(frozen=True)
class Suggested:
    """Minor units. price: what was paid for it, None where nobody knows; kept: for wear and tear, by the rule; asks: what
    the rule wants to know first; line: of the sale, where it is in the books."""

    price: int | None
    amount: int | None
    kept: int
    asks: tuple[str, ...]
    line: SaleLine | None


def is_due(ticket: Ticket) -> bool:
    return owing.is_refund_due(ticket)


def line_of(ticket: Ticket) -> SaleLine | None:
    """What was sold with the card of the ticket."""
    if ticket.card is None or ticket.card.sale_id is None or ticket.line is None:
        return None
    asked = select(SaleLine).where(SaleLine.sale_id == ticket.card.sale_id, SaleLine.removed_at.is_(None))
    asked = asked.where(SaleLine.product_id == ticket.line.product_id, SaleLine.returned_at.is_(None))
    return db.session.scalar(asked.order_by(SaleLine.id).limit(1))


def suggest(ticket: Ticket, today: date) -> Suggested:
    """By the rule that gives the return (phone rule: the price less 0.5 % a day where the customer prefers money)."""
    sold, card, line = line_of(ticket), ticket.card, ticket.line
    price = sold.unit_price if sold else line.facts.get("price") if line else None
    if price is None or card is None or line is None or not ticket.policy:
        return Suggested(price, price, 0, (), sold)
    policy = promises.of_version(card.policies_version_id).policies.get(ticket.policy, {})
    days = {
        "invoiced_on": card.sold_on,
        "returned_on": today,
        "delivered_on": card.delivered_on or card.sold_on,
    }
    days["installed_on"] = card.installed_on or days["delivered_on"]
    under_repair = sum(
        (one.back_on - one.taken_on).days for one in line.repairs if one.back_on and one.is_counted
    )
    facts = remedies.facts_of(line, card, ticket.fault, True)
    found = refunds.refund(policy, price, days, under_repair, facts)
    if found is None:
        return Suggested(price, price, 0, (), sold)
    return Suggested(price, found.amount, found.kept, found.asks, sold)


class NotDue(Trouble):
    """Nobody decided that it is taken back, or it was paid already."""


class TooMuch(Trouble):
    """More than was paid for it."""


def refund(
    ticket: Ticket, amount: int, method: str, place: str, by: Any, at: datetime, today: date
) -> None:  # fmt: skip
    """Raises NotDue, TooMuch."""
    if ticket.line:  # of two tickets of one thing the second one waits here, and is told
        db.session.refresh(ticket.line, ["returned_on"], with_for_update=True)
    if owing.is_given_up(ticket):
        raise NotDue(_("It was taken back for its money already."))
    if not is_due(ticket):
        raise NotDue(_("Nothing says that it is taken back, or it was paid already."))
    if ticket.is_thing_away:
        raise NotDue(_("It is with another store. It comes home first."))
    sold = line_of(ticket)
    if sold and amount > sold.unit_price:
        currency = ticket.store.currency
        raise TooMuch(
            _("It was sold for %(amount)s; no more goes back.", amount=money(sold.unit_price, currency))
        )
    if sold:
        sale = db.session.get_one(Sale, sold.sale_id)
        sale.payments.append(
            Payment(method=method, kind="refund", amount=amount, at=at, person_id=by.person_id)
        )
        sold.returned_at = at
        completing.end("item_returned", f"sale-{sale.id}", by, at)
        note(by, "refund", sale, at, {"amount": amount, "method": method})
    if ticket.line:
        exchanging.take_in_old(ticket, ticket.line, f"return {ticket.number}", by, at, place)
        returning.give_up(ticket.line, f"return {ticket.number}", by, at, today)
    ticket.refund, ticket.refunded_at, ticket.collected_at, ticket.is_here = amount, at, at, False
    stepping.arrive(ticket, "collected", "", by, at)
    clocks.set_all(ticket, by, at)
    note(by, "refund", ticket, at, {"amount": amount, "method": method})
    claiming.claim_back(ticket, by, at)
