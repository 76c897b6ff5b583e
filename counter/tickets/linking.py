"""The link from a ticket to a page of its own for the customer: where no page of a card shows it to them. It is printed on the slip."""

from datetime import datetime, timedelta
from typing import Any

from counter.history.models import note
from counter.links import addressing, making, revoking
from counter.links.models import Link
from counter.tickets.models import Ticket
from counter.warranty import linking as of_cards

PURPOSE = "ticket_page"
LASTS = timedelta(days=730)


def current(ticket: Ticket, at: datetime) -> Link | None:
    return addressing.current(ticket, PURPOSE, at)


def printed(ticket: Ticket, at: datetime) -> Link | None:
    """What the code on the slip opens: the page of its card, which shows its tickets, too; else its own. The page of another
    store's card is that store's to give, and one's own is nobody's any more who handed the card over."""
    card = ticket.card
    is_shown = card and card.store_id == ticket.store_id and card.customer_id == ticket.customer_id
    return (of_cards.current(card, at) if card and is_shown else None) or current(ticket, at)


def link(ticket: Ticket, by: Any, at: datetime) -> None:
    """Where the slip would have no code."""
    if printed(ticket, at) is None:
        making.make(ticket, PURPOSE, by, at, at + LASTS)


def link_late(ticket: Ticket, by: Any, at: datetime) -> None:
    """For a ticket that is there already, and whose slip has no code."""
    if printed(ticket, at) is None:
        link(ticket, by, at)
        note(by, "make_link", ticket, at)


def renew(ticket: Ticket, by: Any, at: datetime) -> None:
    """What is printed by now opens no more."""
    if revoking.revoke(ticket, PURPOSE, by, at):
        link_late(ticket, by, at)
