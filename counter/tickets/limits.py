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

from counter.extensions import db
from counter.stores.models import Store
from counter.tickets.models import Ticket, TicketMark
from counter.warranty import waiting
from counter.warranty.answers import Open
from counter.warranty.terms import WHOLE

RISES = timedelta(hours=24)  # they have no clock of the playbook that says it
HANDED_IN, DEMANDED, PROMISED, AGREED, DUE = (
    "handed_in_on", "demand_received_on", "promise_made_on", "exchange_agreed_on", "due_on",
)  # fmt: skip


def of(ticket: Ticket, day: date, since: str = HANDED_IN) -> list[waiting.Due]:
    """What opens where it is not done in time, the sooner first. since: what the days count from."""
    if ticket.line is None or ticket.card is None:
        return []
    store = ticket.store or db.session.get_one(Store, ticket.store_id)
    return waiting.deadlines(waiting.bound(ticket.line, ticket.card, store), day, {}, since)


def lay(ticket: Ticket, day: date, since: str = HANDED_IN) -> None:
    """The marks from that day on; those that are there already stay."""
    for limit in of(ticket, day, since):
        add(ticket, limit, f"{limit.policy}.{'.'.join(limit.then)}.{(limit.from_on - day).days}"[:80])


def lay_anew(ticket: Ticket, day: date, since: str) -> None:
    """Of what can happen again, a promise for instance: only the last one counts."""
    drop(ticket, since)
    db.session.flush()  # the old ones go before the new ones come
    for limit in of(ticket, day, since):
        add(ticket, limit, f"{limit.policy}.{since}")


def add(ticket: Ticket, limit: waiting.Due, name: str) -> None:
    if any(mark.mark == name for mark in ticket.marks):
        return
    store = ticket.store or db.session.get_one(Store, ticket.store_id)
    until = datetime.combine(limit.from_on, time.min, ZoneInfo(store.time_zone))
    mark = TicketMark(mark=name, store_id=ticket.with_store_id, label=limit.label, is_law=True)
    mark.due_at, mark.rises_at = until, until + RISES
    ticket.marks.append(mark)


def promise(ticket: Ticket, today: date, on: date) -> None:
    """Something is promised for a day: what was agreed with the customer counts where it is later than the rule's days."""
    drop(ticket, PROMISED)
    lay_anew(ticket, on, DUE)
    for limit in of(ticket, today, PROMISED):
        add(ticket, limit_from(limit, max(limit.from_on, on + timedelta(1))), f"{limit.policy}.{PROMISED}")


def agree(ticket: Ticket, today: date) -> None:
    """It was decided: an exchange that is promised comes in time, or money."""
    if ticket.remedy == "exchange" and ticket.is_free:
        lay_anew(ticket, today, AGREED)
    else:
        drop(ticket, AGREED)


def limit_from(limit: waiting.Due, day: date) -> waiting.Due:
    return limit if limit.from_on == day else replace(limit, from_on=day)


def drop(ticket: Ticket, since: str = HANDED_IN) -> None:
    """Nothing counts from there any more: the customer pays for the repair, another remedy was agreed."""
    ticket.marks = [mark for mark in ticket.marks if not mark.is_law or since_of(mark) != since]


def since_of(mark: TicketMark) -> str:
    last = mark.mark.rsplit(".", 1)[-1]
    return last if last in (DEMANDED, PROMISED, AGREED, DUE) else HANDED_IN


def set_remedy(ticket: Ticket, remedy: str, by: Any, at: datetime) -> None:
    """Those that end with this: a loan was given."""
    for mark in ticket.marks:
        if mark.is_law and not mark.is_set and f".{remedy}." in mark.mark:
            mark.set_at, mark.set_by = at, by.person_id


def overdue(ticket: Ticket, today: date) -> list[Open]:
    """What the customer may ask for since an exchange that was agreed did not come."""
    if ticket.remedy != "exchange" or ticket.decided_at is None or ticket.card is None:
        return []
    late = [one for one in of(ticket, ticket.store.today(ticket.decided_at), AGREED) if one.from_on <= today]
    until = max(today, ticket.card.ends_on or today)
    return [
        Open(remedy, WHOLE, until, waiting.as_end(one, until), (), one.asks)
        for one in late
        for remedy in one.then
    ]
