"""One call, and the calls around it: the one in hand, the next one, what followed, what was before."""

from datetime import datetime
from typing import Any

from flask import abort
from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from counter.callbacks.counting import open_until
from counter.callbacks.models import Callback
from counter.customers.models import Customer
from counter.extensions import db
from counter.scope import seen
from counter.staff.models import Person

TOUCHED = (
    joinedload(Callback.customer).options(selectinload(Customer.phones), selectinload(Customer.consents)),
    joinedload(Callback.store),
    joinedload(Callback.caller),
    raiseload("*"),
)


def in_hand(number: int, to_write: bool = False) -> Callback:
    """With all that the page shows. To write, the row is locked: of two people one is first, the other sees it."""
    asked = seen(Callback).where(Callback.id == number)
    if to_write:  # apart from the joins, or PostgreSQL joins the first one's call with what was there before
        db.session.execute(asked.with_only_columns(Callback.id).with_for_update(key_share=True))
    return db.session.scalar(asked.options(*TOUCHED)) or abort(404)


def next_after(call: Callback, at: datetime) -> int | None:
    """The call to make next, so that one goes on without the list."""
    asked = select(Callback.id).where(*open_until(call.store, call.store.today(at)), Callback.id != call.id)
    return db.session.scalar(asked.order_by(Callback.due_on, Callback.id).limit(1))


def following_of(call: Callback) -> Callback | None:
    """The next try, or the next round, that this call's outcome promised."""
    chain = Callback.source == call.source, Callback.plan == call.plan, Callback.attempt == call.attempt + 1
    return db.session.scalar(select(Callback).where(*chain))


def before(call: Callback, person: Any) -> list[Row[Any]]:
    """The customer's calls that are over, of the stores that the person sees, newest first."""
    mine = seen(Callback, person).where(Callback.customer_id == call.customer_id, Callback.id != call.id)
    asked = mine.where(Callback.completed_at.is_not(None)).join(Person, Person.id == Callback.completed_by)
    columns = (
        Callback.outcome,
        Callback.completed_at,
        Callback.label,
        Callback.body["outcomes"].label("outcomes"),
    )
    asked = asked.with_only_columns(*columns, Person.name.label("by"))
    return list(db.session.execute(asked.order_by(Callback.completed_at.desc()).limit(8)).all())
