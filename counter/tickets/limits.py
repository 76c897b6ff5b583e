"""What the rules open to the customer when a ticket is not done in time, each on the day from which it holds: as marks of the
ticket, beside those of the playbook's clocks.

Phone rule of 2001, art. 15-17: a phone on loan after 7 days, an exchange after 30 or 60. Zhejiang 2017, art. 31: a demand
is answered in 5 days, a promise kept in 3, or it counts as deliberate delay; so it does 15 days after the day that was
agreed (Shandong; rules on punishments, art. 8 and 9). Furniture contracts: what can't be exchanged in 15 days is paid back.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from counter.extensions import db
from counter.languages import in_both
from counter.stores.models import Store
from counter.tickets.kinds import Book
from counter.tickets.models import Ticket, TicketMark
from counter.tickets.owing import MONEY
from counter.warranty import promises, waiting
from counter.warranty.answers import Open
from counter.warranty.terms import WHOLE, Policy

COMPLAINT = "complaint"
RISES = timedelta(hours=24)  # they have no clock of the playbook that says it
HANDED_IN, DEMANDED, PROMISED, AGREED, DUE = (
    "handed_in_on", "demand_received_on", "promise_made_on", "exchange_agreed_on", "due_on",
)  # fmt: skip


def of(ticket: Ticket, day: date, since: str = HANDED_IN) -> list[waiting.Due]:
    """What opens where it is not done in time, the sooner first. since: what the days count from."""
    store = ticket.store or db.session.get_one(Store, ticket.store_id)
    if ticket.line is not None and ticket.card is not None:
        bound = waiting.bound(ticket.line, ticket.card)
        apart = promises.of_version(ticket.card.policies_version_id).apart
        return waiting.deadlines(bound, day, {}, since, ticket.part not in apart)
    return waiting.deadlines(of_place(store), day, {}, since)


def of_place(store: Store) -> list[Policy]:
    """What binds the store whatever it is asked about: a demand is answered, also one without a card."""
    book = promises.playbook_of(store)
    kept = promises.of_playbook(book).policies
    named = [kept[one] for one in promises.named(book, store) if one in kept]
    return [one for one in named if set(one["applies"]["jurisdictions"]) & set(store.jurisdictions)]


def lay(ticket: Ticket, day: date, since: str = HANDED_IN) -> None:
    """The marks from that day on; those that are there already stay."""
    for limit in of(ticket, day, since):
        add(ticket, limit, f"{limit.policy}.{'.'.join(limit.then)}.{(limit.from_on - day).days}"[:80])


def demand(ticket: Ticket, book: Book, today: date) -> None:
    """The customer asks for something: a question, or a visit of upkeep, is no demand."""
    if ticket.kind == COMPLAINT or book.kinds[ticket.kind]["decides"]:
        drop(ticket, DEMANDED)
        db.session.flush()  # the old ones go before the new ones come
        for limit in of(ticket, today, DEMANDED):
            add(ticket, limit, named(limit, today, DEMANDED))


def add(ticket: Ticket, limit: waiting.Due, name: str) -> None:
    if any(mark.mark == name for mark in ticket.marks):
        return
    store = ticket.store or db.session.get_one(Store, ticket.store_id)
    until = datetime.combine(limit.from_on, time.min, ZoneInfo(store.time_zone))
    mark = TicketMark(mark=name, store_id=ticket.with_store_id, label=limit.label, is_law=True)
    mark.due_at, mark.rises_at = until, until + RISES
    ticket.marks.append(mark)


def promise(ticket: Ticket, at: datetime, on: date) -> None:
    """Something is promised for a day: what was agreed with the customer counts where it is later than the rule's days. Of
    two promises the later one counts; one that is broken by now stays so until it is done."""
    today = ticket.store.today(at)
    for since in (PROMISED, DUE):
        drop(ticket, since, but_late=at)
    db.session.flush()
    for limit in of(ticket, today, PROMISED):
        agreed = on + timedelta(1)
        name = named(limit, today, PROMISED)
        add(
            ticket,
            replace(limit, from_on=agreed, label=in_both(said_of_day)) if agreed > limit.from_on else limit,
            name,
        )
    for limit in of(ticket, on, DUE):
        add(ticket, limit, named(limit, on, DUE))


def said_of_day() -> str:
    return gettext("Not done by the agreed day: counts as deliberate delay")


def agree(ticket: Ticket, at: datetime) -> None:
    """It was decided: an exchange that is promised comes in time, or money; money goes back as soon as a promise is to be
    kept. Who decides the same once more gains no days."""
    today = ticket.store.today(at)
    if not (ticket.remedy == "exchange" and ticket.verdict == "covered"):
        drop(ticket, AGREED)
    elif not any(since_of(mark) == AGREED for mark in ticket.marks):
        for limit in of(ticket, today, AGREED):
            add(ticket, limit, named(limit, today, AGREED))
    if ticket.remedy not in MONEY:
        if ticket.plan_on is None:
            drop(ticket, PROMISED)
    elif ticket.is_free and not any(since_of(mark) == PROMISED for mark in ticket.marks):
        for limit in of(ticket, today, PROMISED):
            add(ticket, limit, named(limit, today, PROMISED))


def forget(ticket: Ticket) -> None:
    """It is opened again and decided anew: what was promised then is over."""
    for since in (PROMISED, DUE, AGREED):
        drop(ticket, since)
    db.session.flush()


def go_on(ticket: Ticket, since: datetime) -> None:
    """It was not done after all: what ended when it was said to be, runs on. since: when that was."""
    for mark in ticket.marks:
        if mark.is_law and mark.set_at == since and since_of(mark) in (PROMISED, DUE, AGREED):
            mark.set_at = mark.set_by = None


def run_on(ticket: Ticket, since: datetime) -> None:
    """It was closed with nothing given, and is opened again: what ended then runs on. since: when that was."""
    for mark in ticket.marks:
        if mark.is_law and mark.set_at == since and since_of(mark) != HANDED_IN:
            mark.set_at = mark.set_by = None


def named(limit: waiting.Due, day: date, since: str) -> str:
    return f"{limit.policy}.{(limit.from_on - day).days}.{since}"[-80:]


def keep(ticket: Ticket, by: Any, at: datetime) -> None:
    """It is done, and waits for the customer; or the customer wants it no more."""
    for mark in ticket.marks:
        if mark.is_law and not mark.is_set and since_of(mark) in (PROMISED, DUE, AGREED):
            mark.set_at, mark.set_by = at, by.person_id


def drop(ticket: Ticket, since: str = HANDED_IN, but_late: datetime | None = None) -> None:
    """Nothing counts from there any more: the customer pays for the repair, another remedy was agreed. but_late: what is
    late by then stays."""
    ticket.marks = [
        mark for mark in ticket.marks
        if not mark.is_law or since_of(mark) != since or (but_late and not mark.is_set and mark.is_late(but_late))
    ]  # fmt: skip


def since_of(mark: TicketMark) -> str:
    last = mark.mark.rsplit(".", 1)[-1] if mark.is_law else ""
    return last if last in (DEMANDED, PROMISED, AGREED, DUE) else HANDED_IN


def set_remedy(ticket: Ticket, remedy: str, by: Any, at: datetime) -> None:
    """Those that end with this: a loan was given."""
    for mark in ticket.marks:
        if mark.is_law and not mark.is_set and f".{remedy}." in mark.mark:
            mark.set_at, mark.set_by = at, by.person_id


def overdue(ticket: Ticket, today: date) -> list[Open]:
    """What the customer may ask for since an exchange of the thing, that a rule gave, did not come."""
    card, line = ticket.card, ticket.line
    if card is None or line is None or card.voided_at is not None or line.returned_on is not None:
        return []
    if ticket.verdict != "covered" or ticket.remedy != "exchange" or not ticket.is_of_the_thing:
        return []
    begun = {
        mark.mark.split(".")[0]: mark for mark in ticket.marks if since_of(mark) == AGREED and not mark.is_set
    }
    late = [
        one for one in of(ticket, today, AGREED)
        if one.policy in begun and ticket.store.local(begun[one.policy].due_at).date() <= today
    ]  # fmt: skip
    until = max(today, card.ends_on or today)
    return [
        Open(remedy, WHOLE, until, waiting.as_end(one, until), (), one.asks)
        for one in late
        for remedy in one.then
    ]
