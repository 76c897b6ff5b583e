"""The owners of what a recall hits: what they have that is still to be put right, and their calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select

from counter.callbacks import completing, promising
from counter.callbacks.models import Callback
from counter.database import next_ids
from counter.extensions import db
from counter.recalls import saying
from counter.recalls.models import Recall, RecallCall, RecallLine, RecallRemedy
from counter.stores.models import Store

VOID, STOPPED, REMEDIED = "card_void", "recall_stopped", "recall_remedied"


def to_do(call_id: Any) -> Any:
    """Whether an owner has a thing on the list that is not put right."""
    line, done = RecallLine, RecallRemedy
    is_done = exists().where(done.recall_id == line.recall_id, done.line_id == line.line_id).correlate(line)
    return exists().where(line.call_id == call_id, line.dropped_at.is_(None), ~is_done)


def is_put_right(call_id: Any) -> Any:
    """Whether a thing of an owner was put right, be it on the list still or not: what was paid back has left it."""
    line, done = RecallLine, RecallRemedy
    is_same = (done.recall_id == line.recall_id) & (done.line_id == line.line_id)
    return exists().where(line.call_id == call_id, is_same)


def end_idle(which: Any, by: Any, at: datetime, limit: int | None = None) -> int:
    """The calls of those owners who have nothing to do any more end; how many calls they are."""
    asked = select(RecallCall.source, is_put_right(RecallCall.id)).where(which, ~to_do(RecallCall.id))
    found = db.session.execute(asked.order_by(RecallCall.id).limit(limit)).all()
    return sum(
        len(completing.end(REMEDIED if is_done else VOID, source, by, at)) for source, is_done in found
    )


def remedied(recall: Recall, line_ids: Sequence[int]) -> set[int]:
    done = select(RecallRemedy.line_id).where(RecallRemedy.recall_id == recall.id)
    return set(db.session.scalars(done.where(RecallRemedy.line_id.in_(line_ids))))


def calls_of(recall: Recall, new: Sequence[Any], by: Any, at: datetime) -> dict[int, RecallCall]:
    """By owner. Who was reached before, and has another one since, is called again."""
    owners = {row.customer_id for row in new}
    asked = select(RecallCall).where(RecallCall.recall_id == recall.id, RecallCall.customer_id.in_(owners))
    calls = {call.customer_id: call for call in db.session.scalars(asked)}
    for call in calls.values():
        call_again(call, {row.card_id for row in new if row.customer_id == call.customer_id}, by, at)
    first: dict[int, Row[Any]] = {}
    several = set()
    for row in new:
        if row.customer_id in first:
            several.add(row.customer_id)
        elif row.customer_id not in calls:
            first[row.customer_id] = row
    made = [a_call(recall, row) for row in first.values()]
    for call, number in zip(made, next_ids(RecallCall, len(made)), strict=True):
        call.id = number
    db.session.add_all(made)
    db.session.flush()
    promise(recall, [(call, first[call.customer_id], call.customer_id in several) for call in made], by, at)
    return calls | {call.customer_id: call for call in made}


def a_call(recall: Recall, row: Row[Any]) -> RecallCall:
    source = f"recall-{recall.id}-{row.customer_id}"
    return RecallCall(recall_id=recall.id, store_id=row.store_id, customer_id=row.customer_id, source=source)


def promise(recall: Recall, made: Sequence[tuple[RecallCall, Row[Any], bool]], by: Any, at: datetime) -> None:
    """By contract, so without any consent (ground: what is owed by contract needs none)."""
    asked = select(Store).where(Store.id.in_({call.store_id for call, _, _ in made}))
    stores = {store.id: store for store in db.session.scalars(asked)}
    books = {
        code: promising.book_of(store)
        for code, store in {s.playbook_code: s for s in stores.values()}.items()
    }
    calls = []
    for call, row, is_several in made:
        store = stores[call.store_id]
        due_on = store.today(at)
        one = Callback(store_id=store.id, customer_id=call.customer_id, source=call.source, plan=saying.PLAN)
        one.card_id, one.label, one.due_on = None if is_several else row.card_id, recall.title, due_on
        one.body = saying.body(recall, books[store.playbook_code], row.label, due_on)
        calls.append(one)
    promising.promise_many(calls, by, at)


def call_again(call: RecallCall, card_ids: set[int], by: Any, at: datetime) -> None:
    """Another thing of theirs is hit, on these cards: an open call is about both, one that is over is followed by another."""
    last = last_of(call)
    if last is None:
        return
    if last.completed_at is not None:
        last = promising.promise_again(last, last.store.today(at), 0, by, at)
    if card_ids != {last.card_id}:
        last.card_id = None


def last_of(call: RecallCall) -> Callback | None:
    asked = select(Callback).where(Callback.source == call.source, Callback.plan == saying.PLAN)
    return db.session.scalar(asked.order_by(Callback.attempt.desc()).limit(1))
