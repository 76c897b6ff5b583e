"""Whose visit it is: a ticket that was given to a point of the network goes to another one, or comes back."""

from datetime import datetime
from itertools import takewhile
from typing import Any

from counter.history.models import note
from counter.stores import network as stores
from counter.stores.network import Network, Place
from counter.tickets import clocks, states, stepping
from counter.tickets.models import Ticket, TicketStep

ON_THE_WAY = ("appointed", "dispatched")  # states, and the marks that they set


class NotToGive(ValueError):
    """Its thing is there, or it is over, or it is not the person's to say."""


def may_give_on(ticket: Ticket, network: Network, by: Any) -> bool:
    """By the store that took it in, and by a manager above that one; as long as nothing of the thing lies anywhere."""
    is_of_visit = ticket.needs_visit or ticket.with_store_id != ticket.store_id
    if not is_of_visit or not ticket.is_open or ticket.collected_at is not None or ticket.is_here:
        return False
    above = {one.id for one in network.above(ticket.store_id)}
    is_above = by.is_manager and not above.isdisjoint(by.store_ids)
    return is_above or stepping.serves(ticket, by, is_of_stock=True)


def points(ticket: Ticket, network: Network) -> list[Place]:
    """Who else could go: those that repair for the store, and the store itself, which comes first."""
    home = network.places[ticket.store_id]
    found = [home, *(one for one in network.servicing(home.id) if one.id != home.id)]
    return [one for one in found if one.id != ticket.with_store_id]


def give_on(ticket: Ticket, to: int, because: str, by: Any, at: datetime) -> None:
    """What is due stays due, and is the other store's from now on; what the former one agreed, and whom it sent, is agreed and
    sent anew. to: one of points(). Raises NotToGive."""
    if not may_give_on(ticket, stores.read(), by):
        raise NotToGive
    before, ticket.with_store_id = ticket.with_store_id, to
    ticket.steps.append(TicketStep(code=TicketStep.GIVEN_ON, words=because, at=at, person_id=by.person_id))
    changes: dict[str, list[Any]] = {"with_store_id": [before, to]} | undo_visit(ticket, by, at)
    clocks.hand_on(ticket)
    note(by, "give_on", ticket, at, changes)


def undo_visit(ticket: Ticket, by: Any, at: datetime) -> dict[str, list[Any]]:
    """Where nobody was there yet: to the state before, with what was due then; gives what changed, for the history."""
    way = [step for step in ticket.steps if step.code in states.NEXT and step.code != states.PAUSED]
    undone = list(takewhile(lambda step: step.code in ON_THE_WAY, reversed(way)))
    if not undone:
        return {}
    since = undone[-1].at
    for mark in ticket.marks:
        if mark.mark in ON_THE_WAY and mark.set_at is not None and mark.set_at >= since:
            mark.set_at = mark.set_by = None
    was = ticket.state
    if was not in ON_THE_WAY:  # the customer is waited for
        return {}
    stepping.arrive(ticket, way[-len(undone) - 1].code, "", by, at)
    return {"state": [was, ticket.state]}
