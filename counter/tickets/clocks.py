"""What is promised for a ticket and until when: the clocks of its playbook. The limits of the rules are in limits.py.

The equipment maker's promise of the source: an answer within one hour, somebody sent within 24. While the customer's
word is waited for, the shop's own clocks stand still; a limit that a rule sets runs on, and so does what the store above is
asked.
"""

from datetime import datetime, timedelta
from typing import Any

from counter.extensions import db
from counter.playbooks.conditions import holds
from counter.playbooks.durations import as_timedelta
from counter.stores.facts import said_of
from counter.stores.models import Store
from counter.tickets import kinds
from counter.tickets.hours import ALL, Doors, after, resumed
from counter.tickets.kinds import Book
from counter.tickets.models import Ticket, TicketMark

ANSWERED_LAW = ".demand_received_on"


def doors_of(store: Store) -> Doors:
    return Doors(store.opens_at, store.closes_at, store.time_zone, tuple(store.closed_days))


def running(ticket: Any, store: Any, book: Book) -> list[dict[str, Any]]:
    """The clocks that speak of this ticket. store: that took it in. Of both a row of a list will do."""
    facts = book.usual | said_of(store)
    facts |= {"ticket.kind": ticket.kind, "ticket.needs_visit": ticket.needs_visit}
    facts |= {"ticket.priority": ticket.priority}
    return [
        clock for clock in book.clocks if clock["starts_at"] == "ticket_opened" and holds(clock["if"], facts)
    ]


def tells_manager(ticket: Any, store: Any, book: Book, mark: Any) -> bool:
    """Whether the manager of the store whose it is hears of it as soon as it is late: by its clock; of the limit of a rule and of
    what the network promises always."""
    if mark.is_law or mark.mark in (TicketMark.ARRIVED, TicketMark.UNDER_WAY, TicketMark.HELPED):
        return True
    told = [clock for clock in running(ticket, store, book) if "manager" in clock["tells"]]
    return any(
        mark.mark in {one["mark"] for one in clock["marks"]}
        or (mark.mark == TicketMark.UPDATE and clock["update_every"])
        for clock in told
    )


def lay(ticket: Ticket, store: Store, book: Book, at: datetime) -> None:
    """All marks from `at` on; of two clocks with the same mark the sooner one counts. Marks that are there run anew."""
    due: dict[str, tuple[datetime, timedelta, str]] = {}
    for clock in running(ticket, store, book):
        rises = as_timedelta(clock.get("rises_after") or "PT24H")
        told = [(one["mark"], one["within"], one.get("hours", ALL)) for one in clock["marks"]]
        if clock["update_every"]:
            told.append((TicketMark.UPDATE, clock["update_every"], ALL))
        for mark, within, hours in told:
            until = after(at, as_timedelta(within), doors_of(store), hours)
            if mark not in due or until < due[mark][0]:
                due[mark] = (until, rises, hours)
    for name, (until, rises, hours) in due.items():
        begin(ticket, name, until, rises, ticket.with_store_id, hours)


def begin(
    ticket: Ticket, name: str, until: datetime, rises: timedelta, store_id: int, hours: str = ALL
) -> None:
    """One mark from now on; if it is there, anew. store_id: whose it is to set it."""
    mark = next((one for one in ticket.marks if one.mark == name), None)
    if mark is None:
        mark = TicketMark(mark=name, is_law=False)
        ticket.marks.append(mark)
    mark.store_id, mark.hours, mark.due_at, mark.rises_at = store_id, hours, until, until + rises
    mark.set_at, mark.set_by = None, None


def hand_on(ticket: Ticket) -> None:
    """Another store has the ticket in hand: what is due is that one's now. Who was asked for help is still asked."""
    for mark in ticket.marks:
        if not mark.is_set and mark.mark not in (TicketMark.HELPED, TicketMark.UNDER_WAY):
            mark.store_id = ticket.with_store_id


def set_mark(ticket: Ticket, name: str, by: Any, at: datetime) -> None:
    """With the first answer ends the limit that a rule sets for one."""
    for mark in ticket.marks:
        is_law = name == "answered" and mark.mark.endswith(ANSWERED_LAW)
        if not mark.is_set and (mark.mark == name or is_law):
            mark.set_at, mark.set_by = at, by.person_id


def set_all(ticket: Ticket, by: Any, at: datetime) -> None:
    """It is over: nothing is due any more."""
    for mark in ticket.marks:
        if not mark.is_set:
            mark.set_at, mark.set_by = at, by.person_id


def runs_on(mark: Any) -> Any:
    """Also while the customer is waited for: the limit of a rule, and help that was asked of the store above. mark: one, or
    the table in a query."""
    return mark.is_law | (mark.mark == TicketMark.HELPED) | (mark.mark == TicketMark.UNDER_WAY)


def shortest(ticket: Ticket, store: Store, book: Book) -> timedelta | None:
    """How often the customer is to hear of it."""
    every = [clock["update_every"] for clock in running(ticket, store, book) if clock["update_every"]]
    return min(map(as_timedelta, every), default=None)


def next_update(ticket: Ticket, store: Store, book: Book, at: datetime) -> None:
    """The customer heard of it: the next word is due so much later."""
    every = shortest(ticket, store, book)
    for mark in ticket.marks:
        if mark.mark == TicketMark.UPDATE and every and not mark.is_set:
            rises = mark.rises_at - mark.due_at
            mark.due_at = at + every
            mark.rises_at = mark.due_at + rises


def pause(ticket: Ticket, at: datetime) -> None:
    ticket.paused_at = ticket.paused_at or at


def resume(ticket: Ticket, store: Store, at: datetime) -> None:
    """What stood still goes on. A word that was said meanwhile is counted from when it was said, not from the pause."""
    if ticket.paused_at is None:
        return
    every = shortest(ticket, store, kinds.of_version(ticket.playbook_version_id))
    for mark in ticket.marks:
        if not mark.is_set and not runs_on(mark):
            since, rises = ticket.paused_at, mark.rises_at - mark.due_at
            if mark.mark == TicketMark.UPDATE and every:
                since = max(since, mark.due_at - every)
            mark.due_at = resumed(mark.due_at, since, at, doors_of(store), mark.hours)
            mark.rises_at = mark.due_at + rises
    ticket.paused_at = None
    db.session.flush()
