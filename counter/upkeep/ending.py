"""Cards by the day on which their cover ends: a month at a time, paged by key, with the call that is promised or why there
is none. One query; masked, since the tablet lies on the counter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import aliased

from counter.callbacks.models import Callback
from counter.columns import Day, Words
from counter.customers.models import Consent
from counter.customers.names import mask_name
from counter.customers.phones import masked
from counter.extensions import db
from counter.playbooks.durations import earlier, later
from counter.stores.models import Store
from counter.upkeep import books, calling
from counter.warranty.alike import Description, of_description
from counter.warranty.models import Card

PAGE = 50
MONTHS = 6
CONSENT = "service_callback"


@dataclass(frozen=True)
class Row:
    """call_on: of the call that is promised or was made; planned_on: when it will be, if nothing changes; neither where the
    customer did not agree, or the playbook has no such call."""

    card_id: int
    number: str
    name: str
    phone: str
    thing: Words
    ends_on: date
    store: Words
    call_id: int | None
    call_on: date | None
    is_called: bool
    planned_on: date | None
    has_agreed: bool
    has_plan: bool


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next: str | None


def months(today: date) -> list[date]:
    """The first days of this month and those that follow."""
    first = today.replace(day=1)
    return [later(first, f"P{place}M") if place else first for place in range(MONTHS)]


def page(
    person: Any, month: date, at: datetime, after: tuple[date, int] | None = None, of_all: bool = False
) -> Page:
    """month: its first day. What ended before today is not listed."""
    today = person.store.today(at)
    first, last = max(month, today), later(month, "P1M") - timedelta(1)
    store_ids = None if of_all and person.sees_all else [person.store.id]
    rows = db.session.execute(statement(store_ids, first, last, after)).all()
    plans = plans_of({row.store_id for row in rows})
    found = [a_row(row, plans, today) for row in rows[:PAGE]]
    more = f"{found[-1].ends_on.isoformat()}.{found[-1].card_id}" if len(rows) > PAGE else None
    return Page(found, more)


def statement(
    store_ids: Sequence[int] | None, first: date, last: date, after: tuple[date, int] | None
) -> Any:
    """store_ids: None for all stores. The cards of the page first, by their index; the rest is asked of these alone."""
    call = aliased(Callback)
    # the latest try is the one that counts
    latest = select(func.max(call.id)).where(call.source == calling.source()).correlate(Card)
    asked = select(
        Card.id, Card.store_id, Card.number, Card.customer_id, Card.customer_name, Card.customer_phone, Card.ends_on,
        Card.sold_on, Card.description_id, latest.scalar_subquery().label("call_id"),
    ).where(Card.ends_on.between(first, last), Card.voided_at.is_(None))  # fmt: skip
    if store_ids is not None:
        of_stores = Card.store_id == store_ids[0] if len(store_ids) == 1 else Card.store_id.in_(store_ids)
        asked = asked.where(of_stores)
    if after:
        asked = asked.where(tuple_(Card.ends_on, Card.id) > tuple_(literal(after[0], Day), literal(after[1])))
    card = asked.order_by(Card.ends_on, Card.id).limit(PAGE + 1).subquery("card")
    given = select(func.count(Consent.id)).where(
        Consent.customer_id == card.c.customer_id, Consent.purpose == CONSENT, Consent.withdrawn_at.is_(None)
    )
    agreed = (
        given.correlate(card).scalar_subquery() > 0
    )  # counted, so that nobody reads all consents for a page
    more = (
        of_description(card.c, Description.label).label("label"),
        Store.name.label("store"),
        Callback.due_on,
        Callback.completed_at,
        Callback.outcome,
        agreed.label("has_agreed"),
    )
    told = select(card, *more).join(Store, Store.id == card.c.store_id)
    return told.outerjoin(Callback, Callback.id == card.c.call_id).order_by(card.c.ends_on, card.c.id)


def plans_of(store_ids: set[int]) -> dict[int, dict[str, Any]]:
    """The first plan of each store's playbook."""
    found = {}
    for store in db.session.scalars(select(Store).where(Store.id.in_(store_ids))) if store_ids else ():
        plans = books.of_store(store).calls
        if plans:
            found[store.id] = plans[0]
    return found


def a_row(row: Any, plans: Mapping[int, dict[str, Any]], today: date) -> Row:
    plan = plans.get(row.store_id)
    planned = None
    call_id, call_on = (
        (None, None) if plan and is_of_another_end(row, plan, today) else (row.call_id, row.due_on)
    )
    if plan and call_id is None and row.has_agreed and earlier(row.ends_on, plan["due_in"]) > row.sold_on:
        planned = calling.due_on(plan, row.ends_on, today)
    return Row(
        row.id, row.number, mask_name(row.customer_name), masked(row.customer_phone), row.label, row.ends_on, row.store,
        call_id, call_on, row.completed_at is not None, planned, row.has_agreed, plan is not None,
    )  # fmt: skip


def is_of_another_end(row: Any, plan: dict[str, Any], today: date) -> bool:
    """The last call ended by itself, or was made for an end that is long over: there is to be another."""
    if row.completed_at is None:
        return False
    is_early = row.completed_at < calling.spoken_since(plan, today)
    return is_early or row.outcome in calling.NOBODY_CALLED
