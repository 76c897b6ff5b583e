"""The network: which store stands above which, what each does, and which is nearest to an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import literal, select

from counter.columns import Words
from counter.extensions import db
from counter.stores.models import Store


@dataclass(frozen=True)
class Place:
    id: int
    code: str
    name: Words
    parent_id: int | None
    level: str
    sells: bool
    services: bool
    districts: list[Words]
    trade: str = ""  # its playbook


@dataclass(frozen=True)
class Network:
    """All stores of the company by id; there are few, and they are read at once."""

    places: dict[int, Place]

    def above(self, store_id: int) -> list[Place]:
        """The nearest first."""
        found: list[Place] = []
        place = self.places.get(store_id)
        while place and place.parent_id and place.parent_id not in {store_id, *(one.id for one in found)}:
            place = self.places[place.parent_id]
            found.append(place)
        return found

    def top(self, store_id: int) -> int:
        return next((one.id for one in reversed(self.above(store_id))), store_id)

    @cached_property
    def by_top(self) -> dict[int, list[Place]]:
        found: dict[int, list[Place]] = {}
        for place in self.places.values():
            found.setdefault(self.top(place.id), []).append(place)
        return found

    @cached_property
    def beneath(self) -> dict[int, list[Place]]:
        """By store those that stand directly under it."""
        found: dict[int, list[Place]] = {}
        for place in self.places.values():
            if place.parent_id:
                found.setdefault(place.parent_id, []).append(place)
        return found

    def with_places(self, *places: Place) -> "Network":
        """As it would be."""
        return Network(self.places | {one.id: one for one in places})

    def servicing(self, store_id: int) -> list[Place]:
        """Those under the same top that repair, itself among them if it does; those above it first. A shop of another trade
        repairs nothing of this one; a point that does not sell repairs for all."""
        up, trade = [one.id for one in self.above(store_id)], self.places[store_id].trade
        mine = [one for one in self.by_top.get(self.top(store_id), []) if one.services]
        mine = [one for one in mine if one.trade == trade or not one.sells]
        return sorted(mine, key=lambda one: (up.index(one.id) if one.id in up else len(up), one.id))

    def nearest(self, places: Iterable[Place], address: str) -> Place | None:
        """Of those whose district the address names the one with the longest name; of two alike (苏州市, 姑苏区) the one
        further below, then the older."""
        wanted = address.casefold()
        found = [
            (len(spelling), len(self.above(place.id)), -place.id, place)
            for place in places
            for district in place.districts
            for spelling in district.values()
            if spelling and spelling.casefold() in wanted
        ]
        return max(found, key=lambda one: one[:3])[3] if found else None

    def usual(self, store_id: int, address: str = "") -> Place | None:
        """Where a thing is sent that this store does not repair: to the next above that does, else to the nearest."""
        up = next((one for one in self.above(store_id) if one.services), None)
        if up is not None:
            return up
        others = [one for one in self.servicing(store_id) if one.id != store_id]
        near = self.nearest(others, address)
        return near or next(iter(others), None)

    def serving(self, store_id: int, address: str) -> Place | None:
        """Who goes to a customer that lives there: the nearest point; where no district fits, the store itself, or the
        next above."""
        own = self.places[store_id]
        near = self.nearest(self.servicing(store_id), address)
        return near or (own if own.services else self.usual(store_id))


COLUMNS = ("id", "code", "name", "parent_id", "level", "sells", "services", "districts", "playbook_code")


def read() -> Network:
    """One query."""
    rows = db.session.execute(select(*(getattr(Store, name) for name in COLUMNS)).order_by(Store.id))
    return Network({row.id: Place(*row) for row in rows})


def up_to(start: Any, steps: int) -> Any:
    """The stores of `start` (a condition) with those below them, each by the steps that it lies beneath: (id, steps)."""
    tree = select(Store.id, literal(steps).label("steps")).where(start).cte("tree", recursive=True)
    return tree.union_all(select(Store.id, tree.c.steps + 1).join(tree, Store.parent_id == tree.c.id))
