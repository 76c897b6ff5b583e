"""Who bears the cost has it claimed back: of the brand where the fault is of make, of the carrier where it came of the way.

Shortage or defect of the seller's side is put right at the seller's cost, of the buyer's side at the buyer's; so the cause
that was found decides who pays (machine contract of the source, packing and keeping; inspection notice).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext

from counter import amounts
from counter.catalog.models import Product
from counter.columns import Words
from counter.extensions import db
from counter.supplier_claims import making
from counter.supplier_claims.models import SupplierClaim
from counter.tickets import kinds, owing
from counter.tickets.models import Ticket
from counter.warranty.models import CardLine

PAYERS = ("maker", "carrier")
NEEDS_ASKING = "goodwill"  # is the store's own gift, unless a manager says so


class NothingToClaim(ValueError):
    """The customer has nothing yet, or the store or the customer bears it."""


def claim_back(
    ticket: Ticket, by: Any, at: datetime, serials: Sequence[str] | None = None
) -> SupplierClaim | None:
    """Once the customer has what they were owed. serials: those of what was given back, where the card has others by now."""
    if ticket.verdict != "covered" or payer_of(ticket) is None:
        return None
    return making.make(owed(ticket, serials), by, at)


def ask_for(ticket: Ticket, by: Any, at: datetime) -> SupplierClaim:
    """A manager claims what was given as goodwill. Raises NothingToClaim."""
    if not may_ask(ticket):
        raise NothingToClaim
    return making.make(owed(ticket, None), by, at)


def may_ask(ticket: Ticket) -> bool:
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
        return ticket.refunded_at is not None
    if ticket.remedy == "exchange":
        made = ticket.line.repairs if ticket.line else ()
        return any(
            one.kind == "exchange" and one.ticket == ticket.number and one.withdrawn_at is None
            for one in made
        )
    return ticket.remedy == "repair"


def owed(ticket: Ticket, serials: Sequence[str] | None) -> making.Owed:
    payer, line = payer_of(ticket), ticket.line
    if payer is None:
        raise NothingToClaim
    product = db.session.get(Product, line.product_id) if line and line.product_id else None
    brand: Words = dict(product.brand or {}) if product and payer == "maker" else {}
    cause = kinds.of_version(ticket.playbook_version_id).causes[ticket.cause]["label"]
    parts = [{"label": one.label, "quantity": one.quantity, "price": one.price} for one in ticket.parts_used]
    return making.Owed(
        ticket_id=ticket.id, ticket_number=ticket.number, store_id=ticket.store_id, payer=payer, debtor=brand,
        what="return" if ticket.remedy in owing.MONEY else ticket.remedy, thing=dict(line.label) if line else {}, cause=dict(cause), work=work_of(ticket), parts=parts,
        serials=serials_of(line) if serials is None else serials, amount=amount_of(ticket, product),
        currency=ticket.store.currency,
    )  # fmt: skip


def work_of(ticket: Ticket) -> str:
    """The debtor must not wait for a thing that the customer keeps."""
    if ticket.remedy == "price_reduction":
        return gettext("Lower price: the customer keeps it")
    return ticket.work


def serials_of(line: CardLine | None) -> list[str]:
    return [one.value for one in line.identifiers] if line else []


def amount_of(ticket: Ticket, product: Product | None) -> int:
    """Minor units: the money that went back, the price of the thing that was given, else the parts. A manager puts it right
    before it is sent."""
    if ticket.remedy in owing.MONEY:
        return ticket.refund or 0
    if ticket.remedy == "exchange" and ticket.is_of_the_thing:
        facts = ticket.line.facts if ticket.line else {}
        return int(facts.get("price") or (product.price if product else 0))
    return min(amounts.MOST, sum(part.total for part in ticket.parts_used))
