"""The visits of a store: late, soon, those of the last days; and those of one card. One query each; names masked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from counter.columns import Words
from counter.customers.names import mask_name
from counter.customers.phones import masked
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.languages import iso
from counter.stores.models import Store
from counter.upkeep import books
from counter.upkeep.models import Visit
from counter.warranty.models import Card, CardLine

SOON = timedelta(days=31)
RECENT = timedelta(days=7)
MOST = 200


@dataclass(frozen=True)
class Row:
    """on: the day that was agreed on, while it is open."""

    id: int
    label: Words
    number: int
    thing: Words
    name: str
    phone: str
    due_on: date
    on: date | None
    slot: str
    done_on: date | None
    outcome: str
    is_open: bool
    is_sound: bool

    def is_late(self, today: date) -> bool:
        """Nobody agreed on a day, or that day went by."""
        return self.is_open and (self.on or self.due_on) < today


@dataclass(frozen=True)
class Visits:
    late: list[Row]
    soon: list[Row]
    done: list[Row]
    is_cut: bool = False  # there are more than these that are due

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.soon or self.done)


def of_store(store: Store, at: datetime) -> Visits:
    today = store.today(at)
    found = db.session.execute(due_until(store.id, today + SOON, MOST + 1)).all()
    open_ones = [a_row(row) for row in found[:MOST]]
    over = rows().where(
        Visit.with_store_id == store.id, Visit.ended_at > at - RECENT, Visit.outcome != Visit.GONE
    )
    done = [a_row(row) for row in db.session.execute(over.order_by(Visit.ended_at.desc()).limit(MOST))]
    late = [row for row in open_ones if row.is_late(today)]
    return Visits(late, [row for row in open_ones if not row.is_late(today)], done, len(found) > MOST)


def late(store: Store, today: date, limit: int) -> list[Row]:
    """For Today: what is late, the longest first, and what is for today: that is the day that was agreed on, where there is one."""
    agreed = case((Appointment.cancelled_at.is_(None), Appointment.on_date))
    day = func.coalesce(agreed, Visit.due_on)
    asked = open_until(store.id, today + SOON).where(day <= today)
    return [a_row(row) for row in db.session.execute(asked.order_by(day, Visit.id).limit(limit))]


def of_card(card: Card) -> list[Row]:
    """All that there were and will be until its cover ends, and what its owner has, whichever of their cards it hangs on."""
    asked = rows().where(or_(Visit.card_id == card.id, open_of_owner(card)), Visit.outcome != Visit.GONE)
    return [a_row(row) for row in db.session.execute(asked.order_by(Visit.due_on, Visit.id).limit(60))]


def told(card: Card) -> list[Row]:
    """For its owner: of each that comes again the next one."""
    return [first for first, *_later in to_come(card)]


def printed(card: Card) -> list[tuple[Words, list[str]]]:
    """For the card on paper: what is promised, and from which day on."""
    return [
        (first.label, [_("from %(day)s", day=iso(first.due_on)) if later else iso(first.due_on)])
        for first, *later in to_come(card)
    ]


def to_come(card: Card) -> list[list[Row]]:
    """By what comes again; that of an owner stands with each of their cards."""
    of_it = and_(Visit.card_id == card.id, Visit.owner_id.is_(None))
    asked = rows().where(or_(of_it, open_of_owner(card)), Visit.ended_at.is_(None))
    found: dict[str, list[Row]] = {}
    for row in db.session.execute(asked.order_by(Visit.due_on, Visit.id)):
        found.setdefault(row[0].code, []).append(a_row(row))
    return list(found.values())


def open_of_owner(card: Card) -> ColumnElement[bool]:
    """None with a card that is void."""
    theirs = and_(
        Visit.owner_id == card.customer_id, Visit.store_id == card.store_id, Visit.ended_at.is_(None)
    )
    return theirs if card.voided_at is None else false()


def due_until(store_id: int, until: date, limit: int) -> Any:
    return open_until(store_id, until).order_by(Visit.due_on, Visit.id).limit(limit)


def open_until(store_id: int, until: date) -> Any:
    return rows().where(Visit.with_store_id == store_id, Visit.ended_at.is_(None), Visit.due_on <= until)


def rows() -> Any:
    columns = (Visit, CardLine.label, Card.customer_name, Card.customer_phone, Appointment)
    asked = select(*columns).join(CardLine, CardLine.id == Visit.line_id).join(Card, Card.id == Visit.card_id)
    return asked.outerjoin(Appointment, Appointment.id == Visit.appointment_id)


def a_row(row: Any) -> Row:
    visit, thing, name, phone, trip = row
    recurrence = books.of_version(visit.playbook_version_id).recurrences[visit.code]
    agreed = trip if trip and trip.cancelled_at is None else None
    return Row(
        visit.id, recurrence["label"], visit.number, thing, mask_name(name), masked(phone), visit.due_on,
        agreed.on_date if agreed else None, agreed.slot if agreed else "", visit.done_on, visit.outcome, visit.is_open,
        not visit.faults,
    )  # fmt: skip
