"""What is late or soon will be: for Today and the rail, of the store whose it is to do.

What is late is its own store's manager's at once. What has been late for long rises: to the manager of the store above, so
long again and to the next above, at last to head office.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from counter.columns import Words
from counter.customers.models import Customer
from counter.customers.names import mask_name
from counter.extensions import db
from counter.stores.models import Store
from counter.stores.network import up_to
from counter.tickets import clocks, kinds
from counter.tickets.models import Ticket, TicketMark
from counter.warranty.models import CardLine

SOON, LAW_SOON = (
    timedelta(hours=2),
    timedelta(hours=24),
)  # a rule's day begins at midnight, when nobody is there


@dataclass(frozen=True)
class Due:
    """One mark that is not set: of which ticket, until when. store: where it is another than that of who asks."""

    ticket_id: int
    number: str
    kind: Words
    name: str
    thing: Words | None
    mark: str
    label: Words | None
    due_at: datetime
    rises_at: datetime
    store: Words | None = None

    def is_late(self, at: datetime) -> bool:
        return self.due_at < at

    def has_risen(self, at: datetime) -> bool:
        return self.rises_at <= at

    def minutes(self, at: datetime) -> int:
        return int(abs((self.due_at - at).total_seconds()) // 60)


@dataclass(frozen=True)
class Risen:
    """rows: the first of them; ticket_ids: of all."""

    rows: list[Due]
    ticket_ids: list[int]

    @property
    def total(self) -> int:
        return len(self.ticket_ids)


def waiting(store: Store, until: datetime, law_until: datetime | None = None) -> list[ColumnElement[bool]]:
    """Of a store, due until then; the shop's own clocks only where they run, the limits of rules and the help that was asked for always."""
    farthest = law_until or until
    return [
        TicketMark.store_id == store.id,
        TicketMark.set_at.is_(None),
        TicketMark.due_at <= farthest,
        (TicketMark.due_at <= until) | TicketMark.is_law,
        Ticket.paused_at.is_(None) | clocks.runs_on(TicketMark),
    ]


def asked(*conditions: Any) -> Any:
    found = select(TicketMark, Ticket, Customer.name, Store.name, CardLine.label)
    found = found.join(Ticket, Ticket.id == TicketMark.ticket_id).join(
        Customer, Customer.id == Ticket.customer_id
    )
    found = found.outerjoin(CardLine, CardLine.id == Ticket.line_id)
    return (
        found.join(Store, Store.id == TicketMark.store_id)
        .where(*conditions)
        .order_by(TicketMark.due_at, TicketMark.id)
    )


def soon(store: Store, at: datetime, limit: int, but: Collection[int] = ()) -> list[Due]:
    """Late, or late within two hours, by a rule within a day; the latest first, a ticket once. but: without these tickets."""
    wanted = waiting(store, at + SOON, at + LAW_SOON)
    wanted += [TicketMark.ticket_id.not_in(but)] if but else []
    rows = db.session.execute(asked(*wanted).limit(limit * 3)).all()
    found = {ticket.id: a_row(mark, ticket, name, thing) for mark, ticket, name, _, thing in reversed(rows)}
    return sorted(found.values(), key=lambda due: due.due_at)[:limit]


def risen(person: Any, at: datetime, limit: int = 200) -> Risen:
    """What is late and a manager's own store is to do, as soon as it is, where its clock tells managers, else once it
    rises; and what has been late for so long that it is this manager's, or head office's. A store of the chain with nothing above it rises to head office at
    once, each store above keeps it for as long again."""
    if not (person.is_manager or person.sees_all):
        return Risen([], [])
    first: dict[int, int] = {}
    for row in db.session.execute(late_marks(person, at)):
        if row.ticket_id not in first and is_theirs(row, at):
            first[row.ticket_id] = row.id
    shown = list(first.values())[:limit]
    rows = db.session.execute(asked(TicketMark.id.in_(shown))).all() if shown else ()
    found = [
        a_row(mark, ticket, name, thing, None if is_own(mark, person) else store)
        for mark, ticket, name, store, thing in rows
    ]
    return Risen(found, list(first))


def is_own(mark: TicketMark, person: Any) -> bool:
    return not person.sees_all and mark.store_id == person.store.id


def late_marks(person: Any, at: datetime) -> Any:
    """The sooner due first. steps: how far it lies below the manager's store, or how many keep it before head office has it."""
    start = (Store.parent_id.is_(None), 1) if person.sees_all else (Store.id == person.store.id, 0)
    tree, home = up_to(*start), aliased(Store)
    found: Any = select(
        TicketMark.id, TicketMark.ticket_id, TicketMark.mark, TicketMark.is_law, TicketMark.due_at, TicketMark.rises_at,
        tree.c.steps, Ticket.kind, Ticket.needs_visit, Ticket.priority, Ticket.playbook_version_id, home.capabilities,
    ).join(Ticket, Ticket.id == TicketMark.ticket_id).join(home, home.id == Ticket.store_id)  # fmt: skip
    found = found.join(tree, tree.c.id == TicketMark.store_id)
    found = found.where(TicketMark.set_at.is_(None), TicketMark.due_at < at)
    found = found.where((tree.c.steps == 0) | (TicketMark.rises_at <= at))
    found = found.where(Ticket.paused_at.is_(None) | clocks.runs_on(TicketMark))
    return found.order_by(TicketMark.due_at, TicketMark.id)


def is_theirs(row: Any, at: datetime) -> bool:
    if row.steps:
        return bool(row.due_at + row.steps * (row.rises_at - row.due_at) <= at)
    if row.rises_at <= at:  # above the store it is known by now
        return True
    return clocks.tells_manager(row, row, kinds.of_version(row.playbook_version_id), row)


def counted(store: Store, at: datetime) -> Any:
    """How many tickets of the store are late, to be asked."""
    late = select(func.count(func.distinct(TicketMark.ticket_id)))
    return late.join(Ticket, Ticket.id == TicketMark.ticket_id).where(*waiting(store, at))


def a_row(
    mark: TicketMark, ticket: Ticket, name: str, thing: Words | None, store: Words | None = None
) -> Due:
    kind = kinds.of_version(ticket.playbook_version_id).kinds[ticket.kind]["label"]
    return Due(
        ticket.id, ticket.number, kind, mask_name(name), thing, mark.mark, mark.label, mark.due_at, mark.rises_at, store,
    )  # fmt: skip
