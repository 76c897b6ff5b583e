"""What is delivered, fitted or fetched on a day: by slot, names masked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from counter.customers.models import Customer
from counter.customers.names import mask_name
from counter.deliveries.arranging import SLOTS
from counter.deliveries.forms import WORDS
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.stores.models import Store

SHOWN = 12


@dataclass(frozen=True)
class Stop:
    kind: str  # delivery, move, visit
    slot: Any
    name: str
    is_done: bool


def of_day(store: Store, on: date) -> list[Stop]:
    columns = (Appointment.kind, Appointment.slot, Appointment.delivered_on, Customer.name)
    asked = select(*columns).join(Customer, Customer.id == Appointment.customer_id)
    mine = asked.where(
        Appointment.store_id == store.id, Appointment.on_date == on, Appointment.cancelled_at.is_(None)
    )
    rows = list(db.session.execute(mine.order_by(Appointment.id).limit(SHOWN)))
    rows.sort(key=lambda row: SLOTS.index(row.slot) if row.slot in SLOTS else len(SLOTS))
    return [
        Stop(row.kind, WORDS.get(row.slot, ""), mask_name(row.name), row.delivered_on is not None)
        for row in rows
    ]
