"""A thing that was sent never arrives: somebody says that it is lost, so that its customer is not left waiting; and it may turn
up again, wherever.

Who has a thing in keeping answers for it (Civil Code of China, art. 784): its store gives another one, or the money. From
then on it is a matter of the stock alone.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.history.models import note
from counter.stock.models import Serial, Unit
from counter.stock.moving import move
from counter.tickets import clocks, closing, kinds, limits, owing, stepping
from counter.tickets.hours import SHOP, after
from counter.tickets.losses import TicketLoss
from counter.tickets.models import Ticket, TicketMark, TicketStep, TicketTransfer
from counter.warranty import repairing, varying
from counter.warranty.models import CardLine

HEARS_WITHIN, RISES = (
    timedelta(hours=2),
    timedelta(hours=24),
)  # in the shop's hours: so soon its customer is told
STANDS = "inspected"  # where its ticket waits for what is decided


class NotToLose(ValueError):
    """Nobody can say so of it."""


class NotOnItsWay(NotToLose):
    """It arrived, or was taken back or given up meanwhile."""


class NotLateYet(NotToLose):
    """It may still come in time."""


def lose(travel: TicketTransfer, because: str, by: Any, at: datetime) -> None:
    """Its ticket is again in the hands of the store that took it in, which owes the customer a whole thing, whatever was
    wrong with it; of what comes by itself, that alone. What was decided before stands only where it gives that. Raises
    NotToLose."""
    if not travel.is_on_way:
        raise NotOnItsWay
    if travel.late_at > at:
        raise NotLateYet
    ticket = travel.ticket
    is_by_itself = comes_by_itself(ticket.line, ticket.part)
    is_of_all = ticket.is_of_the_thing or is_by_itself
    gives_all = is_of_all and ticket.is_free and ticket.remedy in owing.AMENDS
    unit = unit_of(ticket.line) if ticket.line and not is_by_itself else None
    travel.lost_at, travel.on_way = at, None
    travel.loss = TicketLoss(at=at, by=by.person_id, because=because, part=ticket.part, unit=unit)
    end_marks(ticket, by, at)
    ticket.with_store_id, ticket.state = ticket.store_id, standing(ticket, travel)
    ticket.part = ticket.part if is_by_itself else None
    clocks.hand_on(ticket)
    until = after(at, HEARS_WITHIN, clocks.doors_of(ticket.store), SHOP)
    clocks.begin(ticket, TicketMark.UPDATE, until, RISES, ticket.store_id, SHOP)
    ticket.steps.append(TicketStep(code=TicketStep.LOST, words=because, at=at, person_id=by.person_id))
    changes = {} if gives_all else decide_anew(ticket, at)
    note(by, "lose", ticket, at, {"is_on_way": [True, False], **changes})


def comes_by_itself(line: CardLine | None, part: str | None) -> bool:
    """Whether the part is a thing apart: with it the thing as such is not gone."""
    return line is not None and not repairing.is_same(line, part, None)


def standing(ticket: Ticket, travel: TicketTransfer) -> str:
    walked = kinds.of_version(ticket.playbook_version_id).walked(ticket.kind)
    return STANDS if STANDS in walked else travel.was


def decide_anew(ticket: Ticket, at: datetime) -> dict[str, list[Any]]:
    changes = closing.forget_decision(ticket)
    limits.agree(ticket, at)
    return changes


def end_marks(ticket: Ticket, by: Any, at: datetime) -> None:
    for name in (TicketMark.ARRIVED, TicketMark.UNDER_WAY):
        clocks.set_mark(ticket, name, by, at)


def missing(ticket: Ticket) -> TicketLoss | None:
    """What nobody found yet, be it made good or not."""
    found = (one.loss for one in ticket.transfers if one.lost_at is not None)
    return next((loss for loss in found if loss is not None and loss.found_at is None), None)


def of_thing(ticket: Ticket) -> TicketLoss | None:
    """The loss that what is given on the ticket makes good: its own, or one that another ticket of the same thing had."""
    if ticket.line is None:
        return ticket.lost
    asked = select(TicketLoss).join(TicketTransfer, TicketTransfer.id == TicketLoss.transfer_id)
    asked = asked.join(Ticket, Ticket.id == TicketTransfer.ticket_id).where(Ticket.line_id == ticket.line_id)
    asked = asked.where(TicketLoss.made_good_at.is_(None), TicketLoss.found_at.is_(None))
    found, line = db.session.scalars(asked.order_by(TicketLoss.id)).all(), ticket.line
    return ticket.lost or next((one for one in found if repairing.is_same(line, ticket.part, one.part)), None)


def make_good(loss: TicketLoss, quantity: int, at: datetime) -> None:
    """Its customer has as many others, or their money."""
    loss.made_good_at, loss.quantity = at, quantity
    loss.transfer.ticket.is_here = False


def find(loss: TicketLoss, store_id: int, by: Any, at: datetime) -> None:
    """It turned up. Whose customer was made good is the store's own; else it goes on, and what was decided because of the
    loss is decided anew."""
    travel, ticket = loss.transfer, loss.transfer.ticket
    loss.found_at, loss.found_store_id = at, store_id
    ticket.steps.append(TicketStep(code=TicketStep.FOUND, at=at, person_id=by.person_id))
    if loss.made_good_at is not None:
        take_into_stock(loss, ticket, store_id, by, at)
        note(by, "find", ticket, at, {"store_id": [None, store_id]})
        return
    was_told, ticket.part, ticket.with_store_id = ticket.decided_at, loss.part, store_id
    changes = decide_anew(ticket, at) if was_told and was_told >= loss.at else {}
    clocks.hand_on(ticket)
    is_home, has_left = store_id == ticket.store_id, store_id != travel.from_store_id
    stepping.arrive(ticket, travel.was if not has_left else "back" if is_home else "sent", "", by, at)
    note(by, "find", ticket, at, {"store_id": [None, store_id], **changes})


def take_into_stock(loss: TicketLoss, ticket: Ticket, store_id: int, by: Any, at: datetime) -> None:
    """To be looked at, where it turned up. The books know nothing of what comes by itself."""
    if comes_by_itself(ticket.line, loss.part):
        return
    line, unit, reason = ticket.line, loss.unit, f"found {ticket.number}"
    if unit is not None and (unit.store_id, unit.place) == (store_id, "sold"):
        move(store_id, unit.product_id, 1, "sold", "repair", reason, at, by.person_id, unit)
    elif (
        line is not None and (product_id := varying.product_before(line, loss.made_good_at or at)) is not None
    ):
        move(store_id, product_id, loss.quantity, "outside", "repair", reason, at, by.person_id)


def unit_of(line: CardLine) -> Unit | None:
    """The very one of the stock, by what its card says."""
    values = [each.value for each in line.identifiers]
    held = select(Serial.unit_id).where(Serial.value.in_(values))
    return db.session.scalar(select(Unit).where(Unit.id.in_(held)).order_by(Unit.id).limit(1))
