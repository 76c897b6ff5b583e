"""A customer's record is corrected: what changed is noted, and nobody overwrites unseen what another just wrote."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.customers import names
from counter.customers.models import Customer
from counter.extensions import db
from counter.history.models import HistoryEntry, note

FIELDS = (
    "name",
    "address",
    "postcode",
    "birth_month",
    "birth_day",
    "is_birthday_lunar",
    "customer_type",
    "note",
)
PLAIN = ("customer_type",)  # not personal: may stand in the open history


def lock(customer_id: int) -> None:
    """Two who save at once go one after the other; the second is then told."""
    db.session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update(key_share=True))


def change(customer: Customer, values: dict[str, Any], by: Any, at: datetime) -> bool:
    """Takes the values over; says whether anything is different now."""
    if "name" in values:
        values = {**values, "name": names.normalise(values["name"])}
    before = {field: getattr(customer, field) for field in values}
    changed = {field: [before[field], value] for field, value in values.items() if before[field] != value}
    for field, (_, value) in changed.items():
        setattr(customer, field, value)
    if changed:
        plain = {field: pair for field, pair in changed.items() if field in PLAIN}
        personal = {field: pair for field, pair in changed.items() if field not in PLAIN}
        note(by, "edit", customer, at, plain, personal, customer.id)
    return bool(changed)


def last_edit(customer: Customer) -> HistoryEntry | None:
    """Whose change it was, for who comes too late."""
    asked = select(HistoryEntry).where(
        HistoryEntry.record_kind == "customers",
        HistoryEntry.record_id == customer.id,
        HistoryEntry.verb == "edit",
    )
    return db.session.scalar(asked.order_by(HistoryEntry.id.desc()).limit(1))
