"""Looks through the cards that a recall hits, at most 500 at a time, and promises each owner a call.

`place` keeps how far it is: {"lines": {product: last line}} for models, {"value": last serial} for a range;
then {"look": last line} while it is looked after what became of the cards since. Begun anew it begins at the first, since a
card may be committed after one whose lines have higher ids; what is on the list is passed by in one index.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, insert, select, true, update

from counter.callbacks import completing
from counter.callbacks.models import Callback
from counter.extensions import db
from counter.recalls.models import Recall, RecallCall, RecallLine
from counter.recalls.owners import REMEDIED, STOPPED, VOID, call_again, calls_of, end_idle, last_of, remedied
from counter.recalls.reaching import Reach, hits, in_range, is_live, of_models
from counter.warranty.models import Card, CardLine, Identifier

CHUNK, STRETCH = 500, 10_000  # cards that are read at a time; lines of a model that are passed by at a time
CANDIDATE: Any = (
    CardLine.id.label("line_id"),
    CardLine.label,
    Card.id.label("card_id"),
    Card.store_id,
    Card.customer_id,
)


def reach_of(recall: Recall) -> Reach:
    return Reach(tuple(recall.product_ids), recall.serial_from, recall.serial_until)


def lock(recall: Recall) -> None:
    """Two tablets that show the same recall ask for its next chunk one after the other. What this write has said of it stays."""
    db.session.flush()
    db.session.refresh(recall, with_for_update={"key_share": True})


def go_on(recall: Recall, by: Any, at: datetime) -> None:
    """The next chunk of what is under way; of one that was at its end, a new look."""
    lock(recall)
    if recall.stopped_at is not None:
        end_next(recall, by, at)
    elif "look" in recall.place:
        look_after(recall, by, at)
    else:
        recall.place, recall.swept_at = recall.place if recall.is_running else {}, None
        promise_next(recall, by, at)


def promise_next(recall: Recall, by: Any, at: datetime) -> None:
    found, is_last = next_of_range(recall) if recall.has_range else next_of_models(recall)
    add(recall, found, by, at)
    if is_last:
        recall.place = {**recall.place, "look": 0}


def next_of_models(recall: Recall) -> tuple[Sequence[Row[Any]], bool]:
    """A model after the other, in the order of their lines, those that are not on the list. What left it is asked for again."""
    done: dict[str, int] = recall.place.get("lines", {})
    listed = RecallLine.recall_id == recall.id, RecallLine.dropped_at.is_(None)
    is_listed = exists().where(*listed, RecallLine.line_id == CardLine.id).correlate(CardLine)
    for product_id in recall.product_ids:
        mine = CardLine.product_id == product_id, CardLine.id > done.get(str(product_id), 0)
        some = select(CardLine.id).where(*mine).order_by(CardLine.id).limit(STRETCH).subquery()
        if end := db.session.scalar(select(func.max(some.c.id))):
            asked = select(CardLine.id).where(*mine, CardLine.id <= end, ~is_listed).order_by(CardLine.id)
            ids = db.session.scalars(asked.limit(CHUNK)).all()
            recall.place = {"lines": {**done, str(product_id): ids[-1] if len(ids) == CHUNK else end}}
            return candidates(CardLine.id.in_(ids)), False
    return (), True


def next_of_range(recall: Recall) -> tuple[Sequence[Row[Any]], bool]:
    """In the order of the serials, each time from the first: one of the range may have come onto an old card by an
    exchange."""
    reach, place = reach_of(recall), recall.place
    mine = [*in_range(reach), Identifier.value > place.get("value", "")]
    some = select(Identifier.value, Identifier.line_id).where(*mine).order_by(Identifier.value).limit(CHUNK)
    rows = db.session.execute(some).all()
    if not rows:
        recall.place = {}
        return (), True
    recall.place = {"value": rows[-1].value}
    return candidates(CardLine.id.in_([row.line_id for row in rows]), *of_models(reach)), False


def candidates(*conditions: Any) -> Sequence[Row[Any]]:
    """Live ones, each with its owner."""
    asked = select(*CANDIDATE).join(Card, Card.id == CardLine.card_id).where(*conditions, *is_live())
    return db.session.execute(asked.order_by(CardLine.id)).all()


def add(recall: Recall, found: Sequence[Any], by: Any, at: datetime) -> None:
    """Lines that are there already stay, and so does what was put right before anybody called; one that had left the list
    is taken up again. An owner has one call, whatever they have of it."""
    ids = [row.line_id for row in found]
    asked = select(RecallLine).where(RecallLine.recall_id == recall.id, RecallLine.line_id.in_(ids))
    there, done = {line.line_id: line for line in db.session.scalars(asked)}, remedied(recall, ids)
    new = [
        row
        for row in found
        if row.line_id not in done and (row.line_id not in there or there[row.line_id].dropped_at)
    ]
    if not new:
        return
    calls, rows = calls_of(recall, new, by, at), []
    for row in new:
        call = calls[row.customer_id]
        if line := there.get(row.line_id):
            line.call_id, line.dropped_at = call.id, None
        else:
            rows.append({"recall_id": recall.id, "line_id": row.line_id, "call_id": call.id})
    if rows:
        db.session.execute(insert(RecallLine), rows)


def take_up(recall: Recall, line: CardLine, by: Any, at: datetime) -> None:
    """It was said that a thing is put right, and it is not: its present owner is called, where it is still hit. Who was
    told of it already is not."""
    there = db.session.get(RecallLine, (recall.id, line.id), populate_existing=True)
    found = candidates(CardLine.id == line.id) if hits(reach_of(recall), line) else ()
    if there is None or there.dropped_at is not None:
        add(recall, found, by, at)
    elif not found:
        leave(recall, [there], by, at)
    else:
        call = db.session.get_one(RecallCall, there.call_id)
        if call.customer_id != found[0].customer_id:
            pass_on(recall, found, by, at)
        elif (last := last_of(call)) and last.outcome in (REMEDIED, VOID):
            call_again(call, {found[0].card_id}, by, at)


def look_after(recall: Recall, by: Any, at: datetime) -> None:
    """What became of the cards: who has nothing of it any more is not called, a new owner is, unless it is put right."""
    line, last = RecallLine, recall.place["look"]
    mine = select(line).where(line.recall_id == recall.id, line.line_id > last, line.dropped_at.is_(None))
    rows = db.session.scalars(mine.order_by(line.line_id).limit(CHUNK)).all()
    asked = select(
        *CANDIDATE,
        Card.voided_at,
        CardLine.returned_on,
        RecallCall.customer_id.label("called"),
        is_hit(recall),
    )
    asked = asked.join(Card, Card.id == CardLine.card_id).join(line, line.line_id == CardLine.id)
    asked = asked.join(RecallCall, RecallCall.id == line.call_id)
    ids = [row.line_id for row in rows]
    found = db.session.execute(asked.where(line.recall_id == recall.id, CardLine.id.in_(ids))).all()
    done = remedied(recall, ids)
    gone = [
        row for row in found if row.voided_at or row.returned_on or not row.is_hit and row.line_id not in done
    ]
    passed_on = [row for row in found if row not in gone and row.customer_id != row.called]
    passed_on = [row for row in passed_on if row.line_id not in done]
    leave(recall, gone, by, at)
    pass_on(recall, passed_on, by, at)
    if len(rows) == CHUNK:
        recall.place = {**recall.place, "look": ids[-1]}
    elif end_idle(opened_again(recall), by, at, CHUNK) < CHUNK:
        recall.place = {name: value for name, value in recall.place.items() if name != "look"}
        recall.swept_at = at


def opened_again(recall: Recall) -> Any:
    """Of its calls, those that are open: also who was told, and had all put right, may be on the list of calls again."""
    is_open = exists().where(Callback.source == RecallCall.source, Callback.completed_at.is_(None))
    return (RecallCall.recall_id == recall.id) & is_open.correlate(RecallCall)


def is_hit(recall: Recall) -> Any:
    """Whether a thing on the list is still of the models, and has a serial of the range: what it was exchanged for may be
    another variant, or have no such serial."""
    reach = reach_of(recall)
    wanted: list[Any] = [true(), *of_models(reach)]
    if reach.has_range:
        of_line = Identifier.line_id == CardLine.id
        wanted.append(exists().where(of_line, *in_range(reach)).correlate(CardLine))
    return and_(*wanted).label("is_hit")


def leave(recall: Recall, gone: Sequence[Any], by: Any, at: datetime) -> None:
    line = RecallLine
    mine = line.recall_id == recall.id, line.line_id.in_([row.line_id for row in gone])
    calls = set(db.session.scalars(select(line.call_id).where(*mine)))
    db.session.execute(update(line).where(*mine).values(dropped_at=at))
    end_idle(RecallCall.id.in_(calls), by, at)


def pass_on(recall: Recall, rows: Sequence[Any], by: Any, at: datetime) -> None:
    """The old owner is left in peace, the new one is called."""
    if not rows:
        return
    leave(recall, rows, by, at)
    calls = calls_of(recall, rows, by, at)
    for row in rows:
        mine = RecallLine.recall_id == recall.id, RecallLine.line_id == row.line_id
        changed = {"call_id": calls[row.customer_id].id, "dropped_at": None}
        db.session.execute(update(RecallLine).where(*mine).values(changed))


def end_next(recall: Recall, by: Any, at: datetime) -> None:
    """After it was stopped: its calls that are open are off the lists."""
    asked = select(RecallCall.source).join(Callback, Callback.source == RecallCall.source)
    asked = asked.where(RecallCall.recall_id == recall.id, Callback.completed_at.is_(None))
    sources = db.session.scalars(asked.order_by(RecallCall.id).limit(CHUNK)).all()
    for source in sources:
        completing.end(STOPPED, source, by, at)
    if len(sources) < CHUNK:
        recall.ended_at = at
