"""How many calls wait: the figure at the rail, on every page."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from counter.callbacks.models import Callback
from counter.customers.models import Consent
from counter.extensions import db
from counter.stores.models import Store


def due(store: Store, at: datetime) -> int:
    """The store's open calls of today and before, of customers who still agree. One indexed query."""
    with db.session.no_autoflush:
        return db.session.scalar(counted(store, at)) or 0


def counted(store: Store, at: datetime) -> Any:
    return select(func.count()).select_from(Callback).where(*open_until(store, store.today(at)))


def open_until(store: Store, on: date) -> tuple[ColumnElement[bool], ...]:
    return Callback.store_id == store.id, Callback.completed_at.is_(None), Callback.due_on <= on, is_welcome()


def is_welcome() -> Any:
    """In SQL what Callback.is_welcome says: a consent withdrawn anywhere silences the call at once."""
    consent = Callback.body[("audience", "consent")].as_string()
    given = exists().where(
        Consent.customer_id == Callback.customer_id,
        Consent.purpose == consent,
        Consent.withdrawn_at.is_(None),
    )
    return or_(consent.is_(None), given)
