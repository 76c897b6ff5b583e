"""A claim back is made when the customer has what they were owed, and put right until it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.columns import Words
from counter.customers.names import folded
from counter.extensions import db
from counter.history.models import note
from counter.supplier_claims.models import SupplierClaim

CARRIER, PAID_BACK = "carrier", "return"


@dataclass(frozen=True)
class Owed:
    """What a ticket says. parts: [{"label", "quantity", "price"}]; amount, price: minor units."""

    ticket_id: int
    ticket_number: str
    store_id: int
    payer: str
    debtor: Words
    what: str
    thing: Words
    serials: Sequence[str]
    cause: Words
    work: str
    parts: Sequence[dict[str, Any]]
    amount: int
    currency: str


class SentAlready(ValueError):
    """The debtor has it; what they were told stands."""


def make(owed: Owed, by: Any, at: datetime) -> SupplierClaim:
    """One for a ticket: made again it stays as it is."""
    there = db.session.scalar(select(SupplierClaim).where(SupplierClaim.ticket_id == owed.ticket_id))
    if there is not None:
        if owed.what == there.what == PAID_BACK and not there.is_sent:
            more(there, owed, by, at)
        return there
    claim = SupplierClaim(
        **{name: value for name, value in vars(owed).items() if name not in ("serials", "parts")}
    )
    claim.serials, claim.parts = list(owed.serials), list(owed.parts)
    claim.debtor_key = key_of(owed.payer, owed.debtor)
    claim.made_at, claim.made_by = at, by.person_id
    db.session.add(claim)
    note(by, "make", claim, at, {"amount": [None, claim.amount]})
    return claim


def more(claim: SupplierClaim, owed: Owed, by: Any, at: datetime) -> None:
    """Money went back once more: all of it is owed, and the thing comes with it if it came back at last."""
    before = claim.amount
    claim.amount, claim.work, claim.serials = owed.amount, owed.work, list(owed.serials)
    note(by, "correct", claim, at, {"amount": [before, owed.amount]})


def drop(ticket_id: int, what: str, since: datetime) -> int | None:
    """The deed that it was made for, `what` at that moment, is taken back; gives its id. What another deed of the ticket
    made stands. Raises SentAlready."""
    asked = select(SupplierClaim).where(SupplierClaim.ticket_id == ticket_id, SupplierClaim.what == what)
    asked = asked.where(SupplierClaim.made_at >= since)
    claim = db.session.scalar(asked.with_for_update(key_share=True).execution_options(populate_existing=True))
    if claim is None:
        return None
    if claim.is_sent:
        raise SentAlready
    db.session.delete(claim)
    return claim.id


def key_of(payer: str, debtor: Words) -> str:
    return f"{payer}:{folded(debtor.get('zh') or debtor.get('en') or '')}"[:100]


def correct(claim: SupplierClaim, debtor: str, amount: int, their_number: str, by: Any, at: datetime) -> None:
    """Before it is sent all of it, afterwards their own number alone. Raises SentAlready."""
    before = [claim.amount, claim.debtor_key, claim.their_number]
    names = (
        claim.debtor if debtor in claim.debtor.values() else {"zh": debtor, "en": debtor} if debtor else {}
    )
    if claim.is_sent and (amount != claim.amount or names != claim.debtor):
        raise SentAlready
    claim.amount, claim.debtor, claim.their_number = amount, names, their_number
    claim.debtor_key = key_of(claim.payer, names)
    after = [claim.amount, claim.debtor_key, claim.their_number]
    changes = zip(("amount", "debtor", "their_number"), before, after, strict=True)
    note(by, "correct", claim, at, {name: [old, new] for name, old, new in changes if old != new})
