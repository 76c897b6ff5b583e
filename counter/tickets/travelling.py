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
from counter.tickets.losses import TicketLoss
from counter.tickets.models import Parcel, Ticket, TicketTransfer
from counter.warranty.models import CardLine


@dataclass(frozen=True)
class Travel:
    """is_ours_to_take: it comes here; else it left here. home_id: the store that took it in. lost_at: since when nobody looks for
    it any more."""

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
    home_id: int
    lost_at: datetime | None
    because: str

    def is_late(self, at: datetime) -> bool:
        return self.late_at < at

    def minutes(self, at: datetime) -> int:
        return int((at - self.out_at).total_seconds() // 60)


def is_lost() -> Any:
    """Whether its customer is still owed something for it."""
    owed = TicketLoss.made_good_at.is_(None), TicketLoss.found_at.is_(None)
    mine = TicketTransfer.ticket_id == Ticket.id, TicketTransfer.lost_at.is_not(None)
    return exists().where(*mine, TicketLoss.transfer_id == TicketTransfer.id, *owed)


def is_travelling() -> Any:
    return exists().where(TicketTransfer.ticket_id == Ticket.id, TicketTransfer.on_way == 1)


def of_store(store_id: int, limit: int = 200) -> list[Travel]:
    """From or to it, the longest on its way first."""
    asked = between_stores(store_id, or_(*ends_at(store_id))).where(TicketTransfer.on_way == 1)
    return rows_of(asked.order_by(TicketTransfer.out_at, TicketTransfer.id).limit(limit), store_id)


def lost_of(store_id: int, limit: int = 50) -> list[Travel]:
    """Of it, or from or to it, and found by nobody yet; the latest first."""
    lost = select(TicketLoss.transfer_id).where(TicketLoss.found_at.is_(None))
    asked = between_stores(store_id, or_(*ends_at(store_id), Ticket.store_id == store_id))
    asked = asked.where(TicketTransfer.lost_at.is_not(None), TicketTransfer.id.in_(lost))
    return rows_of(asked.order_by(TicketTransfer.lost_at.desc(), TicketTransfer.id).limit(limit), store_id)


def ends_at(store_id: int) -> tuple[Any, Any]:
    return TicketTransfer.from_store_id == store_id, TicketTransfer.to_store_id == store_id


def between_stores(store_id: int, ends: Any) -> Any:
    start, end = aliased(Store), aliased(Store)
    asked: Any = select(
        TicketTransfer, Ticket.number, CardLine.label, Customer.name, start.name, end.name, Ticket.store_id,
        TicketLoss.because,
    )  # fmt: skip
    asked = asked.join(Ticket, Ticket.id == TicketTransfer.ticket_id)
    asked = asked.join(Customer, Customer.id == Ticket.customer_id)
    asked = asked.outerjoin(CardLine, CardLine.id == Ticket.line_id)
    asked = asked.outerjoin(TicketLoss, TicketLoss.transfer_id == TicketTransfer.id)
    asked = asked.join(start, start.id == TicketTransfer.from_store_id)
    asked = asked.join(end, end.id == TicketTransfer.to_store_id)
    return asked.where(ends)


def rows_of(asked: Any, store_id: int) -> list[Travel]:
    return [
        Travel(
            one.id, one.parcel_id, one.ticket_id, number, thing, mask_name(name), begins, finishes,
            one.to_store_id == store_id, one.out_at, one.late_at, home_id, one.lost_at, because or "",
        )
        for one, number, thing, name, begins, finishes, home_id, because in db.session.execute(asked)
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


def transfer(number: int, is_of_either_end: bool = False) -> TicketTransfer:
    """One that left a store of the person's, or is to come there, or 404."""
    asked = select(TicketTransfer).where(TicketTransfer.id == number)
    if not current_user.sees_all:
        ends = [TicketTransfer.from_store_id, *([TicketTransfer.to_store_id] if is_of_either_end else [])]
        asked = asked.where(or_(*(end.in_(current_user.store_ids) for end in ends)))
    found: TicketTransfer | None = db.session.scalar(asked.options(joinedload(TicketTransfer.ticket)))
    return found or abort(404)
