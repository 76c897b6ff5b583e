"""A store gets its place in the network: whose it stands under, what it does, and which districts it serves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from counter.columns import Words
from counter.extensions import db
from counter.history.models import note
from counter.playbooks.models import PlaybookVersion, in_force
from counter.stores.models import Store
from counter.stores.network import Network, Place

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
    return levels_in(in_force("playbook", store.playbook_code))


def levels_in(book: PlaybookVersion | None) -> list[dict[str, Any]]:
    """As the playbook names them, from the counter up."""
    found: list[dict[str, Any]] = ((book.body.get("network") if book else None) or {}).get("levels", [])
    return found


def lock() -> None:
    """Two who say places at once go one after the other, or each could stand above the other; the second is then told."""
    db.session.execute(select(Store.id).order_by(Store.id).with_for_update(key_share=True))


def check(place: Place, network: Network, ranks: Mapping[str, int]) -> None:
    """network: as it would be; ranks: of the levels. Raises AboveItself, LevelNeeded, DoesNotAscend, DoesNothing."""
    passed, above = {place.id}, place.parent_id
    while above and above not in passed:
        passed.add(above)
        above = network.places[above].parent_id
    if above == place.id:
        raise AboveItself
    under, rank = network.beneath.get(place.id, []), ranks.get(place.level, -1)
    if not place.level and (place.parent_id or under):
        raise LevelNeeded
    if place.parent_id and ranks.get(network.places[place.parent_id].level, -1) <= rank:
        raise DoesNotAscend(network.places[place.parent_id].name)
    for one in under:
        if ranks.get(one.level, -1) >= rank:
            raise DoesNotAscend(one.name)
    if not (place.sells or place.services):
        raise DoesNothing


def place(
    store: Store, network: Network, parent_id: int | None, level: str, *, sells: bool, services: bool,
    districts: Sequence[Words], by: Any, at: datetime,
) -> bool:  # fmt: skip
    """Whether anything is different now. Raises AboveItself, LevelNeeded, DoesNotAscend, DoesNothing."""
    wanted = Place(
        store.id, store.code, store.name, parent_id, level, sells, services, [dict(one) for one in districts]
    )
    check(wanted, network.with_places(wanted), ranks_of(store))
    changed = put(store, {name: getattr(wanted, name) for name in FIELDS})
    if changed:
        note(by, "place", store, at, changed)
    return bool(changed)


def ranks_of(store: Store) -> dict[str, int]:
    return ranks_in(levels_of(store))


def ranks_in(levels: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {one["id"]: rank for rank, one in enumerate(levels)}


def put(store: Store, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{field: [before, after]} of what is different now, as a history keeps it."""
    changed = {name: [getattr(store, name), value] for name, value in values.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    for name, (_, value) in changed.items():
        setattr(store, name, value)
    return {name: [said(one) for one in pair] for name, pair in changed.items()}


def said(value: Any) -> Any:
    return value.isoformat("minutes") if isinstance(value, time) else value


def named(lines: Iterable[str]) -> list[Words]:
    """Districts, each 姑苏区 / Gusu District."""
    found = []
    for line in lines:
        zh, _slash, en = (part.strip() for part in line.replace("／", "/").partition("/"))
        if zh or en:
            found.append({"zh": zh, "en": en} if en else {"zh": zh})
    return found


def spelt(district: Words) -> str:
    return " / ".join(one for one in (district.get("zh", ""), district.get("en", "")) if one)
