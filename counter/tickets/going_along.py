"""A card is handed over, and what is asked for its things goes with them: the right follows the thing."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.customers.models import Customer
from counter.extensions import db
from counter.history.models import note
from counter.tickets import contending, finding, linking
from counter.tickets.models import Ticket
from counter.warranty.models import Card


def hold(card_id: int) -> None:
    """As whoever goes on with a ticket does: it is taken before its card."""
    finding.lock(*db.session.scalars(select(Ticket.id).where(Ticket.card_id == card_id)))


def take_along(card: Card, owner: Customer, by: Any, at: datetime) -> None:
    """The new owner is its customer from now on; the day on which it was told stays."""
    for ticket in contending.of_card(card.id):
        before = ticket.customer_id
        if before == owner.id:
            continue
        ticket.customer = owner
        owner.belongs_to(ticket.store_id)
        linking.renew(ticket, by, at)  # what the former owner has on paper opens nothing
        note(by, "take_along", ticket, at, {"customer_id": [before, owner.id]})
