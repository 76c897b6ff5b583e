"""Opens a card of another store in full: with a reason, on record, until the person's business day ends."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, exists, or_, select, true

from counter.columns import Words
from counter.extensions import db
from counter.history.models import note
from counter.operations.once import INSERT
from counter.stores.models import Store
from counter.warranty import numbers
from counter.warranty.models import Card, Reveal


@dataclass(frozen=True)
class Taken:
    """A live card that carries a serial already, as it is offered. number: as shown; empty where it is another store's."""

    card_id: int
    is_ours: bool
    serial: str
    number: str

    @classmethod
    def by(cls, card: Card, serial: str, person: Any) -> "Taken":
        is_own = is_ours(card, person)
        return cls(card.id, is_own, serial, numbers.shown(card.number) if is_own else "")


@dataclass(frozen=True)
class Way:
    """From a page that names a card to the card. is_open: whether the person reads it on this day, be it another store's; else
    they say why, and give its number, which the page has from a record of their own."""

    card_id: int
    number: str
    store: Words
    is_open: bool


def readable(number: int, person: Any, day: date, *options: Any) -> Card:
    """A card of the person's own stores, or one of another that they opened on this day; else 404."""
    asked = select(Card).where(Card.id == number, open_to(person, day)).options(*options)
    card: Card | None = db.session.scalar(asked)
    return card if card is not None else abort(404)


def open_to(person: Any, day: date) -> ColumnElement[bool]:
    if person.sees_all:
        return true()
    opened = exists().where(
        Reveal.card_id == Card.id, Reveal.person_id == person.person_id, Reveal.on_date == day
    )
    return or_(Card.store_id.in_(person.store_ids), opened)


def way_to(number: int, person: Any, day: date) -> Way:
    asked = select(Card.id, Card.number, Store.name, open_to(person, day))
    asked = asked.join(Store, Store.id == Card.store_id).where(Card.id == number)
    return Way(*db.session.execute(asked).one())


def is_ours(card: Card, person: Any) -> bool:
    return bool(person.sees_all or card.store_id in person.store_ids)


def reveal(card: Card, reason: str, words: str, by: Any, day: date, at: datetime) -> bool:
    """Whether it was closed until now. words: what the person said of why; they may name somebody, so they are kept with
    what is personal."""
    row = {"card_id": card.id, "person_id": by.person_id, "on_date": day, "reason": reason, "made_at": at}
    insert = INSERT[db.engine.dialect.name](Reveal).values(**row)
    if db.session.scalar(insert.on_conflict_do_nothing().returning(Reveal.card_id)) is None:
        return False
    changes = {"reason": [None, reason], "store": [None, by.store.name]}
    note(by, "reveal", card, at, changes, {"words": [None, words]} if words else None, card.customer_id)
    return True
