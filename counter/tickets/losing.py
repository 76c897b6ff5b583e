"""A thing that was sent never arrives: somebody says that it is lost, so that its customer is not left waiting; and it may turn
up again.

Who has a thing in keeping answers for it (Civil Code of China, art. 784): its store gives another one, or the money.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.history import models as history
from counter.history.models import note
from counter.stock.models import Serial, Unit
from counter.stock.moving import move
from counter.tickets import clocks, closing, kinds, limits, stepping
from counter.tickets.deciding import AMENDS
from counter.tickets.hours import SHOP, after
from counter.tickets.models import Ticket, TicketMark, TicketStep, TicketTransfer
from counter.warranty.models import CardLine

HEARS_WITHIN, RISES = (
    timedelta(hours=2),
    timedelta(hours=24),
)  # in the shop's hours: so soon its customer is told


class NotToLose(ValueError):
    """Nobody can say so of it."""


class NotOnItsWay(NotToLose):
    """It arrived, or was taken back or given up meanwhile."""


class NotLateYet(NotToLose):
    """It may still come in time."""


def lose(travel: TicketTransfer, because: str, by: Any, at: datetime) -> None:
    """Its ticket is again in the hands of the store that took it in, which owes the customer a whole thing, whatever was
    wrong with it. Raises NotToLose."""
    if not travel.is_on_way:
        raise NotOnItsWay
    if travel.late_at > at:
        raise NotLateYet
    ticket = travel.ticket
    travel.lost_at, travel.lost_because, travel.on_way = at, because, None
    end_marks(ticket, by, at)
    ticket.with_store_id = ticket.store_id
    clocks.hand_on(ticket)
    until = after(at, HEARS_WITHIN, clocks.doors_of(ticket.store), SHOP)
    clocks.begin(ticket, TicketMark.UPDATE, until, RISES, ticket.store_id, SHOP)
    ticket.steps.append(TicketStep(code=TicketStep.LOST, words=because, at=at, person_id=by.person_id))
    walked = kinds.of_version(ticket.playbook_version_id).walked(ticket.kind)
    ticket.state = "inspected" if "inspected" in walked else travel.was
    part, ticket.part = ticket.part, None
    changes = {"is_on_way": [True, False], "part": [part, None]}
    if ticket.remedy not in AMENDS or not ticket.is_free:
        changes |= closing.forget_decision(ticket)
        limits.agree(ticket, at)
    note(by, "lose", ticket, at, changes)


def end_marks(ticket: Ticket, by: Any, at: datetime) -> None:
    for name in (TicketMark.ARRIVED, TicketMark.UNDER_WAY):
        clocks.set_mark(ticket, name, by, at)


def find(lost: TicketTransfer, store_id: int, by: Any, at: datetime) -> None:
    """It turned up at one of its two ends. Whose customer has another one by now, or the money, is the store's own."""
    ticket = lost.ticket
    is_owed = ticket.is_open and ticket.is_here
    has_left = store_id != lost.from_store_id
    lost.lost_at = None
    if has_left:
        lost.in_at, lost.in_by = at, by.person_id
    else:
        lost.withdrawn_at = at
    note(by, "find", ticket, at, {"store_id": [None, store_id]})
    if not is_owed:
        take_into_stock(ticket, store_id, by, at)
        return
    told = history.last(ticket, "lose")
    ticket.part = told.changes["part"][0] if told else ticket.part
    ticket.with_store_id = store_id
    clocks.hand_on(ticket)
    ticket.steps.append(TicketStep(code=TicketStep.FOUND, at=at, person_id=by.person_id))
    is_home = store_id == ticket.store_id
    stepping.arrive(ticket, lost.was if not has_left else "back" if is_home else "sent", "", by, at)


def take_into_stock(ticket: Ticket, store_id: int, by: Any, at: datetime) -> None:
    """To be looked at, where it turned up."""
    line = ticket.line
    if line is None or line.product_id is None:
        return
    unit, reason = unit_of(ticket, line), f"found {ticket.number}"
    if unit is not None and (unit.store_id, unit.place) == (store_id, "sold"):
        move(store_id, unit.product_id, 1, "sold", "repair", reason, at, by.person_id, unit)
    else:
        move(store_id, line.product_id, line.quantity, "outside", "repair", reason, at, by.person_id)


def unit_of(ticket: Ticket, line: CardLine) -> Unit | None:
    """The very one that was lost: its serials were the card's before an exchange."""
    values = [one.value for one in line.identifiers]
    for made in line.repairs:
        if made.ticket == ticket.number and made.kind == "exchange" and made.withdrawn_at is None:
            values = [before for before, _ in made.swapped.values() if before] or values
    held = select(Serial.unit_id).where(Serial.value.in_(values))
    return db.session.scalar(select(Unit).where(Unit.id.in_(held)).order_by(Unit.id).limit(1))
