"""An exchange that was noted by mistake is taken back: another one was scanned, or nothing was given after all. The stock,
the card with its serials and its terms, and the ticket stand again as they stood before it."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from counter.extensions import db
from counter.history.models import note
from counter.stock.models import Movement, Unit
from counter.stock.moving import NothingLeft, UnitIsElsewhere, move
from counter.supplier_claims import making
from counter.tickets import exchanging, states, stepping
from counter.tickets.models import Ticket
from counter.warranty import repairing
from counter.warranty.models import Repair


class NotExchanged(ValueError):
    """Nothing was exchanged on it, or that was taken back already."""


class GoneMeanwhile(ValueError):
    """The new one or the old one is in another place by now."""


def exchange_of(ticket: Ticket) -> Repair | None:
    """The last one that it wrote and that stands."""
    mine = [one for one in ticket.line.repairs if one.ticket == ticket.number] if ticket.line else []
    standing = [one for one in mine if one.kind == "exchange" and one.withdrawn_at is None]
    return max(standing, key=lambda one: one.id, default=None)


def may_withdraw(ticket: Ticket) -> bool:
    made, line = exchange_of(ticket), ticket.line
    if made is None or line is None or not ticket.is_open:
        return False
    is_gone = line.returned_on is not None or line.card.voided_at is not None
    return not is_gone and not any(repairing.follows(other, made) for other in line.repairs)


def withdraw(ticket: Ticket, because: str, by: Any, at: datetime) -> None:
    """Raises stepping.IsClosed, NotExchanged, GoneMeanwhile, making.SentAlready, issuing.SerialHasCard."""
    stepping.refuse_closed(ticket)
    made = exchange_of(ticket)
    if made is None or not may_withdraw(ticket):
        raise NotExchanged
    making.drop(ticket.id)
    if ticket.is_of_the_thing:
        put_back(ticket, by, at)
    if ticket.collected_at is not None:
        ticket.is_here = hand_in_still(made)
    repairing.withdraw(made, by, at)
    note(
        by,
        "withdraw_exchange",
        ticket,
        at,
        {"repair": [made.id, None]},
        {"because": [None, because]},
        ticket.customer_id,
    )
    if ticket.collected_at is not None:
        go_back(ticket, because, by, at)


def hand_in_still(made: Repair) -> bool:
    """What the exchange ended goes on: whether the old thing is here for repair again."""
    for one in made.line.repairs:
        is_ended = one.kind == "repair" and one.withdrawn_at is None and one.back_on == made.back_on
        if is_ended and one.ticket == made.ticket and one.id < made.id:
            one.back_on, one.here = None, 1
            return True
    return False


def go_back(ticket: Ticket, because: str, by: Any, at: datetime) -> None:
    """To the state before, with what was due then."""
    for mark in ticket.marks:
        if mark.set_at == ticket.collected_at:
            mark.set_at = mark.set_by = None
    ticket.collected_at = None
    codes = [step.code for step in ticket.steps if step.code in states.NEXT and step.code != "collected"]
    stepping.arrive(ticket, codes[-1] if codes else "received", because, by, at)


def put_back(ticket: Ticket, by: Any, at: datetime) -> None:
    """Each by the way it came: the new one onto the shelf, the old one to the customer."""
    told, reason = f"exchange {ticket.number}", f"no exchange {ticket.number}"
    for given in (
        last_move(ticket, told, Movement.to_place == "sold"),
        last_move(ticket, told, Movement.to_place == "repair"),
    ):
        if given is None:
            continue
        unit = db.session.get(Unit, given.unit_id) if given.unit_id else None
        from_outside = given.to_place == "sold" and came_for_it(ticket, given)
        end = "outside" if from_outside else given.from_place
        try:
            move(given.store_id, given.product_id, 1, given.to_place, end, reason, at, by.person_id, unit)
        except (UnitIsElsewhere, NothingLeft):
            raise GoneMeanwhile from None
        if unit is not None and from_outside:
            for serial in unit.serials:
                db.session.delete(serial)  # mistyped perhaps; the true one has it
    db.session.flush()


def last_move(ticket: Ticket, reason: str, there: Any) -> Movement | None:
    if ticket.line is None:
        return None
    thing = Movement.store_id == ticket.store_id, Movement.product_id == ticket.line.product_id
    asked = select(Movement).where(*thing, Movement.reason == reason, there)
    return db.session.scalar(asked.order_by(Movement.id.desc()).limit(1))


def came_for_it(ticket: Ticket, given: Movement) -> bool:
    mine = Movement.unit_id == given.unit_id, Movement.reason == exchanging.came_for(ticket)
    return given.unit_id is not None and bool(db.session.scalar(select(exists().where(*mine))))
