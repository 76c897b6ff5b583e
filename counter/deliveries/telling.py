"""What becomes of a delivery after its card was issued stands on the card: its terms count from there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.warranty import correcting
from counter.warranty.models import Card

DAYS = ("delivered_on", "installed_on")


@contextmanager
def told(trip: Appointment, by: Any, at: datetime) -> Iterator[None]:
    """Around what changes the days of a trip. The card is taken first, and is told once, whichever of them changed."""
    card = card_of(trip)
    if card is None:
        yield
        return
    before = {field: getattr(trip, field) for field in DAYS}
    yield
    changed = {field: getattr(trip, field) for field in DAYS if getattr(trip, field) != before[field]}
    theirs = correcting.by_hand(card)  # what the crew taps does not write over that
    correcting.correct(
        card, {field: day for field, day in changed.items() if field not in theirs}, by, at, trip.id
    )


def card_of(trip: Appointment) -> Card | None:
    """The live card of its sale; moves and visits are of a card whose days they do not change. The trip is held first, so
    that no hand-over reads it meanwhile."""
    if trip.sale_id is None or trip.kind != Appointment.DELIVERY:
        return None
    db.session.execute(select(Appointment.id).where(Appointment.id == trip.id).with_for_update())
    mine = Card.sale_id == trip.sale_id, Card.voided_at.is_(None)
    number = db.session.scalar(select(Card.id).where(*mine).order_by(Card.id.desc()).limit(1))
    if number is None:
        return None
    correcting.lock(number)
    asked = select(Card).where(Card.id == number, Card.voided_at.is_(None))
    return db.session.scalar(asked.execution_options(populate_existing=True))


def otherwise(trips: Iterable[Appointment]) -> dict[int, Card]:
    """The live cards that have other days than their delivery, by the delivery's id."""
    by_sale: dict[int | None, Appointment] = {
        one.sale_id: one for one in trips if one.sale_id and one.kind == Appointment.DELIVERY
    }
    asked = select(Card).where(Card.sale_id.in_(by_sale), Card.voided_at.is_(None)).options(raiseload("*"))
    both = [(by_sale[card.sale_id], card) for card in db.session.scalars(asked)] if by_sale else []
    return {
        trip.id: card for trip, card in both if any(getattr(trip, day) != getattr(card, day) for day in DAYS)
    }
