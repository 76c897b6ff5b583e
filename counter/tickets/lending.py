"""Something of the store's goes with the customer while theirs is here, and comes back. It moves in the stock's ledger.

Phone rule of 2001, art. 15: not repaired in seven days, the customer has a phone on loan, free, until it is.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from counter.extensions import db
from counter.history.models import note
from counter.stock.models import Unit
from counter.stock.moving import NothingLeft, UnitIsElsewhere, move
from counter.stores.models import Store
from counter.tickets import limits, stepping
from counter.tickets.models import Ticket

LOAN, AWAY = "loan", "outside"


class NotToLend(ValueError):
    """Somebody else has it, or this ticket has one already."""


def free(store: Store) -> list[Unit]:
    """What the store has to lend, in its place now."""
    asked = select(Unit).where(Unit.store_id == store.id, Unit.place == LOAN).order_by(Unit.id).limit(50)
    return list(db.session.scalars(asked.options(joinedload(Unit.product), selectinload(Unit.serials))))


def lend(ticket: Ticket, unit: Unit, by: Any, at: datetime) -> None:
    """Raises NotToLend, stepping.IsClosed, stepping.NotTheirs."""
    stepping.refuse_closed(ticket)
    stepping.refuse_stranger(ticket, by, is_of_stock=True)
    if ticket.is_lent or unit.store_id != ticket.store_id:
        raise NotToLend
    move_it(unit, LOAN, AWAY, f"lent {ticket.number}", by, at)
    ticket.loan, ticket.lent_at, ticket.loan_back_at = unit, at, None
    limits.set_remedy(ticket, LOAN, by, at)
    note(by, "lend", ticket, at, {"loan": [None, unit.id]})


def take_back(ticket: Ticket, by: Any, at: datetime) -> None:
    """Where nothing is on loan, nothing happens. Raises stepping.NotTheirs."""
    if not ticket.is_lent or ticket.loan is None:
        return
    stepping.refuse_stranger(ticket, by, is_of_stock=True)
    move_it(ticket.loan, AWAY, LOAN, f"back {ticket.number}", by, at)
    ticket.loan_back_at = at
    note(by, "take_back", ticket, at, {"loan": [ticket.loan.id, None]})


def move_it(unit: Unit, start: str, end: str, reason: str, by: Any, at: datetime) -> None:
    try:
        move(unit.store_id, unit.product_id, 1, start, end, reason, at, by.person_id, unit)
    except (UnitIsElsewhere, NothingLeft):
        raise NotToLend from None
