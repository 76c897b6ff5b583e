"""People who come on shift after the store's copy was made: they get their items, until it is signed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.checklists import patterns, subjects
from counter.checklists.laying import is_per_person, laid
from counter.checklists.models import Checklist, Item
from counter.extensions import db
from counter.operations.once import INSERT
from counter.staff.colleagues import on_shift
from counter.stores.models import Store


def missing(store: Store, kept: Checklist, items: Iterable[Any], at: datetime) -> list[dict[str, Any]]:
    """The columns of the items that nobody has written yet, as the copy's own version of the playbook says."""
    seen = {item.subject for item in items if item.subject_kind == "assistant"}
    newly = [person for person in on_shift(store, at) if str(person.id) not in seen]
    pattern = patterns.of_version(kept.playbook_version_id, kept.kind) if newly else None
    if pattern is None or not is_per_person(pattern.checklist):
        return []
    theirs = {"assistant": subjects.people(newly)}
    return laid(pattern.checklist, theirs, pattern.facts(store), pattern.roles, first=len(seen))


def join(store: Store, kept: Checklist, at: datetime) -> None:
    """Writes them into the copy; two tablets at once write them once."""
    mine = select(Item.subject, Item.subject_kind).where(Item.checklist_id == kept.id)
    if columns := missing(store, kept, db.session.execute(mine).all(), at):
        add(kept.id, columns)


def add(checklist_id: int, columns: list[dict[str, Any]]) -> None:
    rows = [{"checklist_id": checklist_id, **one} for one in columns]
    insert = INSERT[db.engine.dialect.name](Item).values(rows)
    db.session.execute(insert.on_conflict_do_nothing(index_elements=["checklist_id", "code", "subject"]))
