"""Opens a card of another store in full: with a reason, on record, until the person's business day ends."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from sqlalchemy import exists, or_, select

from counter.extensions import db
from counter.history.models import note
from counter.operations.once import INSERT
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


def readable(number: int, person: Any, day: date, *options: Any) -> Card:
    """A card of the person's own stores, or one of another that they opened on this day; else 404."""
    asked = select(Card).where(Card.id == number).options(*options)
    if not person.sees_all:
        opened = exists().where(
            Reveal.card_id == Card.id, Reveal.person_id == person.person_id, Reveal.on_date == day
        )
        asked = asked.where(or_(Card.store_id.in_(person.store_ids), opened))
    card: Card | None = db.session.scalar(asked)
    return card if card is not None else abort(404)


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
