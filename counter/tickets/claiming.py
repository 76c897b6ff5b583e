"""Who bears the cost has it claimed back: of the brand where the fault is of make, of the carrier where it came of the way.

Shortage or defect of the seller's side is put right at the seller's cost, of the buyer's side at the buyer's; so the cause
that was found decides who pays (machine contract of the source, packing and keeping; inspection notice).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext

from counter.catalog.models import Product
from counter.columns import Words
from counter.extensions import db
from counter.history import models as history
from counter.supplier_claims import listing, making
from counter.supplier_claims.models import SupplierClaim
from counter.tickets import kinds, owing, paid, states
from counter.tickets.models import Ticket
from counter.warranty import repairing
from counter.warranty.models import CardLine, Repair

PAYERS = ("maker", "carrier")
NEEDS_ASKING = "goodwill"  # is the store's own gift, unless a manager says so


class NothingToClaim(ValueError):
    """The customer has nothing yet, or the store or the customer bears it."""


class ClaimedAlready(ValueError):
    """Nothing is more than what its claims tell."""


def claim_back(
    ticket: Ticket, by: Any, at: datetime, serials: Sequence[str] | None = None, thing: Words | None = None
) -> SupplierClaim | None:  # fmt: skip
    """Once the customer has what they were owed; None where nobody else bears it, or it is claimed already. serials, thing: of
    what was given back, where the card says others by now."""
    if ticket.verdict != "covered" or payer_of(ticket) is None:
        return None
    return make(ticket, by, at, serials, thing)


def ask_for(ticket: Ticket, by: Any, at: datetime) -> SupplierClaim:
    """A manager claims what was given as goodwill. Raises NothingToClaim, ClaimedAlready."""
    if not is_askable(ticket):
        raise NothingToClaim
    claim = make(ticket, by, at)
    if claim is None:
        raise ClaimedAlready
    return claim


def make(
    ticket: Ticket, by: Any, at: datetime, serials: Sequence[str] | None = None, thing: Words | None = None
) -> SupplierClaim | None:  # fmt: skip
    """The last of those that tell of something."""
    made = [making.make(one, by, at) for one in in_each_currency(ticket, owed(ticket, serials, thing))]
    return next((one for one in reversed(made) if one), None)


def may_ask(ticket: Ticket) -> bool:
    if not is_askable(ticket):
        return False
    there = listing.of_ticket(ticket.id)
    return any(making.more(one, there) for one in in_each_currency(ticket, owed(ticket, None)))


def is_askable(ticket: Ticket) -> bool:
    return bool(
        ticket.verdict == NEEDS_ASKING and (ticket.collected_at or ticket.closed_at) and payer_of(ticket)
    )


def payer_of(ticket: Ticket) -> str | None:
    book = kinds.of_version(ticket.playbook_version_id)
    pays: str | None = book.causes.get(ticket.cause, {}).get("pays")
    return pays if pays in PAYERS and is_given(ticket) else None


def is_given(ticket: Ticket) -> bool:
    """Whether the customer has what was decided: a new one, their money. A repair is asked once it is handed back."""
    if ticket.remedy in owing.MONEY:
        return ticket.refunded_at is not None and ticket.refunded_at >= since(ticket)
    if ticket.remedy == "exchange":
        return exchange_of(ticket) is not None
    return ticket.remedy == "repair"


def since(ticket: Ticket) -> datetime:
    """When its round began."""
    return rounds(ticket)[-1]


def rounds(ticket: Ticket) -> list[datetime]:
    """When each began: it was opened, or opened again after what was decided was given. What was fitted before it was
    given up belongs to the next one."""
    was, began = "", [ticket.opened_at]
    steps = [step for step in ticket.steps if step.code in states.NEXT]
    if steps and steps[-1].code == "closed":
        steps.pop()
    for step in steps:
        if step.code == "closed" and was in states.GIVEN:
            began.append(step.at)
        was = step.code
    return began


def exchange_of(ticket: Ticket) -> Repair | None:
    """That stands, of this round."""
    mine = [one for one in ticket.line.repairs if one.ticket == ticket.number] if ticket.line else []
    standing = [one for one in mine if repairing.is_exchange(one)]
    of_round = [one for one in standing if one.noted_at >= since(ticket)]
    return max(of_round, key=lambda one: one.id, default=None)


def owed(ticket: Ticket, serials: Sequence[str] | None, thing: Words | None = None) -> making.Owed:
    payer, line, began = payer_of(ticket), ticket.line, since(ticket)
    if payer is None:
        raise NothingToClaim
    product = db.session.get(Product, line.product_id) if line and line.product_id else None
    brand: Words = dict(product.brand or {}) if product and payer == "maker" else {}
    cause = kinds.of_version(ticket.playbook_version_id).causes[ticket.cause]["label"]
    parts: list[making.Part] = [
        {"id": one.id, "label": one.label, "quantity": one.quantity, "price": one.price}
        for one in ticket.parts_used
        if one.at >= began
    ]
    made = exchange_of(ticket) if ticket.remedy == "exchange" else None
    is_money = ticket.remedy in owing.MONEY
    return making.Owed(
        ticket_id=ticket.id, ticket_number=ticket.number, store_id=ticket.store_id, payer=payer, debtor=brand,
        what="return" if is_money else ticket.remedy, thing=thing or (dict(line.label) if line else {}), cause=dict(cause), work=work_of(ticket),
        serials=serials_of(line) if serials is None else serials, parts=parts,
        exchange=made.id if made else None, price=price_of(ticket, product), refunds=refunds_of(ticket, began) if is_money else {},
        currency=paid.currency_of(ticket) if ticket.remedy in owing.GIVEN_ONCE else ticket.store.currency,
    )  # fmt: skip


def in_each_currency(ticket: Ticket, one: making.Owed) -> list[making.Owed]:
    """What was fitted is priced in that of the store that did it, what was given in that of who sold the thing."""
    own = ticket.store.currency
    if one.currency == own or not one.parts:
        return [one]
    fitted = replace(one, what="repair", exchange=None, price=0, refunds={}, currency=own)
    return [fitted, replace(one, parts=())]


def refunds_of(ticket: Ticket, began: datetime) -> dict[int, int]:
    """How much went back since then, in minor units, by the entry that tells of it: what went back before was claimed, or was
    the store's own gift."""
    entries = [one for one in history.of(ticket, "refund") if one.at >= began]
    return {one.id: int(one.changes["amount"]) for one in reversed(entries)}


def work_of(ticket: Ticket) -> str:
    """The debtor must not wait for a thing that the customer keeps."""
    if ticket.remedy == "price_reduction":
        return gettext("Lower price: the customer keeps it")
    return ticket.work


def serials_of(line: CardLine | None) -> list[str]:
    return [one.value for one in line.identifiers] if line else []


def price_of(ticket: Ticket, product: Product | None) -> int:
    """Minor units: of the thing that was given; of a part of it nobody knows, a manager says it before it is sent."""
    if ticket.remedy != "exchange" or not ticket.is_of_the_thing:
        return 0
    facts, many = (ticket.line.facts, ticket.line.quantity) if ticket.line else ({}, 1)
    return int(facts.get("price") or (product.price if product else 0)) * many
