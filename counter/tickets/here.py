"""What is in a store for repair: on a ticket, be it another store's, or noted on a card of its own. Two queries; names masked.

A thing is where its ticket has it in hand, unless it is on its way, lost, or with a service point outside the network.
"""

from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from counter.customers.models import Customer
from counter.customers.names import mask_name
from counter.extensions import db
from counter.stores.models import Store
from counter.tickets import kinds, travelling
from counter.tickets.models import Ticket, TicketStep
from counter.warranty import waiting
from counter.warranty.models import Card, Repair

MOST = 100  # on one page


def of_store(store: Store, today: date, limit: int = MOST) -> list[waiting.Waiting]:
    """The longest first."""
    home = aliased(Store)
    rows = waiting.asked(or_(is_on_card(store.id), is_on_ticket(store.id))).limit(limit)
    rows = rows.outerjoin(Ticket, Ticket.number == Repair.ticket).outerjoin(home, home.id == Ticket.store_id)
    found = db.session.execute(rows.add_columns(Ticket.id, home.id, home.name))
    known = [
        waiting.a_row(row, today, ticket_id=ticket_id, home=name if home_id != store.id else None)
        for *row, ticket_id, home_id, name in found
    ]
    return sorted([*known, *without_card(store, today, limit)], key=lambda one: one.since)[:limit]


def without_card(store: Store, today: date, limit: int) -> list[waiting.Waiting]:
    """No repair record knows of it, and no limit of a rule runs: called by the kind of its ticket."""
    brought = select(func.max(TicketStep.at)).where(TicketStep.ticket_id == Ticket.id)
    left_at = func.coalesce(
        brought.where(TicketStep.code == TicketStep.HANDED_IN).scalar_subquery(), Ticket.opened_at
    )
    asked = select(Ticket, Customer.name, Store.name, left_at).join(
        Customer, Customer.id == Ticket.customer_id
    )
    asked = asked.join(Store, Store.id == Ticket.store_id)
    asked = asked.where(
        Ticket.line_id.is_(None), Ticket.is_here, Ticket.closed_at.is_(None), is_on_ticket(store.id)
    )
    found = []
    for ticket, name, home, at in db.session.execute(asked.order_by(left_at, Ticket.id).limit(limit)):
        since = store.today(at)
        days, kind = (today - since).days, kinds.kind_of(ticket)["label"]
        more: dict[str, Any] = {"ticket_id": ticket.id, "home": home if ticket.store_id != store.id else None}
        found.append(waiting.Waiting(0, mask_name(name), kind, since, days, (), None, **more))
    return found


def is_on_card(store_id: int) -> Any:
    return and_(Repair.ticket == "", Card.store_id == store_id)


def is_on_ticket(store_id: int) -> Any:
    was_sent_out = and_(Ticket.state == "sent", Ticket.store_id == store_id)
    gone = or_(was_sent_out, travelling.is_travelling(), travelling.is_lost())
    return and_(Ticket.with_store_id == store_id, ~gone)
