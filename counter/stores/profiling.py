"""A store says of itself where it stands, what it promises and when it is open. A card keeps what was said on its day."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.history.models import HistoryEntry, note
from counter.stores import placing, weekdays
from counter.stores.models import Store

VERB = "profile"
Moves = list[tuple[datetime, list[str]]]


class OpensTooEarly(ValueError):
    """Before the business day begins: it would open on the day before."""


def lock(number: int) -> None:
    """Two who say it at once go one after the other; the second is then told."""
    db.session.execute(select(Store.id).where(Store.id == number).with_for_update(key_share=True))


def check_hours(opens_at: time, day_starts_at: time) -> None:
    """One that closes at or before it opens closes the next morning. Raises OpensTooEarly."""
    if opens_at < day_starts_at:
        raise OpensTooEarly


def say(store: Store, values: Mapping[str, Any], by: Any, at: datetime) -> bool:
    """values: by columns of the store. Whether anything is different now. Raises OpensTooEarly, NeverOpen."""
    check_hours(values.get("opens_at", store.opens_at), store.day_starts_at)
    weekdays.check(values.get("closed_days", store.closed_days))
    changed = placing.put(store, values)
    if changed:
        note(by, VERB, store, at, changed)
    return bool(changed)


def moves(store: Store) -> Moves:
    """When other rules than before came to bind it, and which those before were; the oldest first."""
    asked = select(HistoryEntry.at, HistoryEntry.changes).where(
        HistoryEntry.record_kind == Store.__tablename__,
        HistoryEntry.record_id == store.id,
        HistoryEntry.verb.in_((VERB, "place")),
    )
    rows = db.session.execute(asked.order_by(HistoryEntry.id))
    return [(row.at, row.changes["jurisdictions"][0]) for row in rows if "jurisdictions" in row.changes]


def jurisdictions_at(store: Store, at: datetime, known: Moves | None = None) -> list[str]:
    """Whose rules bound it then. known: its moves, where whoever asks for many days has them."""
    later = (before for moved_at, before in (moves(store) if known is None else known) if moved_at > at)
    return next(later, store.jurisdictions)
