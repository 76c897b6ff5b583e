"""A claim back is made when the customer has what they were owed, and put right until it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.columns import Words
from counter.customers.names import folded
from counter.extensions import db
from counter.history import models as history
from counter.history.models import note
from counter.supplier_claims.models import SupplierClaim

CARRIER, PAID_BACK = "carrier", "return"
TOLD, LISTS = ("what", "amount", "work", "serials", "parts", "cause"), ("serials", "parts")


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
    """One for a ticket. Where there was more to do after it was opened again, it tells of that, too, as long as nobody was
    told; once it is sent it stays as it is."""
    there = db.session.scalar(select(SupplierClaim).where(SupplierClaim.ticket_id == owed.ticket_id))
    if there is not None:
        if not there.is_sent and is_more(there, owed):
            replace(there, owed, by, at)
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


def is_more(claim: SupplierClaim, owed: Owed) -> bool:
    """What a manager put right is left alone where nothing new was done."""
    has_new_parts = list(owed.parts) != claim.parts
    return claim.payer == owed.payer and (owed.what != claim.what or has_new_parts or owed.what == PAID_BACK)


def replace(claim: SupplierClaim, owed: Owed, by: Any, at: datetime) -> None:
    changes = {name: [getattr(claim, name), getattr(owed, name)] for name in TOLD}
    changes = {
        name: [before, list(after) if name in LISTS else after] for name, (before, after) in changes.items()
    }
    put(claim, {name: after for name, (_, after) in changes.items()})
    note(by, "replace", claim, at, changes)


def put(claim: SupplierClaim, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(claim, name, value)


def drop(ticket_id: int, what: str, by: Any, since: datetime, at: datetime) -> int | None:
    """The deed that it was made for, `what` at that moment, is taken back; gives its id. What another deed of the ticket
    made stands, and is told again where this one was told in its place. Raises SentAlready."""
    asked = select(SupplierClaim).where(SupplierClaim.ticket_id == ticket_id, SupplierClaim.what == what)
    asked = asked.with_for_update(key_share=True).execution_options(populate_existing=True)
    claim = db.session.scalar(asked)
    if claim is None:
        return None
    told = history.last(claim, "replace") if claim.made_at < since else None
    if claim.made_at < since and (told is None or told.at < since):
        return None
    if claim.is_sent:
        raise SentAlready
    if told is None:
        db.session.delete(claim)
    else:
        put(claim, {name: before for name, (before, _) in told.changes.items()})
        note(by, "correct", claim, at, {"amount": list(reversed(told.changes["amount"]))})
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
