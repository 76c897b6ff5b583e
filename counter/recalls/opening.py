"""Head office opens a recall, takes later variants of its models into it, and stops it where it was a mistake. The calls follow in chunks (calling.py)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from counter.columns import Words
from counter.extensions import db
from counter.history.models import note
from counter.recalls.calling import CHUNK, is_hit, lock
from counter.recalls.models import Recall, RecallLine, RecallRemedy
from counter.recalls.reaching import Reach, is_live
from counter.warranty.models import Card, CardLine


class PastDay(ValueError):
    """Nothing is to be done by a day that is over."""


class StoppedAlready(ValueError):
    """Somebody was faster."""


def open_recall(
    reach: Reach, title: Words, words: Words, until_on: date, by: Any, at: datetime, today: date, page_words: Words | None = None
) -> Recall:  # fmt: skip
    """page_words: for the customer's page, which else says nothing of it. Raises PastDay."""
    if until_on < today:
        raise PastDay
    recall = Recall(title=title, words=words, until_on=until_on, opened_at=at, opened_by=by.person_id)
    recall.page_words = page_words or {}
    recall.product_ids, recall.serial_from, recall.serial_until = (
        list(reach.product_ids),
        reach.first,
        reach.last,
    )
    db.session.add(recall)
    note(by, "open", recall, at)
    return recall


def widen(recall: Recall, product_ids: Sequence[int], by: Any, at: datetime) -> None:
    """So that these are of it, too, and its cards are looked through anew. Raises StoppedAlready."""
    lock(recall)
    if recall.stopped_at is not None:
        raise StoppedAlready
    before, now = recall.product_ids, sorted({*recall.product_ids, *product_ids})
    if now != before:
        recall.product_ids, recall.place, recall.swept_at = now, {}, None
        note(by, "widen", recall, at, {"product_ids": [before, now]})
        begin_anew(recall, set(now) - set(before), by, at)


def begin_anew(recall: Recall, product_ids: Collection[int], by: Any, at: datetime) -> None:
    """What was put right by an exchange for one of these is not put right, and who was told of the old one was not told of the
    new: its owner is called as if nothing had been done."""
    new = CardLine.product_id.in_(product_ids), *is_live(), is_hit(recall)
    asked = select(CardLine).join(RecallRemedy, RecallRemedy.line_id == CardLine.id)
    asked = asked.join(Card, Card.id == CardLine.card_id).where(RecallRemedy.recall_id == recall.id, *new)
    lines = db.session.scalars(asked.options(joinedload(CardLine.card))).all()
    for line in lines:
        note(by, "withdraw_remedy", line.card, at, {"recall": [recall.id, None], "line": [line.id, None]})
    told = select(RecallLine.line_id).join(CardLine, CardLine.id == RecallLine.line_id)
    told = told.join(Card, Card.id == CardLine.card_id)
    told = told.where(RecallLine.recall_id == recall.id, RecallLine.dropped_at.is_(None), *new)
    for some in chunks(db.session.scalars(told).all()):
        mine = RecallLine.recall_id == recall.id, RecallLine.line_id.in_(some)
        db.session.execute(update(RecallLine).where(*mine).values(dropped_at=at))
    for some in chunks([line.id for line in lines]):
        done = RecallRemedy.recall_id == recall.id, RecallRemedy.line_id.in_(some)
        db.session.execute(delete(RecallRemedy).where(*done))


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def stop(recall: Recall, because: str, by: Any, at: datetime) -> None:
    """Raises StoppedAlready."""
    if recall.stopped_at is not None:
        raise StoppedAlready
    recall.stopped_at, recall.stopped_because = at, because
    note(by, "stop", recall, at)
