"""The store's deliveries: what is late, today, coming; and what was finished in the last days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, raiseload

from counter.customers.models import Customer
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.stores.models import Store

RECENT = timedelta(days=3)
KINDS = ("delivery", "move")  # visits have a list of their own


@dataclass(frozen=True)
class Days:
    late: list[Appointment]
    today: list[Appointment]
    coming: list[Appointment]
    done: list[Appointment]

    @property
    def all(self) -> list[Appointment]:
        return [*self.late, *self.today, *self.coming, *self.done]

    @property
    def is_empty(self) -> bool:
        return not self.all


def days(store: Store, at: datetime, limit: int = 100) -> Days:
    today = store.today(at)
    found = of_store(store, today, limit)
    left = [one for one in found if one.installed_on is None]
    done = [one for one in found if one.installed_on is not None]
    return Days(
        [one for one in left if one.on_date < today],
        [one for one in left if one.on_date == today],
        [one for one in left if one.on_date > today],
        sorted(done, key=lambda one: one.installed_on or today, reverse=True),
    )


def of_store(store: Store, today: date, limit: int) -> list[Appointment]:
    """Deliveries and moves: those not finished, those finished in the last days, and what is still to be paid."""
    is_owed = and_(Appointment.price > 0, Appointment.paid_at.is_(None))
    wanted = or_(Appointment.installed_on.is_(None), Appointment.installed_on > today - RECENT, is_owed)
    asked = select(Appointment).where(
        Appointment.store_id == store.id,
        Appointment.kind.in_(KINDS),
        Appointment.cancelled_at.is_(None),
        wanted,
    )
    loaded = (joinedload(Appointment.customer).selectinload(Customer.phones), raiseload("*"))
    asked = (
        asked.options(*loaded).order_by(Appointment.on_date, Appointment.slot, Appointment.id).limit(limit)
    )
    return list(db.session.scalars(asked))


def of_sales(numbers: list[int]) -> dict[int, Appointment]:
    """The appointments of those sales, by the sale's id."""
    asked = select(Appointment).where(Appointment.sale_id.in_(numbers), Appointment.kind == "delivery")
    return {one.sale_id: one for one in db.session.scalars(asked) if one.sale_id is not None}
