"""A ticket is handed up to the store above without its thing travelling, and comes back down with what was decided there."""

from datetime import datetime
from typing import Any

from counter.history.models import note
from counter.stores.network import Network, Place
from counter.tickets import clocks, kinds
from counter.tickets.models import Ticket, TicketMark, TicketStep


class NobodyAbove(ValueError):
    """No store stands above the one that has it; or it is closed."""


class NotAsked(ValueError):
    """It is not this store that was asked."""


def above(ticket: Ticket, network: Network) -> Place | None:
    """Whom one can ask now: who has it asks the next store above, who was asked asks on."""
    return next(iter(network.above(ticket.help_store_id or ticket.with_store_id)), None)


def may_ask(ticket: Ticket, by: Any) -> bool:
    return ticket.is_open and (by.sees_all or (ticket.help_store_id or ticket.with_store_id) in by.store_ids)


def may_answer(ticket: Ticket, by: Any) -> bool:
    return ticket.is_open and ticket.help_store_id is not None and (
        by.sees_all or ticket.help_store_id in by.store_ids
    )  # fmt: skip


def hand_up(ticket: Ticket, network: Network, reason: str, by: Any, at: datetime) -> None:
    """Raises NobodyAbove, NotAsked."""
    if not may_ask(ticket, by):
        raise NotAsked
    asked = above(ticket, network)
    if asked is None:
        raise NobodyAbove
    book = kinds.of_version(ticket.playbook_version_id)
    before, ticket.help_store_id = ticket.help_store_id, asked.id
    ticket.steps.append(TicketStep(code=TicketStep.HANDED_UP, words=reason, at=at, person_id=by.person_id))
    until, rises = at + book.within("helps_within"), book.within("rises_after")
    clocks.begin(ticket, TicketMark.HELPED, until, rises, asked.id)
    note(by, "hand_up", ticket, at, {"help_store_id": [before, asked.id]})


def hand_down(ticket: Ticket, decided: str, by: Any, at: datetime) -> None:
    """Raises NotAsked."""
    if not may_answer(ticket, by):
        raise NotAsked
    before, ticket.help_store_id = ticket.help_store_id, None
    ticket.steps.append(TicketStep(code=TicketStep.HANDED_DOWN, words=decided, at=at, person_id=by.person_id))
    clocks.set_mark(ticket, TicketMark.HELPED, by, at)
    note(by, "hand_down", ticket, at, {"help_store_id": [before, None]})
