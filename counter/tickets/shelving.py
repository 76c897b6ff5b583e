"""A part that is kept in stock leaves the shelf, and the old one comes in to where the faulty ones lie; what was noted by
mistake goes back the way it came."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.catalog.models import Product
from counter.extensions import db
from counter.history import models as history
from counter.stock.models import Movement, Unit
from counter.stock.moving import NothingLeft, UnitIsElsewhere, move
from counter.tickets.models import Ticket, TicketPart


class NoneOnShelf(ValueError):
    """What is to be given is not on the shelf, or not as many."""


class GoneMeanwhile(ValueError):
    """The new one or the old one is in another place by now."""


def give(
    store_id: int, product: Product, unit: Unit | None, many: int, reason: str, by: Any, at: datetime, *, comes_in: bool = True
) -> list[int]:  # fmt: skip
    """unit: the very one where it has a serial; comes_in: whether the old one is here. The ids of the movements. Raises
    NoneOnShelf."""
    try:
        moved = [move(store_id, product.id, many, "shelf", "sold", reason, at, by.person_id, unit)]
    except (UnitIsElsewhere, NothingLeft):
        raise NoneOnShelf from None
    if comes_in:
        moved.append(move(store_id, product.id, many, "outside", "repair", reason, at, by.person_id))
    return [one.id for one in moved]


def go_back(movement: Movement, end: str, reason: str, by: Any, at: datetime) -> Unit | None:
    """end: where to. The very one, where it has a serial. Raises GoneMeanwhile."""
    unit = db.session.get(Unit, movement.unit_id) if movement.unit_id else None
    product_id, many, start = movement.product_id, movement.quantity, movement.to_place
    try:
        move(movement.store_id, product_id, many, start, end, reason, at, by.person_id, unit)
    except (UnitIsElsewhere, NothingLeft):
        raise GoneMeanwhile from None
    return unit


def of_ids(ids: Sequence[int]) -> list[Movement]:
    return list(db.session.scalars(select(Movement).where(Movement.id.in_(ids)).order_by(Movement.id)))


def moved_with(ticket: Ticket) -> dict[int, list[int]]:
    """The movements of each part that came off a shelf, by its id, as the history tells. One query."""
    told = (one.changes for one in history.of(ticket, "fit"))
    return {one["id"][1]: one["moved"][1] for one in told if one.get("moved", [None, None])[1]}


def take_back(ticket: Ticket, part: TicketPart, by: Any, at: datetime) -> None:
    """Where it came off a shelf. Raises GoneMeanwhile."""
    for movement in of_ids(moved_with(ticket).get(part.id, [])):
        go_back(movement, movement.from_place, f"not fitted {ticket.number}", by, at)
