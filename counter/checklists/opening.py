"""Opens a list: the store's own copy of the playbook's items, one a kind and day, whoever is first."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import raiseload

from counter.checklists import late, patterns, subjects
from counter.checklists.laying import laid
from counter.checklists.models import Checklist
from counter.extensions import db
from counter.history.models import note
from counter.operations.once import INSERT
from counter.staff.signed import Signed
from counter.stores.models import Store


class NoSuchList(Exception):
    """The playbook in force has no list of this kind."""


class DayIsOver(Exception):
    """Only today's list is opened and ticked."""


def open_list(store: Store, kind: str, on: date, by: Signed, at: datetime) -> Checklist:
    """Opens the day's list; who comes second finds it open. Raises NoSuchList, DayIsOver."""
    kept = kept_copy(store, kind, on, by, at)
    note(by, "open", kept, at)
    return kept


def kept_copy(store: Store, kind: str, on: date, by: Signed, at: datetime) -> Checklist:
    """The store's copy, locked; makes it if there is none. Raises NoSuchList, DayIsOver."""
    if found := locked(store, kind, on):
        return found
    if on != store.today(at):
        raise DayIsOver
    pattern = patterns.in_force(store, kind)
    if pattern is None:
        raise NoSuchList
    row = {"store_id": store.id, "kind": kind, "label": pattern.checklist["label"], "on_date": on}
    row |= {"playbook_version_id": pattern.version_id, "opened_at": at, "opened_by": by.person_id}
    # PostgreSQL waits here for a twin, and then finds its copy.
    insert = (
        INSERT[db.engine.dialect.name](Checklist)
        .values(**row)
        .on_conflict_do_nothing()
        .returning(Checklist.id)
    )
    made = db.session.scalar(insert)
    if made is not None:
        late.add(made, laid(pattern.checklist, subjects.of(store, at), pattern.facts(store), pattern.roles))
    kept = locked(store, kind, on)
    assert kept is not None
    return kept


@cache
def locking() -> Any:
    mine = (Checklist.store_id == bindparam("store"), Checklist.kind == bindparam("kind"))
    return (
        select(Checklist)
        .where(*mine, Checklist.on_date == bindparam("on"))
        .with_for_update(key_share=True)
        .options(raiseload("*"))
    )


def locked(store: Store, kind: str, on: date) -> Checklist | None:
    """Held until the end of the write: no tick slips in while a manager signs."""
    found: Checklist | None = db.session.scalar(locking(), {"store": store.id, "kind": kind, "on": on})
    return found
