"""Where a ticket is in the network, and what its page offers of it."""

from typing import Any

from counter.stores import network as stores
from counter.stores.network import Network
from counter.tickets import helping, sending, stepping, visiting
from counter.tickets.models import Ticket


def read(ticket: Ticket, person: Any) -> dict[str, Any]:
    network = stores.read()
    return {
        "places": network.places,
        "is_of_ours": person.sees_all or ticket.store_id in person.store_ids,
        "may_send": may_send(ticket, network, person),
        "asked_above": helping.above(ticket, network) if helping.may_ask(ticket, person) else None,
        "points": visiting.points(ticket, network) if visiting.may_give_on(ticket, network, person) else [],
        "may_answer": helping.may_answer(ticket, person),
        "visited_at": address_of(ticket) if ticket.needs_visit and ticket.is_open else "",
    }


def may_send(ticket: Ticket, network: Network, person: Any) -> bool:
    """By whoever has it in hand and stands where it is."""
    if not stepping.has_in_hand(ticket, person) or person.store.id != ticket.with_store_id:
        return False
    try:
        sending.refuse_unfit(ticket, ticket.with_store_id)
    except sending.NotToSend:
        return False
    return bool(sending.destinations(network, ticket.with_store_id, [ticket]))


def address_of(ticket: Ticket) -> str:
    return (ticket.card.customer_address if ticket.card else "") or ticket.customer.address or ""
