"""A ticket of the person's stores, with all that its page reads.

It is seen where it was taken in, where it is in hand now, where help was asked for it, and where it was sent from as long as it
is on its way; and by the manager of a store above the one that has it, to whom it may rise.
"""

from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from counter.extensions import db
from counter.photos.models import Photo
from counter.stores.models import Store
from counter.stores.network import up_to
from counter.tickets.models import Ticket, TicketMark, TicketPhoto
from counter.warranty.models import Card, CardLine

LARGEST = 2**31 - 1
WHOLE = (
    joinedload(Ticket.customer),
    joinedload(Ticket.store),
    joinedload(Ticket.with_store),
    selectinload(Ticket.transfers),
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


def seen(person: Any = None) -> Select[Any]:
    return select(Ticket).where(open_to(person or current_user))


def open_to(person: Any) -> ColumnElement[bool]:
    if person.sees_all:
        return true()
    ways: list[Any] = [
        column.in_(person.store_ids)
        for column in (Ticket.store_id, Ticket.with_store_id, Ticket.help_store_id)
    ]
    mark = aliased(TicketMark)
    ways.append(
        exists().where(
            mark.ticket_id == Ticket.id, mark.mark == TicketMark.UNDER_WAY, mark.set_at.is_(None), mark.store_id.in_(person.store_ids)
        )
    )  # fmt: skip
    if person.is_manager:
        ways.append(Ticket.with_store_id.in_(select(up_to(Store.id == person.store.id, 0).c.id)))
    return or_(*ways)


def is_seen(ticket: Ticket) -> bool:
    return db.session.scalar(seen().with_only_columns(Ticket.id).where(Ticket.id == ticket.id)) is not None


def refuse_odd(number: int) -> None:
    """What is typed into an address may fit no primary key: no ticket has it."""
    if abs(number) > LARGEST:
        abort(404)


def plain(number: int) -> Ticket:
    refuse_odd(number)
    found: Ticket | None = db.session.scalar(seen().where(Ticket.id == number))
    return found or abort(404)


def whole(number: int) -> Ticket:
    refuse_odd(number)
    found: Ticket | None = db.session.scalar(seen().where(Ticket.id == number).options(*WHOLE))
    return found or abort(404)


def in_hand(number: int) -> Ticket:
    """To be written, with the repair record of its card: two tablets that go on at once go one after the other, and the second
    is told."""
    refuse_odd(number)
    lock(number)
    of_it = select(Ticket.card_id).where(Ticket.id == number).scalar_subquery()
    db.session.execute(select(Card.id).where(Card.id == of_it).with_for_update(key_share=True))
    return whole(number)


def lock(*numbers: int) -> None:
    asked = select(Ticket.id).where(Ticket.id.in_(numbers)).order_by(Ticket.id)
    db.session.execute(asked.with_for_update(key_share=True))


def by_number(stored: str, person: Any) -> Ticket | None:
    found: Ticket | None = db.session.scalar(seen(person).where(Ticket.number == stored))
    return found


def scanned(stored: str) -> Ticket | None:
    """Of any store: whoever has a thing in hand is told where it belongs, and no more. To be written."""
    number = db.session.scalar(select(Ticket.id).where(Ticket.number == stored))
    if number is None:
        return None
    lock(number)
    found: Ticket | None = db.session.scalar(
        select(Ticket).where(Ticket.id == number).options(*WHOLE).execution_options(populate_existing=True)
    )
    return found


def by_numbers(stored: list[str]) -> list[Ticket]:
    """In the order that they are given; to be written."""
    ids = db.session.scalars(seen().with_only_columns(Ticket.id).where(Ticket.number.in_(stored))).all()
    lock(*ids)
    asked = select(Ticket).where(Ticket.id.in_(ids)).options(*WHOLE)
    found = {ticket.number: ticket for ticket in db.session.scalars(asked)}
    return [found[one] for one in stored if one in found]


def photo(number: int, photo_id: int) -> Photo:
    """For whoever sees the ticket, wherever the picture was taken."""
    asked = select(Photo).join(TicketPhoto, TicketPhoto.photo_id == Photo.id)
    asked = asked.where(Photo.id == photo_id, TicketPhoto.ticket_id == plain(number).id)
    found: Photo | None = db.session.scalar(asked)
    return found or abort(404)
