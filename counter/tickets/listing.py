"""The tickets of a store: open ones and closed ones by the page, those of one card. One query each; names masked.

A store's are those that it took in, those that it has in hand, and those that it was asked to help with.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, union
from sqlalchemy.orm import aliased

from counter.columns import Words
from counter.customers.models import Customer
from counter.customers.names import mask_name
from counter.extensions import db
from counter.stores.models import Store
from counter.tickets import clocks, finding, kinds, travelling
from counter.tickets.models import Ticket, TicketMark
from counter.warranty.models import CardLine

PAGE = 50
EPOCH, LONGEST_MOMENT, LONGEST_ID = datetime(1970, 1, 1, tzinfo=UTC), 16, 10
Place = tuple[datetime | None, int]
LOST: Words = {"zh": "途中丢失", "en": "Lost on the way"}
# Where they stand, as a counter sees it: whose move is it?
GROUPS = {
    "ours": ("received", "appointed", "dispatched", "visited", "inspected", "in_repair", "back"),
    "others": ("waiting_part", "sent"),
    "customer": ("waiting_customer", "ready"),
    "collected": ("collected",),
}


@dataclass(frozen=True)
class Row:
    """due_at: the first mark that is open, None where nothing is due or the clocks stand still. home, place: the stores that
    took it in and that have it in hand. is_seen: whether who asks may open it."""

    id: int
    number: str
    kind: Words
    state: Words
    code: str
    name: str
    thing: Words | None
    words: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    mark: str | None
    label: Words | None
    is_paused: bool
    home_id: int
    home: Words
    place_id: int
    place: Words
    is_travelling: bool
    is_seen: bool = True

    def is_late(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at < at


@dataclass(frozen=True)
class Page:
    """next: where the next one begins, None behind the last."""

    rows: list[Row]
    next: str | None


def place_of(text: str) -> Place | None:
    """A page begins after this one: when it is due, or was closed, in microseconds, and its id: 1764151200000000.17; .17 where
    nothing is due."""
    moment, dot, number = text.partition(".")
    if not dot or not (text := moment + number).isascii() or not text.isdigit() or not number:
        return None
    if len(moment) > LONGEST_MOMENT or len(number) > LONGEST_ID or int(number) > finding.LARGEST:
        return None
    return (EPOCH + timedelta(microseconds=int(moment)) if moment else None), int(number)


def told(at: datetime | None, number: int) -> str:
    return f"{(at - EPOCH) // timedelta(microseconds=1) if at else ''}.{number}"


def counts(store_id: int) -> tuple[dict[str, int], int]:
    """(how many are open by group, and in all)."""
    group_of = as_seen_from(store_id).label("standing")
    tally = select(group_of, func.count()).where(of_store(store_id), Ticket.closed_at.is_(None))
    by_group = {name: number for name, number in db.session.execute(tally.group_by(group_of))}
    return {name: by_group.get(name, 0) for name in GROUPS}, sum(by_group.values())


def open_ones(store_id: int, group: str = "", after: Place | None = None) -> Page:
    """The sooner due first; of one group, or of all."""
    due_at = TicketMark.due_at
    wanted = [of_store(store_id), Ticket.closed_at.is_(None)]
    if group in GROUPS:
        wanted.append(as_seen_from(store_id) == group)
    if after:
        at, number = after
        later: Any = due_at.is_(None) & (Ticket.id > number)
        if at is not None:
            later = or_(due_at.is_(None), due_at > at, (due_at == at) & (Ticket.id > number))
        wanted.append(later)
    late_last = case((due_at.is_(None), 1), else_=0)
    asked = select_rows().where(*wanted).order_by(late_last, due_at, Ticket.id).limit(PAGE + 1)
    rows = [a_row(row) for row in db.session.execute(asked)]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], told(last.due_at, last.id) if last else None)


def closed_ones(store_id: int, after: Place | None = None) -> Page:
    """The latest first. Of each way in which a ticket is the store's so many are read, along its index: a store closes thousands."""
    wanted: list[ColumnElement[bool]] = [Ticket.closed_at.is_not(None)]
    latest = Ticket.closed_at.desc(), Ticket.id.desc()
    if after and after[0]:
        at, number = after
        wanted += [Ticket.closed_at <= at, or_(Ticket.closed_at < at, Ticket.id < number)]
    ways = [
        select(Ticket.id).where(way, *wanted).order_by(*latest).limit(PAGE + 1).subquery()
        for way in ways_of(store_id)
    ]
    ids = union(*(select(way.c.id) for way in ways))
    asked = select_rows().where(Ticket.id.in_(ids)).order_by(*latest).limit(PAGE + 1)
    rows = [a_row(row) for row in db.session.execute(asked)]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], told(last.closed_at, last.id) if last else None)


