"""Who works in a store, and who of them is on shift today."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, select

from counter.extensions import db
from counter.staff.models import Membership, Person, Role, Shift
from counter.stores.models import Store


@dataclass(frozen=True)
class Colleague:
    id: int
    name: Any
    role: Any
    acts_as: str
    has_pin: bool
    started_at: datetime | None

    @property
    def is_on_shift(self) -> bool:
        return self.started_at is not None


@cache
def statement() -> Any:
    """Built once: it is asked with each tick."""
    here = and_(
        Shift.person_id == Person.id,
        Shift.store_id == bindparam("store"),
        Shift.on_date == bindparam("on"),
        Shift.ended_at.is_(None),
    )
    return (
        select(Person.id, Person.name, Role.label, Role.acts_as, Person.pin_hash, Shift.started_at)
        .join(Membership, Membership.person_id == Person.id)
        .join(Role)
        .outerjoin(Shift, here)
        .where(Membership.store_id == bindparam("store"), Person.dismissed_at.is_(None))
        .order_by(Shift.started_at.is_(None), Person.id)
    )


def of(store: Store, at: datetime) -> list[Colleague]:
    """The store's own people, those on shift first."""
    rows = db.session.connection().execute(statement(), {"store": store.id, "on": store.today(at)})
    return [Colleague(r.id, r.name, r.label, r.acts_as, bool(r.pin_hash), r.started_at) for r in rows]


def on_shift(store: Store, at: datetime) -> list[Colleague]:
    return [person for person in of(store, at) if person.is_on_shift]


def find(store: Store, number: int) -> Person | None:
    works_here = select(Membership.person_id).where(Membership.store_id == store.id)
    asked = select(Person).where(
        Person.id == number, Person.id.in_(works_here), Person.dismissed_at.is_(None)
    )
    return db.session.scalar(asked)
