"""What is delivered, fitted or fetched on a day: by slot, names masked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

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


def of_day(store: Store, on: date) -> tuple[list[Stop], int]:
    """(the first of them, how many there are in all)"""
    columns = (Appointment.kind, Appointment.slot, Appointment.delivered_on, Customer.name)
    asked = select(*columns, func.count().over().label("total"))
    mine = asked.join(Customer, Customer.id == Appointment.customer_id).where(
        Appointment.store_id == store.id, Appointment.on_date == on, Appointment.cancelled_at.is_(None)
    )
    by_slot = case(
        {slot: place for place, slot in enumerate(SLOTS)}, value=Appointment.slot, else_=len(SLOTS)
    )
    rows = db.session.execute(mine.order_by(by_slot, Appointment.id).limit(SHOWN)).all()
    stops = [
        Stop(row.kind, WORDS.get(row.slot, ""), mask_name(row.name), row.delivered_on is not None)
        for row in rows
    ]
    return stops, rows[0].total if rows else 0
