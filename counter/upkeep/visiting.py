"""A visit is agreed on, made and recorded, or not wanted. The next one of an owner appears when this one is over."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from counter.customers.models import Customer
from counter.deliveries import cancelling
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.history.models import note
from counter.stores import network
from counter.stores.network import Place
from counter.upkeep import books, laying, owners
from counter.upkeep.models import Visit
from counter.warranty import filing
from counter.warranty.models import Card

KIND = "visit"
WHOLE = (
    joinedload(Visit.line),
    joinedload(Visit.store),
    joinedload(Visit.with_store),
    joinedload(Visit.appointment),
    joinedload(Visit.visitor),
    joinedload(Visit.card).selectinload(Card.lines),
)


class Trouble(ValueError):
    """It can't be done so."""


class IsOver(Trouble):
    """Somebody recorded it first."""


class OddDay(Trouble):
    """Of a day to come, or one that is over."""


class ItemsMissing(Trouble):
    """Each item of the list says how it was."""


class NotReopenable(Trouble):
    """It is open, or its day is over."""


class CardIsVoid(Trouble):
    """Nothing is due for it any more, nor for a thing that came back, nor to an owner who gave it on."""


def seen(person: Any = None) -> Select[Any]:
    """By the store whose card it is, and by who goes."""
    person = person or current_user
    if person.sees_all:
        return select(Visit)
    mine = Visit.store_id.in_(person.store_ids), Visit.with_store_id.in_(person.store_ids)
    return select(Visit).where(or_(*mine))


def whole(number: int) -> Visit:
    found: Visit | None = db.session.scalar(seen().where(Visit.id == number).options(*WHOLE))
    return found or abort(404)


def in_hand(number: int) -> Visit:
    """To be written: of two tablets one is first. Its card before it, as who corrects the card takes them."""
    filing.hold(db.session.scalars(select(Visit.card_id).where(Visit.id == number)))
    db.session.execute(select(Visit.id).where(Visit.id == number).with_for_update(key_share=True))
    return whole(number)


def recurrence_of(visit: Visit) -> dict[str, Any]:
    return books.of_version(visit.playbook_version_id).recurrences[visit.code]


def agree(visit: Visit, on: date, slot: str, address: str, words: str, by: Any, at: datetime) -> Appointment:
    """A second agreement moves the first. Raises IsOver, OddDay."""
    if not visit.is_open:
        raise IsOver
    if on < visit.store.today(at):
        raise OddDay
    trip = visit.appointment if visit.appointment and visit.appointment.is_open else None
    before = trip.on_date.isoformat() if trip else None
    if trip is None:
        trip = Appointment(store_id=visit.with_store_id, kind=KIND, made_at=at, made_by=by.person_id)
        trip.card_id, trip.customer_id = visit.card_id, visit.card.customer_id
        db.session.add(trip)
    trip.on_date, trip.slot, trip.address, trip.note = on, slot, address, words
    db.session.flush()
    visit.appointment_id = trip.id
    db.session.get_one(Customer, trip.customer_id).belongs_to(visit.with_store_id)
    note(by, "arrange", visit, at, {"on_date": [before, on.isoformat()]})
    return trip


def points(visit: Visit) -> list[Place]:
    """Who else could go: those of the network that service, and the store whose card it is."""
    known = network.read()
    there = known.servicing(visit.store_id)
    home = known.places[visit.store_id]
    found = there if home in there else [home, *there]
    return [one for one in found if one.id != visit.with_store_id]


def send_on(visit: Visit, to: int, because: str, by: Any, at: datetime) -> None:
    """Another point goes; a day that was agreed on is theirs to keep. to: one of points(). Raises IsOver."""
    if not visit.is_open:
        raise IsOver
    before, visit.with_store_id = visit.with_store_id, to
    if visit.appointment and visit.appointment.is_open:
        visit.appointment.store_id = to
    db.session.get_one(Customer, visit.card.customer_id).belongs_to(to)
    note(by, "send_on", visit, at, {"with_store_id": [before, to], "because": [None, because]})


def complete(
    visit: Visit, results: Sequence[dict[str, Any]], words: str, on: date, by: Any, at: datetime
) -> None:
    """results: {"id", "state", "note"} of each item. Raises IsOver, OddDay, ItemsMissing."""
    if not visit.is_open:
        raise IsOver
    if on > visit.store.today(at) or on < visit.card.sold_on:
        raise OddDay
    wanted = [item["id"] for item in recurrence_of(visit)["items"]]
    if [one["id"] for one in results] != wanted or not all(one["state"] in ("ok", "not") for one in results):
        raise ItemsMissing
    visit.results, visit.done_on = list(results), on
    if visit.appointment and visit.appointment.is_open:
        visit.appointment.delivered_on = visit.appointment.installed_on = on
        visit.appointment.done_by = by.person_id
    end(visit, Visit.DONE, words, by, at)


def drop(visit: Visit, because: str, by: Any, at: datetime) -> None:
    """The customer does not want it. Raises IsOver."""
    if not visit.is_open:
        raise IsOver
    if visit.appointment and visit.appointment.is_open:
        cancelling.strike(visit.appointment, by.person_id, at)
    end(visit, Visit.DROPPED, because, by, at)


def end(visit: Visit, outcome: str, words: str, by: Any, at: datetime) -> None:
    visit.outcome, visit.words, visit.ended_at, visit.ended_by = outcome, words, at, by.person_id
    faults = [one["id"] for one in visit.faults]
    note(by, f"visit_{outcome}", visit, at, {"faults": [None, faults]} if faults else None)
    if visit.owner_id:
        book = books.of_store(visit.store)
        owners.lay([visit.card], book.promised_by(visit.store), visit.store, book, by, at)


def may_reopen(visit: Visit, at: datetime) -> bool:
    """A wrong tap is taken back until the shop's day ends."""
    if visit.ended_at is None or visit.outcome == Visit.GONE or not is_asked_for(visit):
        return False
    return visit.store.today(visit.ended_at) == visit.store.today(at)


def is_asked_for(visit: Visit) -> bool:
    is_theirs = visit.owner_id in (None, visit.card.customer_id)
    return is_theirs and visit.card.voided_at is None and laying.kept_of(visit.line) is not None


def reopen(visit: Visit, by: Any, at: datetime) -> None:
    """What was recorded stays as a draft; the next one of an owner goes again. Raises NotReopenable, CardIsVoid."""
    db.session.refresh(visit.card, with_for_update={"key_share": True})
    if not is_asked_for(visit):
        raise CardIsVoid
    if not may_reopen(visit, at):
        raise NotReopenable
    if visit.owner_id:
        mine = Visit.owner_id == visit.owner_id, Visit.code == visit.code, Visit.store_id == visit.store_id
        for later in db.session.scalars(select(Visit).where(*mine, Visit.ended_at.is_(None))):
            if later.appointment_id is not None:
                raise NotReopenable
            db.session.delete(later)
    before, visit.outcome = visit.outcome, ""
    visit.ended_at = visit.ended_by = visit.done_on = None
    trip = visit.appointment
    if trip and trip.delivered_on:
        trip.delivered_on = trip.installed_on = trip.done_by = None
    note(by, "reopen", visit, at, {"outcome": [before, None]})


def customer_of(visit: Visit) -> Customer:
    asked = select(Customer).where(Customer.id == visit.card.customer_id)
    return db.session.scalars(asked.options(selectinload(Customer.phones))).one()
