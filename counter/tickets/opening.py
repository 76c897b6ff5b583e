"""A ticket is opened: what the customer told, what was handed in, and what is due from now on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from counter.customers.models import Customer
from counter.extensions import db
from counter.history.models import note
from counter.stock.models import Unit
from counter.stores.models import Store
from counter.tickets import asked, clocks, contending, kinds, lending, limits, linking, numbers, owing
from counter.tickets.models import Ticket, TicketStep
from counter.warranty import parting, repairing
from counter.warranty.models import CardLine

COUNTER = "counter"  # the customer stands here and has the first answer on the spot


@dataclass(frozen=True)
class Told:
    """What was asked and ticked. part: None for the thing as a whole; pieces: so many of those on the line, None for all; accessories: ids of the playbook's list;
    point_id: the store that goes to the customer, where it is another."""

    kind: str
    words: str
    channel: str = COUNTER
    priority: str = "normal"
    severity: str = ""
    needs_visit: bool = False
    part: str | None = None
    pieces: int | None = None
    fault: str = ""
    is_here: bool = False
    condition: str = ""
    accessories: Sequence[str] = field(default_factory=tuple)
    accessory_words: str = ""
    is_notice_told: bool = False
    point_id: int | None = None


def open_ticket(
    store: Store, customer: Customer, told: Told, by: Any, at: datetime, today: date, *,
    line: CardLine | None = None, loan: Unit | None = None, callback_id: int | None = None,
) -> Ticket:  # fmt: skip
    """Raises repairing.HereAlready and CardIsVoid for a thing that stays, contending.InHand, parting.TooMany, lending.NotToLend."""
    book = kinds.of_store(store)
    if line is not None and book.kinds[told.kind]["decides"]:
        contending.refuse_second(line, told.part)
    if line is not None and told.pieces:
        line = parting.part(line, told.pieces, by, at)
    ticket = Ticket(store_id=store.id, customer=customer, opened_at=at, opened_by=by.person_id)
    ticket.with_store_id = told.point_id if told.point_id and not told.is_here else store.id
    ticket.playbook_version_id, ticket.callback_id = book.version_id, callback_id
    for name in (
        "kind",
        "words",
        "channel",
        "priority",
        "severity",
        "needs_visit",
        "part",
        "fault",
        "is_here",
    ):
        setattr(ticket, name, getattr(told, name))
    ticket.needs_visit = told.needs_visit or book.is_on_site(told.kind, told.severity)
    ticket.condition, ticket.accessory_words = told.condition, told.accessory_words
    ticket.accessories = list(told.accessories)
    ticket.notice_told_at = at if told.is_notice_told else None
    ticket.line, ticket.card = line, line.card if line else None
    ticket.number = numbers.next_number(store, at)
    ticket.steps.append(TicketStep(code="received", at=at, person_id=by.person_id))
    db.session.add(ticket)
    db.session.flush()
    ticket.told_at = asked.with_others(ticket)
    clocks.lay(ticket, store, book, at)
    if told.channel == COUNTER:
        clocks.set_mark(ticket, "answered", by, at)
    limits.demand(ticket, book, today)  # answered is it when it is decided, or something is said or promised
    if told.is_here and line:
        hand_in(ticket, line, by, at, today)
    if loan:
        lending.lend(ticket, loan, by, at)
    customer.belongs_to(store.id)
    linking.link(ticket, by, at)
    note(by, "open", ticket, at, {"number": [None, ticket.number]})
    return ticket


def hand_in(ticket: Ticket, line: CardLine, by: Any, at: datetime, today: date) -> None:
    """Into the repair record of its card: the days under repair count from here."""
    fault = repairing.Fault(ticket.part, ticket.fault, ticket.words[:300], told_on=owing.told_on(ticket))
    repair = repairing.take_in(line, fault, today, by, at, today)
    repair.ticket = ticket.number
    limits.lay(ticket, today)
