"""What a store has to look at: its people on shift, demo units, zones and rooms."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from counter.catalog.models import Product
from counter.checklists.laying import Subject
from counter.extensions import db
from counter.staff.colleagues import Colleague, on_shift
from counter.stock.models import Unit
from counter.stores.models import Store


def of(store: Store, at: datetime) -> dict[str, Sequence[Subject]]:
    """By kind, as laying.laid takes them."""
    return {
        "store": [Subject("")],
        "assistant": people(on_shift(store, at)),
        "demo_unit": demo_units(store),
        "zone": areas(store.zones),
        "room": areas(store.rooms),
    }


def people(colleagues: Iterable[Colleague]) -> list[Subject]:
    return [Subject(str(person.id), person.name) for person in colleagues]


def areas(listed: Iterable[dict[str, Any]]) -> list[Subject]:
    return [Subject(area["id"], area["label"]) for area in listed]


def demo_units(store: Store) -> list[Subject]:
    product = joinedload(Unit.product).options(load_only(Product.name, Product.spec))
    mine = select(Unit).where(Unit.store_id == store.id, Unit.place == "demo").order_by(Unit.label, Unit.id)
    return [unit_subject(unit) for unit in db.session.scalars(mine.options(product))]


def unit_subject(unit: Unit) -> Subject:
    """The unit's own threshold, else its product's."""
    threshold = unit.battery_threshold
    if threshold is None:
        threshold = unit.product.spec.get("battery_threshold")
    return Subject(str(unit.id), {"mark": unit.label, **unit.product.name}, unit.position, threshold)
