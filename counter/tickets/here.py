"""What is in a store for repair: on a ticket, be it another store's, or noted on a card of its own. One query; names masked.

A thing is where its ticket has it in hand, unless it is on its way, lost, or with a service point outside the network.
"""

from datetime import date
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased

from counter.extensions import db
from counter.stores.models import Store
from counter.tickets import travelling
from counter.tickets.models import Ticket
from counter.warranty import waiting
from counter.warranty.models import Card, Repair


def of_store(store: Store, today: date, limit: int = 100) -> list[waiting.Waiting]:
    """The longest first."""
    home = aliased(Store)
    rows = waiting.asked(or_(is_on_card(store.id), is_on_ticket(store.id))).limit(limit)
    rows = rows.outerjoin(Ticket, Ticket.number == Repair.ticket).outerjoin(home, home.id == Ticket.store_id)
    found = db.session.execute(rows.add_columns(Ticket.id, home.id, home.name))
    return [
        waiting.a_row(row, today, ticket_id=ticket_id, home=name if home_id != store.id else None)
        for *row, ticket_id, home_id, name in found
    ]


def is_on_card(store_id: int) -> Any:
    return and_(Repair.ticket == "", Card.store_id == store_id)


def is_on_ticket(store_id: int) -> Any:
    was_sent_out = and_(Ticket.state == "sent", Ticket.store_id == store_id)
    gone = or_(was_sent_out, travelling.is_travelling(), travelling.is_lost())
    return and_(Ticket.with_store_id == store_id, ~gone)
