"""The thing of a ticket is left: brought later than it was told, taken along from a visit, or brought again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from counter.extensions import db
from counter.history.models import note
from counter.tickets import clocks, deciding, kinds, limits, opening, owing, states, stepping
from counter.tickets.models import Ticket, TicketStep
from counter.warranty import repairing
from counter.warranty.models import CardLine


class NotToLeave(ValueError):
    """It is here already, or is not the customer's, or nothing is handed in for such a ticket."""


class OnItsCard(NotToLeave):
    """It was taken in on its card, without a ticket: there it is handed back first."""


class NoWayHome(NotToLeave):
    """Nothing of its kind travels: it is left where its ticket was opened."""


@dataclass(frozen=True)
class Left:
    """What was handed in. accessories: ids of the playbook's list."""

    condition: str
    accessory_words: str = ""
    is_notice_told: bool = False
    accessories: Sequence[str] = field(default_factory=tuple)


def may_hand_in(ticket: Ticket, by: Any) -> bool:
    """By who has the ticket in hand, be it the point whose visit took the thing along."""
    try:
        refuse_unfit(ticket, by)
    except (stepping.Trouble, owing.PassedOn, owing.ExchangedSince, NotToLeave):
        return False
    return True


def refuse_unfit(ticket: Ticket, by: Any) -> None:
    """Raises stepping.IsClosed, stepping.IsElsewhere, owing.PassedOn, owing.ExchangedSince, NotToLeave."""
    stepping.refuse_closed(ticket)
    if not stepping.has_in_hand(ticket, by):
        raise stepping.IsElsewhere
    if ticket.is_here or ticket.collected_at is not None:
        raise NotToLeave
    owing.refuse_passed_on(ticket)
    owing.refuse_exchanged(ticket)
    refuse_taken(ticket)
    if not goes_home(ticket):
        raise NoWayHome


def refuse_taken(ticket: Ticket) -> None:
    """Raises NotToLeave."""
    if not is_free(ticket):
        raise OnItsCard if ticket.line is not None and is_on_card(ticket.line) else NotToLeave


def is_on_card(line: CardLine) -> bool:
    return any(one.is_here and not one.ticket for one in line.repairs)


def goes_home(ticket: Ticket) -> bool:
    """Whether it can be sent from where its ticket is to where it was opened."""
    walked = kinds.of_version(ticket.playbook_version_id).walked(ticket.kind)
    return ticket.with_store_id == ticket.store_id or set(walked) >= states.TRAVELS


def is_free(ticket: Ticket) -> bool:
    """Nobody has it in hand, and it is the customer's."""
    line = ticket.line
    if kinds.kind_of(ticket)["stays"] == "no":
        return False
    if line is None:
        return True
    is_ours_to_repair = line.returned_on is None and line.card.voided_at is None
    return is_ours_to_repair and repairing.is_free(line, ticket.part)


def hand_in(ticket: Ticket, left: Left, by: Any, at: datetime) -> None:
    """What was decided by now stands. Raises stepping.IsClosed, stepping.IsElsewhere, owing.PassedOn, owing.ExchangedSince,
    NotToLeave."""
    refuse_unfit(ticket, by)
    leave(ticket, left, by, at)
    ticket.steps.append(TicketStep(code=TicketStep.HANDED_IN, at=at, person_id=by.person_id))
    if ticket.is_decided:
        book = kinds.of_version(ticket.playbook_version_id)
        deciding.write_cause(ticket, book.causes[ticket.cause]["label"])
        deciding.count(ticket, by, at)
    note(by, "hand_in", ticket, at, {"is_here": [False, True]})


def leave(ticket: Ticket, left: Left, by: Any, at: datetime) -> None:
    """Into the repair record, with the limits of the rules from this day on; nobody has to go there for it."""
    ticket.is_here, ticket.condition = True, left.condition
    ticket.accessories, ticket.accessory_words = list(left.accessories), left.accessory_words
    ticket.notice_told_at = at if left.is_notice_told else None
    for mark in states.SETS:
        clocks.set_mark(ticket, mark, by, at)
    if ticket.line is None:
        return
    limits.drop(ticket)
    db.session.flush()  # those of the first time go before the new ones come
    opening.hand_in(ticket, ticket.line, by, at, ticket.store.today(at))
