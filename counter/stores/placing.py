"""A store gets its place in the network: whose it stands under, what it does, and which districts it serves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from counter.columns import Words
from counter.history.models import note
from counter.playbooks.models import in_force
from counter.stores.models import Store
from counter.stores.network import Network

FIELDS = ("parent_id", "level", "sells", "services", "districts")


class OutOfPlace(ValueError):
    """It can't stand there; `field` names what to look at again."""

    field = "parent"


class AboveItself(OutOfPlace):
    """The other stands below it already."""


class LevelNeeded(OutOfPlace):
    """Who stands in the network has a level."""

    field = "level"


class DoesNotAscend(OutOfPlace):
    """Each stands below one of a higher level; above: whose."""

    field = "level"

    def __init__(self, name: Words) -> None:
        super().__init__(name)
        self.name = name


class DoesNothing(OutOfPlace):
    """It sells, or services, or both."""

    field = "services"


def levels_of(store: Store) -> list[dict[str, Any]]:
    """As its playbook names them, from the counter up."""
    book = in_force("playbook", store.playbook_code)
    found: list[dict[str, Any]] = ((book.body.get("network") if book else None) or {}).get("levels", [])
    return found


def place(
    store: Store, network: Network, parent_id: int | None, level: str, *, sells: bool, services: bool,
    districts: Sequence[Words], by: Any, at: datetime,
) -> None:  # fmt: skip
    """Raises AboveItself, LevelNeeded, DoesNotAscend, DoesNothing."""
    ranks = {one["id"]: rank for rank, one in enumerate(levels_of(store))}
    under = [one for one in network.places.values() if one.parent_id == store.id]
    if parent_id == store.id or store.id in [one.id for one in network.above(parent_id or 0)]:
        raise AboveItself
    if not level and (parent_id or under):
        raise LevelNeeded
    if parent_id and ranks.get(network.places[parent_id].level, -1) <= ranks[level]:
        raise DoesNotAscend(network.places[parent_id].name)
    for one in under:
        if ranks.get(one.level, -1) >= ranks[level]:
            raise DoesNotAscend(one.name)
    if not (sells or services):
        raise DoesNothing
    before = {name: getattr(store, name) for name in FIELDS}
    store.parent_id, store.level, store.sells, store.services = parent_id, level, sells, services
    store.districts = list(districts)
    changed = {
        name: [before[name], getattr(store, name)] for name in FIELDS if before[name] != getattr(store, name)
    }
    note(by, "place", store, at, changed)
