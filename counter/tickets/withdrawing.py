"""An exchange that was noted by mistake is taken back: another one was scanned, or nothing was given after all. The stock,
the card with its serials and its terms, and the ticket stand again as they stood before it."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from counter.extensions import db
from counter.history import models as history
from counter.history.models import note
from counter.stock.models import Movement
from counter.supplier_claims import making
from counter.tickets import exchanging, losing, shelving, states, stepping
from counter.tickets.models import Ticket
from counter.warranty import issuing, pieces, repairing, varying
from counter.warranty.models import Repair


class NotExchanged(ValueError):
    """Nothing was exchanged on it, or that was taken back already."""


def exchange_of(ticket: Ticket) -> Repair | None:
    """The last one that it wrote and that stands."""
    mine = [one for one in ticket.line.repairs if one.ticket == ticket.number] if ticket.line else []
    standing = [one for one in mine if repairing.is_exchange(one)]
    return max(standing, key=lambda one: one.id, default=None)


def may_withdraw(ticket: Ticket) -> bool:
    """Not once a new one has a life of its own: it came back, was exchanged again, or was parted from the others."""
    made, line = exchange_of(ticket), ticket.line
    if made is None or line is None or not ticket.is_open:
        return False
    is_gone = line.returned_on is not None or line.card.voided_at is not None
    went_on = any(repairing.follows(other, made) or repairing.is_next(other, made) for other in line.repairs)
    is_parted = any(made in pieces.record_of(one) for one in pieces.family_of(line) if one is not line)
    return not (is_gone or went_on or is_parted)


def withdraw(ticket: Ticket, because: str, by: Any, at: datetime) -> None:
    """Raises stepping.IsClosed, stepping.NotTheirs, NotExchanged, shelving.GoneMeanwhile, making.SentAlready, issuing.SerialHasCard,
    repairing.HereAlready (the thing was left again meanwhile)."""
    stepping.refuse_closed(ticket)
    stepping.refuse_stranger(ticket, by, is_of_stock=True)
    made, line = exchange_of(ticket), ticket.line
    if made is None or line is None or not may_withdraw(ticket):
        raise NotExchanged
    if not repairing.is_free(line, made.part) or is_left_again(ticket):
        raise repairing.HereAlready
    issuing.refuse_known([before for before, _ in made.swapped.values() if before])
    loss = made_good_by(ticket, made)
    if loss is not None and loss.found_at is not None:
        raise shelving.GoneMeanwhile
    claim = making.drop(ticket.id, made.id, by, at)
    put_back(ticket, made, by, at)
    if ticket.collected_at is not None:
        ended = goes_on(ticket, made)
        ticket.is_here = any(one.ticket == ticket.number for one in ended)
    if loss is not None:
        loss.made_good_at, loss.transfer.ticket.is_here = None, True
    varying.take_back(line, made.noted_at, by, at)
    repairing.withdraw(made, by, at)
    changes = {"repair": [made.id, None], "claim": [claim, None]}
    note(by, "withdraw_exchange", ticket, at, changes, {"because": [None, because]}, ticket.customer_id)
    if ticket.collected_at is not None:
        go_back(ticket, because, by, at)


def is_left_again(ticket: Ticket) -> bool:
    """It was opened again, and the new one is here with it."""
    return any(
        one.is_here and one.ticket == ticket.number for one in (ticket.line.repairs if ticket.line else ())
    )


def made_good_by(ticket: Ticket, made: Repair) -> Any:
    """The loss that this very exchange made good."""
    losses = (one.loss for one in ticket.transfers if one.lost_at is not None)
    return next((loss for loss in losses if loss and loss.made_good_at == made.noted_at), None)


def goes_on(ticket: Ticket, made: Repair) -> list[Repair]:
    """The repairs that ended with the exchange, as its entry in the history tells, are not over."""
    ids = told_of(ticket, made, "ended")
    ended = [one for one in made.line.repairs if one.id in ids and one.withdrawn_at is None]
    for one in ended:
        one.back_on, one.here = None, 1
    return ended


def told_of(ticket: Ticket, made: Repair, what: str) -> list[Any]:
    """By its entry in the history."""
    told = (one.changes for one in history.of(ticket, "swap"))
    mine: dict[str, Any] = next((one for one in told if one.get("repair", [None, 0])[1] == made.id), {})
    return list(mine[what][1]) if what in mine else []


def go_back(ticket: Ticket, because: str, by: Any, at: datetime) -> None:
    """To the state before, with what was due then."""
    for mark in ticket.marks:
        if mark.set_at == ticket.collected_at:
            mark.set_at = mark.set_by = None
    ticket.collected_at = None
    codes = [step.code for step in ticket.steps if step.code in states.NEXT and step.code != "collected"]
    state = losing.STANDS if ticket.lost else codes[-1] if codes else "received"
    stepping.arrive(ticket, state, because, by, at)


def put_back(ticket: Ticket, made: Repair, by: Any, at: datetime) -> None:
    """Each by the way it came: the new one onto the shelf, the old one to the customer."""
    for given in moved(ticket, made):
        is_new = given.to_place == "sold"
        is_from_maker = is_new and came_for_it(ticket, given)
        end = "outside" if is_from_maker else given.from_place
        unit = shelving.go_back(given, end, f"no exchange {ticket.number}", by, at)
        typed = told_of(ticket, made, "added") if is_new else []
        for serial in unit.serials if unit is not None else ():
            if is_from_maker or serial.value in typed:
                db.session.delete(serial)  # mistyped perhaps; the true one has it
    db.session.flush()


def moved(ticket: Ticket, made: Repair) -> list[Movement]:
    """What changed place with this very exchange, as its entry in the history tells."""
    if ids := told_of(ticket, made, "moved"):
        return shelving.of_ids(ids)
    found = [moved_to(ticket, made, place) for place in ("sold", "repair")] if ticket.is_of_the_thing else []
    return [one for one in found if one is not None]


def moved_to(ticket: Ticket, made: Repair, place: str) -> Movement | None:
    """Of one that was exchanged when its entry did not tell it yet."""
    mine = Movement.store_id == ticket.store_id, Movement.product_id == made.line.product_id
    told = (
        Movement.reason == exchanging.reason_of(ticket),
        Movement.at == made.noted_at,
        Movement.to_place == place,
    )
    return db.session.scalar(select(Movement).where(*mine, *told).order_by(Movement.id.desc()).limit(1))


def came_for_it(ticket: Ticket, given: Movement) -> bool:
    mine = Movement.unit_id == given.unit_id, Movement.reason == exchanging.came_for(ticket)
    return given.unit_id is not None and bool(db.session.scalar(select(exists().where(*mine))))
