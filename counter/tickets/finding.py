"""A ticket of the person's stores, with all that its page reads."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from counter.extensions import db
from counter.scope import find, seen
from counter.tickets.models import Ticket
from counter.warranty.models import Card, CardLine

WHOLE = (
    joinedload(Ticket.customer),
    joinedload(Ticket.store),
    joinedload(Ticket.loan),
    selectinload(Ticket.photos),
    selectinload(Ticket.steps),
    selectinload(Ticket.parts_used),
    selectinload(Ticket.marks),
    joinedload(Ticket.line).joinedload(CardLine.card),
    joinedload(Ticket.line).selectinload(CardLine.repairs),
    joinedload(Ticket.line).selectinload(CardLine.identifiers),
    joinedload(Ticket.card).selectinload(Card.lines),
)


def whole(number: int) -> Ticket:
    return find(Ticket, number, *WHOLE)


def in_hand(number: int) -> Ticket:
    """To be written: two tablets that go on at once go one after the other, and the second is told."""
    db.session.execute(select(Ticket.id).where(Ticket.id == number).with_for_update())
    return whole(number)


def by_number(stored: str, person: Any) -> Ticket | None:
    found: Ticket | None = db.session.scalar(seen(Ticket, person).where(Ticket.number == stored))
    return found
