"""History: who did what to which record, where and when. Append-only, in the transaction of the write.

What was personal in a change lives in a table of its own by customer, so that erasure can take it out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import ForeignKey, Index, String, event, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from counter.columns import Instant, Json, Words
from counter.database import next_ids
from counter.extensions import Model, db


class HistoryEntry(Model):
    __tablename__ = "history_entries"
    __table_args__ = (Index(None, "record_kind", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[Words] = mapped_column(Json)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))
    tablet_id: Mapped[int | None] = mapped_column(ForeignKey("tablets.id"))
    operation_key: Mapped[str | None] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(40))
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    changes: Mapped[Any] = mapped_column(Json, default=dict)
    at: Mapped[datetime] = mapped_column(Instant)


class PersonalChange(Model):
    __tablename__ = "personal_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("history_entries.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    changes: Mapped[Any] = mapped_column(Json)


class HistoryIsClosed(RuntimeError):
    """Nobody rewrites what was done."""


@event.listens_for(HistoryEntry, "before_update")
@event.listens_for(HistoryEntry, "before_delete")
def refuse(*rest: Any) -> None:
    raise HistoryIsClosed


TABLES: tuple[Any, Any] = (HistoryEntry.__table__, PersonalChange.__table__)
ENTRY, CHANGE = map(insert, TABLES)


@dataclass(frozen=True)
class Told:
    """What note_all() writes of one record; the words are those of note()."""

    record: Any
    changes: dict[str, Any] | None = None
    personal: dict[str, Any] | None = None
    customer_id: int | None = None


def note(
    by: Any,
    verb: str,
    record: Any,
    at: datetime,
    changes: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
    customer_id: int | None = None,
) -> int:
    """One row for one deed; its id. `changes` is {field: [before, after]} and never personal; `personal` the like."""
    db.session.flush()
    books = db.session.connection()
    made = books.execute(ENTRY, entry_of(by, verb, record, at, changes))
    entry_id: int = made.inserted_primary_key[0]  # type: ignore[index]
    if personal and customer_id:
        keep_apart(entry_id, customer_id, personal)
    if has_request_context():
        g.is_noted = True
    return entry_id


def keep_apart(entry_id: int, customer_id: int, personal: dict[str, Any]) -> None:
    """The personal side of an entry for one customer; a deed between two has one for each."""
    row = {"entry_id": entry_id, "customer_id": customer_id, "changes": personal}
    db.session.connection().execute(CHANGE, row)


def note_all(by: Any, verb: str, told: Sequence[Told], at: datetime, store_id: int) -> None:
    """The rows that note() would write one by one, for many records of one store, in three statements."""
    db.session.flush()
    books = db.session.connection()
    rows = [entry_of(by, verb, one.record, at, one.changes, store_id) for one in told]
    for row, entry_id in zip(rows, next_ids(HistoryEntry, len(rows)), strict=True):
        row["id"] = entry_id
    personal = [
        {"entry_id": row["id"], "customer_id": one.customer_id, "changes": one.personal}
        for one, row in zip(told, rows, strict=True)
        if one.personal and one.customer_id
    ]
    if rows:
        books.execute(ENTRY, rows)
    if personal:
        books.execute(CHANGE, personal)
    if rows and has_request_context():
        g.is_noted = True


def entry_of(
    by: Any, verb: str, record: Any, at: datetime, changes: dict[str, Any] | None, store_id: int | None = None
) -> dict[str, Any]:
    return {
        "person_id": by.person_id,
        "person_name": by.names,
        "store_id": getattr(record, "store_id", None) or store_id or (by.store.id if by.store else None),
        "tablet_id": by.tablet_id,
        "operation_key": g.get("operation_key") if has_request_context() else None,
        "verb": verb,
        "record_kind": record.__tablename__,
        "record_id": record.id,
        "changes": changes or {},
        "at": at,
    }


def of(record: Any, *verbs: str) -> list[HistoryEntry]:
    """The record's story, newest first, as far as one reads it; of some deeds all, where they are named."""
    mine = [HistoryEntry.record_kind == record.__tablename__, HistoryEntry.record_id == record.id]
    mine += [HistoryEntry.verb.in_(verbs)] if verbs else []
    return list(
        db.session.scalars(
            select(HistoryEntry).where(*mine).order_by(HistoryEntry.id.desc()).limit(None if verbs else 100)
        )
    )


def last(record: Any, *verbs: str) -> HistoryEntry | None:
    """Whose change it was, for who comes too late."""
    mine = HistoryEntry.record_kind == record.__tablename__, HistoryEntry.record_id == record.id
    asked = select(HistoryEntry).where(*mine, HistoryEntry.verb.in_(verbs))
    return db.session.scalar(asked.order_by(HistoryEntry.id.desc()).limit(1))


def personal(entries: Iterable[HistoryEntry]) -> dict[int, dict[str, Any]]:
    """By entry, the personal side of what changed; what was erased is not there."""
    found: dict[int, dict[str, Any]] = {}
    for entry_id, sides in apart(entries).items():
        for changes in sides.values():
            found.setdefault(entry_id, {}).update(changes)
    return found


def apart(entries: Iterable[HistoryEntry]) -> dict[int, dict[int, dict[str, Any]]]:
    """The like by entry and customer: a deed between two has a side for each."""
    columns = PersonalChange.entry_id, PersonalChange.customer_id, PersonalChange.changes
    mine = PersonalChange.entry_id.in_([entry.id for entry in entries])
    found: dict[int, dict[int, dict[str, Any]]] = {}
    for row in db.session.execute(select(*columns).where(mine).order_by(PersonalChange.id)):
        found.setdefault(row.entry_id, {}).setdefault(row.customer_id, {}).update(row.changes)
    return found
