"""Voids a card: it stays and is found, but covers nothing, and its serials are free for another."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from counter.callbacks import completing
from counter.extensions import db
from counter.history.models import note
from counter.warranty import filing
from counter.warranty.following import follow
from counter.warranty.models import Card, CardLine, Identifier


class CardAlreadyVoid(ValueError):
    """Somebody voided it first."""


def void(card: Card, because: str, by: Any, at: datetime) -> None:
    if card.voided_at is not None:
        raise CardAlreadyVoid
    card.voided_at, card.voided_by, card.voided_because = at, by.person_id, because
    lines = select(CardLine.id).where(CardLine.card_id == card.id)
    db.session.execute(update(Identifier).where(Identifier.line_id.in_(lines)).values(live=None))
    filing.rank([card])
    note(by, "void", card, at)
    follow([card], by, at)
    completing.end_of_card("card_void", card.id, by, at)
