"""A thing that a recall hits is put right, at whichever store its owner comes to; and taken back where that was a mistake."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.callbacks import completing
from counter.extensions import db
from counter.history.models import note
from counter.recalls.calling import lock, reach_of, take_up
from counter.recalls.models import Recall, RecallCall, RecallLine, RecallRemedy
from counter.recalls.owners import REMEDIED, to_do
from counter.recalls.reaching import hits
from counter.warranty.models import CardLine


class NotHit(ValueError):
    """The recall is stopped, or does not hit this thing (any more)."""


class RemediedAlready(ValueError):
    """Somebody was faster."""


class NotRemedied(ValueError):
    """Nothing was done, or somebody took it back already."""


def remedy(recall: Recall, line: CardLine, kind: str, words: str, by: Any, at: datetime) -> RecallRemedy:
    """kind: repair, exchange, refund or marking. Who has nothing left to put right is called no more. Raises NotHit,
    RemediedAlready."""
    lock(recall)
    if remedy_of(recall, line) is not None:
        raise RemediedAlready
    if recall.stopped_at is not None or line.card.voided_at is not None or not concerns(recall, line):
        raise NotHit
    made = RecallRemedy(recall_id=recall.id, line_id=line.id, kind=kind, words=words, store_id=by.store.id)
    made.done_at, made.done_by = at, by.person_id
    db.session.add(made)
    note(by, "remedy_recall", line.card, at, {"recall": [None, recall.id], "line": [None, line.id]})
    call = call_of(recall, line)
    if call is not None and not has_more(call):
        completing.end(REMEDIED, call.source, by, at)
    return made


def concerns(recall: Recall, line: CardLine) -> bool:
    """Also what was on the list, and has left the range by the very exchange that put it right."""
    return hits(reach_of(recall), line) or db.session.get(RecallLine, (recall.id, line.id)) is not None


def take_back(recall: Recall, line: CardLine, by: Any, at: datetime) -> None:
    """It was not put right after all: the warning is there again, and a call that was ended is promised anew. Raises
    NotRemedied."""
    lock(recall)
    made = remedy_of(recall, line)
    if made is None:
        raise NotRemedied
    db.session.delete(made)
    note(by, "withdraw_remedy", line.card, at, {"recall": [recall.id, None], "line": [line.id, None]})
    if recall.stopped_at is None:
        take_up(recall, line, by, at)


def remedy_of(recall: Recall, line: CardLine) -> RecallRemedy | None:
    return db.session.get(RecallRemedy, (recall.id, line.id), populate_existing=True)


def call_of(recall: Recall, line: CardLine) -> RecallCall | None:
    asked = select(RecallCall).join(RecallLine, RecallLine.call_id == RecallCall.id)
    mine = RecallLine.recall_id == recall.id, RecallLine.line_id == line.id, RecallLine.dropped_at.is_(None)
    return db.session.scalar(asked.where(*mine))


def has_more(call: RecallCall) -> bool:
    return bool(db.session.scalar(select(to_do(call.id))))