def of_store(store_id: int) -> Any:
    return or_(*ways_of(store_id))


def ways_of(store_id: int) -> list[ColumnElement[bool]]:
    return [column == store_id for column in (Ticket.store_id, Ticket.with_store_id, Ticket.help_store_id)]


def as_seen_from(store_id: int) -> Any:
    """Whose move it is: what another store has is others', what came here from another is ours."""
    elsewhere = or_(Ticket.with_store_id != store_id, travelling.is_travelling())
    came_here = (Ticket.state == "sent") & (Ticket.store_id != store_id)
    by_state = [(Ticket.state.in_(states), name) for name, states in GROUPS.items()]
    return case(
        (func.coalesce(Ticket.help_store_id, 0) == store_id, "ours"),
        (elsewhere, "others"), (came_here, "ours"), *by_state, else_="",
    )  # fmt: skip


def of_card(card_id: int, person: Any) -> list[Row]:
    """All of a card, open ones first, then the latest. Of those that the person may not open no more is told than that another
    store has them, and how they stand."""
    asked = select_rows().where(Ticket.card_id == card_id).add_columns(finding.open_to(person))
    asked = asked.order_by(Ticket.closed_at.is_not(None), Ticket.opened_at.desc()).limit(20)
    return [
        row if is_seen else replace(row, words="", is_seen=False)
        for row, is_seen in ((a_row(found[:-1]), found[-1]) for found in db.session.execute(asked))
    ]


def of_customer(customer_id: int, store_ids: Any) -> list[Row]:
    """store_ids: None for whoever sees all."""
    asked = select_rows().where(Ticket.customer_id == customer_id)
    asked = asked if store_ids is None else asked.where(Ticket.store_id.in_(store_ids))
    asked = asked.order_by(Ticket.closed_at.is_not(None), Ticket.opened_at.desc()).limit(20)
    return [a_row(row) for row in db.session.execute(asked)]


def select_rows() -> Any:
    """Each ticket with the first mark that is open and runs."""
    other = aliased(TicketMark)
    first = select(other.id).where(other.ticket_id == Ticket.id, other.set_at.is_(None))
    first = first.where(Ticket.paused_at.is_(None) | clocks.runs_on(other))
    first = first.order_by(other.due_at, other.id).limit(1)
    home, place = aliased(Store), aliased(Store)
    asked = select(
        Ticket, Customer.name, CardLine.label, TicketMark.due_at, TicketMark.mark, TicketMark.label, home.name,
        place.name, travelling.is_travelling(), travelling.is_lost(),
    ).join(home, home.id == Ticket.store_id).join(place, place.id == Ticket.with_store_id)  # fmt: skip
    asked = asked.join(Customer, Customer.id == Ticket.customer_id)
    asked = asked.outerjoin(CardLine, CardLine.id == Ticket.line_id)
    return asked.outerjoin(TicketMark, TicketMark.id == first.correlate(Ticket).scalar_subquery())


def a_row(row: Any) -> Row:
    ticket, name, thing, due_at, mark, label, home, place, is_travelling, is_lost = row
    book = kinds.of_version(ticket.playbook_version_id)
    return Row(
        ticket.id, ticket.number, book.kinds[ticket.kind]["label"], LOST if is_lost else book.label(ticket.kind, ticket.state), ticket.state,
        mask_name(name), thing, ticket.words, ticket.opened_at, ticket.closed_at, due_at, mark, label,
        ticket.is_paused, ticket.store_id, home, ticket.with_store_id, place, is_travelling,
    )  # fmt: skip
