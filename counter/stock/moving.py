"""The ledger's two deeds: goods come in, goods change place. The balance follows in the same transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from counter.catalog.models import Product
from counter.extensions import db
from counter.operations.once import INSERT
from counter.stock.models import Balance, Movement, Serial, Unit

AWAY = ("outside", "sold")


class NothingLeft(Exception):
    """There is less on that place than is to be taken."""


class UnitIsElsewhere(Exception):
    """Somebody took this very unit first."""


def move(
    store_id: int, product_id: int, quantity: int, start: str, end: str, reason: str, at: datetime,
    person_id: int | None = None, unit: Unit | None = None,
) -> Movement:  # fmt: skip
    """Moves `quantity` pieces from place to place; "outside" is the world, "sold" what customers have of us: neither is
    counted. Raises NothingLeft, UnitIsElsewhere."""
    if unit is not None:
        take(unit, start, end)
    if start not in AWAY:
        adjust(store_id, product_id, start, -quantity)
    if end not in AWAY:
        adjust(store_id, product_id, end, quantity)
    movement = Movement(store_id=store_id, product_id=product_id, quantity=quantity, reason=reason, at=at)
    movement.from_place, movement.to_place, movement.person_id = start, end, person_id
    movement.unit_id = unit.id if unit else None
    db.session.add(movement)
    db.session.flush()
    return movement


def take(unit: Unit, start: str, end: str) -> None:
    """Two people may want the last piece: the row says who was first."""
    db.session.flush()
    place = update(Unit).where(Unit.id == unit.id, Unit.place == start).values(place=end).returning(Unit.id)
    if db.session.scalar(place) is None:
        raise UnitIsElsewhere
    db.session.expire(unit, ["place"])


def adjust(store_id: int, product_id: int, place: str, by: int) -> None:
    here = {"store_id": store_id, "product_id": product_id, "place": place}
    if by < 0:
        enough = update(Balance).filter_by(**here).where(Balance.quantity >= -by)
        if (
            db.session.scalar(enough.values(quantity=Balance.quantity + by).returning(Balance.quantity))
            is None
        ):
            raise NothingLeft
        return
    insert = INSERT[db.engine.dialect.name](Balance).values(**here, quantity=by)
    more = {"quantity": Balance.quantity + by}  # two first deliveries at once are both counted
    db.session.execute(insert.on_conflict_do_update(index_elements=list(here), set_=more))


def receive(
    store_id: int, product_id: int, place: str, at: datetime, serials: dict[str, str], *, reason: str = "received",
    **kw: Any,
) -> Unit:  # fmt: skip
    """One tracked piece comes in with its serials {kind: value}. Raises IntegrityError for a serial that is known."""
    unit = Unit(store_id=store_id, product_id=product_id, place=place, **kw)
    unit.serials = [Serial(kind=kind, value=value) for kind, value in serials.items()]
    db.session.add(unit)
    db.session.flush()
    adjust(store_id, product_id, place, 1)
    movement = Movement(
        store_id=store_id, product_id=product_id, unit_id=unit.id, quantity=1, reason=reason, at=at
    )
    movement.from_place, movement.to_place = "outside", place
    db.session.add(movement)
    return unit


def left(store_id: int, product_ids: list[int]) -> dict[int, int]:
    """How many of each are on the shelf; a product that was never here is missing."""
    asked = select(Balance.product_id, Balance.quantity).where(
        Balance.store_id == store_id, Balance.place == "shelf", Balance.product_id.in_(product_ids)
    )
    return {product_id: quantity for product_id, quantity in db.session.execute(asked).all()}


def left_anywhere(product: Product) -> int:
    """How many are on the shelves of all stores."""
    asked = select(func.sum(Balance.quantity)).where(Balance.product_id == product.id)
    return db.session.scalar(asked.where(Balance.place == "shelf")) or 0


def is_left(store_id: int) -> Any:
    """Of a product in a query: whether the shelf has it."""
    here = Balance.product_id == Product.id, Balance.store_id == store_id, Balance.place == "shelf"
    return select(Balance.product_id).where(*here, Balance.quantity > 0).correlate(Product).exists()


def holds(product: Product) -> bool:
    """Whether any store has pieces of it, on whatever place."""
    counted = select(Balance.product_id).where(Balance.product_id == product.id, Balance.quantity != 0)
    units = select(Unit.product_id).where(Unit.product_id == product.id, Unit.place.not_in(AWAY))
    return bool(db.session.scalar(select(or_(counted.exists(), units.exists()))))
