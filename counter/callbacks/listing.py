"""The due list: whom to call, late ones first. Names and numbers are masked; the call itself shows them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from counter.callbacks.counting import open_until
from counter.callbacks.models import Callback
from counter.columns import Words
from counter.customers.models import Customer, Phone
from counter.customers.names import mask_name
from counter.customers.phones import masked
from counter.extensions import db
from counter.stores.models import Store

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    id: int
    due_on: date
    label: Words
    about: Words | None
    tried: int
    name: str
    phone: str

    @property
    def initial(self) -> str:
        return self.name[:1]


@dataclass(frozen=True)
class DueList:
    overdue: list[Due]
    today: list[Due]
    upcoming: list[Due]

    @property
    def first(self) -> Due | None:
        return next(iter([*self.overdue, *self.today]), None)


def due_list(store: Store, at: datetime, limit: int | None = None) -> DueList:
    """Open calls late, of today and of the next seven days, each with what a row shows. One query."""
    today = store.today(at)
    other = aliased(Phone)
    live = select(func.min(other.id)).where(
        other.customer_id == Callback.customer_id, other.ended_at.is_(None)
    )
    about, tried = Callback.body["about"].label("about"), Callback.body["tried"].as_integer().label("tried")
    asked = (
        select(Callback.id, Callback.due_on, Callback.label, about, tried, Customer.name, Phone.e164)
        .join(Customer, Customer.id == Callback.customer_id)
        .outerjoin(Phone, Phone.id == live.scalar_subquery())
        .where(*open_until(store, today + AHEAD))
        .order_by(Callback.due_on, Callback.id)
        .limit(limit)
    )
    rows = [a_row(row) for row in db.session.execute(asked)]
    parts = (lambda on: on < today, lambda on: on == today, lambda on: on > today)
    return DueList(*([row for row in rows if belongs(row.due_on)] for belongs in parts))


def a_row(row: Any) -> Due:
    phone = masked(row.e164) if row.e164 else ""
    return Due(row.id, row.due_on, row.label, row.about, row.tried or 0, mask_name(row.name), phone)
