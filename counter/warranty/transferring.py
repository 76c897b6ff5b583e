"""Hands a card to a new owner: it keeps its number, its days and its coverage, and forgets who had it before. What was printed
for them opens the customer's page no more: they know the last digits of who has it now."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from counter.customers import meeting
from counter.customers.models import Customer
from counter.extensions import db
from counter.history import models as history
from counter.stores.models import Store
from counter.warranty import filing, linking
from counter.warranty.following import follow, take_along
from counter.warranty.forms import TransferForm
from counter.warranty.models import Card, CardLine

OWNER = {
    "name": "customer_name",
    "phone": "customer_phone",
    "address": "customer_address",
    "postcode": "customer_postcode",
}


CHUNK = 500  # cards


class CardIsVoid(ValueError):
    """It covers nothing, so there is nothing to hand over or put right."""


def owner_of(form: TransferForm, by: Any, at: datetime) -> Customer:
    """The one who is known by this number, or somebody new."""
    typed = {"name": form.name.data, "address": form.address.data}
    if same := form.same:
        return meeting.meet(same.customer.id, typed, by, at)
    return meeting.admit(form.known.data or "", form.e164, form.whose.data, typed, by, at)


def transfer(
    card: Card, owner: Customer, e164: str, address: str, on: date, by: Any, at: datetime, *, goes_along: bool = False
) -> None:  # fmt: skip
    """Before and after are kept apart for each of the two, so that either can be forgotten. goes_along: whether what is open
    for its things is the new owner's, too."""
    if card.voided_at is not None:
        raise CardIsVoid
    given_up, before = card.customer_id, {field: getattr(card, OWNER[field]) for field in OWNER}
    card.customer_id, card.customer_name, card.customer_phone = owner.id, owner.name, e164
    card.customer_address, card.customer_postcode = address, owner.postcode or ""
    owner.belongs_to(card.store_id)
    file(card, phones_of(owner, e164))
    after = {field: getattr(card, OWNER[field]) for field in OWNER}
    told: dict[str, Any] = {"taken_over_on": [None, on.isoformat()]}
    if by.store and by.store.id != card.store_id:
        told["store"] = [None, by.store.name]
    entry_id = history.note(by, "transfer", card, at, told)
    history.keep_apart(entry_id, given_up, {field: [value, None] for field, value in before.items() if value})
    history.keep_apart(entry_id, owner.id, {field: [None, value] for field, value in after.items() if value})
    if owner.id != given_up:
        linking.renew(card, by, at)
    if goes_along:
        take_along(card, owner, by, at)
    follow([card], by, at)


def phones_of(owner: Customer, e164: str) -> set[str]:
    """Without those that they gave up: whoever has such a number now is shown nothing of theirs."""
    ended = {phone.e164 for phone in owner.phones if phone.ended_at is not None}
    return {e164, *(phone.e164 for phone in owner.phones)} - ended


def follow_owner(owner: Customer) -> None:
    """A number was given to them, or ended: their cards are found by those that they have now. Serial, card number and
    name find them as ever. A firm has thousands of cards: they are read and filed some hundreds at a time."""
    whole = selectinload(Card.lines)
    options = whole.selectinload(CardLine.identifiers), whole.selectinload(CardLine.repairs)
    ids = db.session.scalars(select(Card.id).where(Card.customer_id == owner.id).order_by(Card.id)).all()
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        filing.hold(some)
        cards = db.session.scalars(select(Card).where(Card.id.in_(some)).options(*options)).all()
        filing.file_all({card: told(card, phones_of(owner, card.customer_phone)) for card in cards})


def told(card: Card, phones: Iterable[str]) -> str:
    """What the card is filed under with these numbers."""
    return filing.told(card, db.session.get_one(Store, card.store_id), phones, filing.serials_of(card))


def file(card: Card, phones: Iterable[str]) -> None:
    """Anew, so that nothing of what it was found by before is left."""
    filing.file_all({card: told(card, phones)})
