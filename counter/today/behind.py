"""What has been left lying for long, for the managers above: visits that nobody made, claims that nobody settled. By store.

A visit that is a week late rises to the store above, each store above has it a week more, at last head office. A claim that is
open for more than 60 days is its own manager's to chase, and rises like a visit.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select

from counter.columns import Words
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.stores.models import Store
from counter.stores.network import up_to
from counter.supplier_claims.listing import OWED, open_ones
from counter.supplier_claims.models import SupplierClaim
from counter.upkeep.models import Visit

STEP, OLD = timedelta(days=7), timedelta(days=61)  # over 60, as the list of claims has it
DEEPEST = 6  # stores stand above one another


@dataclass(frozen=True)
class Behind:
    """visits: how many are late, the longest since due_on; claims: how many are old, owed: what they come to, by
    currency, in minor units."""

    store_id: int
    store: Words
    phone: str
    visits: int = 0
    due_on: date | None = None
    claims: int = 0
    owed: dict[str, int] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        return self.visits + self.claims


def behind(person: Any, on: date, at: datetime, limit: int = 6) -> list[Behind]:
    """Who is most behind first. Nothing for who manages nothing."""
    if not (person.is_manager or person.sees_all):
        return []
    start = (Store.parent_id.is_(None), 1) if person.sees_all else (Store.id == person.store.id, 0)
    found: dict[int, Behind] = {}
    for row in db.session.execute(late_visits(up_to(*start), on)):
        found[row.id] = Behind(row.id, row.name, row.phone, row.many, row.due_on)
    for row in db.session.execute(old_claims(up_to(*start), at)):
        one = found.get(row.id) or Behind(row.id, row.name, row.phone)
        owed = {**one.owed, row.currency: int(row.owed)}
        found[row.id] = replace(one, claims=one.claims + row.many, owed=owed)
    return sorted(found.values(), key=lambda one: (-one.weight, one.store_id))[:limit]


STORE = (Store.id, Store.name, Store.phone)


def late_visits(tree: Any, on: date) -> Any:
    """Without the person's own store, whose own list has them. Agreed on for a day to come is not late."""
    since = case(
        *((tree.c.steps == steps, on - steps * STEP) for steps in range(1, DEEPEST)),
        else_=on - DEEPEST * STEP,
    )
    agreed = Appointment.id.is_not(None) & Appointment.cancelled_at.is_(None) & (Appointment.on_date >= on)
    asked = select(*STORE, func.count().label("many"), func.min(Visit.due_on).label("due_on"))
    asked = asked.join(tree, tree.c.id == Store.id).join(Visit, Visit.with_store_id == Store.id)
    asked = asked.outerjoin(Appointment, Appointment.id == Visit.appointment_id)
    late = (
        tree.c.steps > 0,
        Visit.ended_at.is_(None),
        Visit.due_on <= since,
        or_(~agreed, Appointment.id.is_(None)),
    )
    return asked.where(*late).group_by(*STORE)


def old_claims(tree: Any, at: datetime) -> Any:
    days = ((tree.c.steps == steps, at - OLD - steps * STEP) for steps in range(DEEPEST))
    since = case(*days, else_=at - OLD - DEEPEST * STEP)
    each = *STORE, SupplierClaim.currency
    asked = select(*each, func.count().label("many"), func.sum(OWED).label("owed"))
    asked = asked.join(tree, tree.c.id == Store.id).join(SupplierClaim, SupplierClaim.store_id == Store.id)
    return (
        asked.where(*open_ones(), SupplierClaim.made_at <= since)
        .group_by(*each)
        .order_by(SupplierClaim.currency)
    )
