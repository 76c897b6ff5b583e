"""A list of points that was found sound comes into the network: all of it, in one write."""

from datetime import datetime
from typing import Any

from counter.extensions import db
from counter.history.models import Told, note_all
from counter.playbooks.models import in_force
from counter.staff.hiring import new_store
from counter.stores import placing
from counter.stores.judging import Judged, Outcome
from counter.stores.models import Store


class NothingToDo(ValueError):
    """All of it is there already, or something is wrong with a line."""


def bring(outcome: Outcome, by: Any, at: datetime) -> int:
    """How many are new or changed. The stores are locked (placing.lock) since before they were judged. Raises NothingToDo."""
    if outcome.wrong or not outcome.to_do:
        raise NothingToDo
    new = {one.place.id: opened(one) for one in outcome.to_do if one.store is None}
    db.session.add_all(new.values())
    db.session.flush()
    told: dict[str, list[Told]] = {"open": [], "place": []}
    for one in outcome.to_do:
        parent_id = one.values.get("parent_id")
        stands = {"parent_id": new[parent_id].id if parent_id in new else parent_id}
        store = one.store or new[one.place.id]
        changed = placing.put(store, one.values | (stands if "parent_id" in one.values else {}))
        told["place" if one.store else "open"].append(Told(store, changed))
    for verb, rows in told.items():
        note_all(by, verb, rows, at, by.store.id)
    return len(outcome.to_do)


def opened(one: Judged) -> Store:
    book = in_force("playbook", one.playbook)
    assert book is not None  # or the line would be wrong
    store = new_store(one.code, book)
    store.name, store.address = one.values["name"], one.values["address"]
    return store
