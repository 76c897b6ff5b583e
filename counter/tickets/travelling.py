"""What is on its way between stores, and what a parcel holds. One query each; names masked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from counter.columns import Words
from counter.customers.models import Customer
from counter.customers.names import mask_name
from counter.extensions import db
from counter.stores.models import Store
from counter.tickets.models import Parcel, Ticket, TicketTransfer
from counter.warranty.models import CardLine


@dataclass(frozen=True)
class Travel:
    """is_ours_to_take: it comes here; else it left here."""

    id: int
    parcel_id: int
    ticket_id: int
    number: str
    thing: Words | None
    name: str
    start: Words
    end: Words
    is_ours_to_take: bool
    out_at: datetime
    late_at: datetime

    def is_late(self, at: datetime) -> bool:
        return self.late_at < at

    def minutes(self, at: datetime) -> int:
        return int((at - self.out_at).total_seconds() // 60)


def is_travelling() -> Any:
    return exists().where(TicketTransfer.ticket_id == Ticket.id, TicketTransfer.on_way == 1)


def of_store(store_id: int, limit: int = 200) -> list[Travel]:
    """From or to it, the longest on its way first."""
    start, end = aliased(Store), aliased(Store)
    asked = select(TicketTransfer, Ticket.number, CardLine.label, Customer.name, start.name, end.name)
    asked = asked.join(Ticket, Ticket.id == TicketTransfer.ticket_id)
    asked = asked.join(Customer, Customer.id == Ticket.customer_id)
    asked = asked.outerjoin(CardLine, CardLine.id == Ticket.line_id)
    asked = asked.join(start, start.id == TicketTransfer.from_store_id)
    asked = asked.join(end, end.id == TicketTransfer.to_store_id)
    ends = or_(TicketTransfer.from_store_id == store_id, TicketTransfer.to_store_id == store_id)
    asked = asked.where(TicketTransfer.on_way == 1, ends)
    rows = db.session.execute(asked.order_by(TicketTransfer.out_at, TicketTransfer.id).limit(limit))
    return [
        Travel(
            one.id, one.parcel_id, one.ticket_id, number, thing, mask_name(name), begins, ends_at,
            one.to_store_id == store_id, one.out_at, one.late_at,
        )
        for one, number, thing, name, begins, ends_at in rows
    ]  # fmt: skip


def parcel(number: int) -> Parcel:
    """Seen at both its ends, or 404."""
    asked = select(Parcel).where(Parcel.id == number)
    if not current_user.sees_all:
        ids = current_user.store_ids
        asked = asked.where(or_(Parcel.from_store_id.in_(ids), Parcel.to_store_id.in_(ids)))
    things = selectinload(Parcel.transfers).joinedload(TicketTransfer.ticket)
    found: Parcel | None = db.session.scalar(
        asked.options(things.joinedload(Ticket.customer), things.joinedload(Ticket.line))
    )
    return found or abort(404)


def transfer(number: int) -> TicketTransfer:
    """One that left a store of the person's, or 404."""
    asked = select(TicketTransfer).where(TicketTransfer.id == number)
    if not current_user.sees_all:
        asked = asked.where(TicketTransfer.from_store_id.in_(current_user.store_ids))
    found: TicketTransfer | None = db.session.scalar(asked.options(joinedload(TicketTransfer.ticket)))
    return found or abort(404)
