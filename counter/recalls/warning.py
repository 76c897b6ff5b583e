"""The open recalls that hit a thing on a card, for its page: asked of the recall itself, so that a card is warned of from its
first day on, before anybody looked through the cards again. One query, whatever is on the card."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from counter.callbacks.models import Callback
from counter.extensions import db
from counter.recalls.calling import reach_of
from counter.recalls.models import Recall, RecallCall, RecallLine, RecallRemedy
from counter.recalls.reaching import hits
from counter.recalls.saying import PLAN
from counter.warranty.models import Card, CardLine


@dataclass(frozen=True)
class Warned:
    """call_id: the owner's call that is still to be made, in store_id; told_at: when they were reached; is_missed: the last
    call did not reach them, and none is to come. None of it where nobody promised a call yet. has_left: it was
    exchanged for one that is not of the recall, and nobody has said so yet. remedy: what was done about it."""

    recall: Recall
    line: CardLine
    call_id: int | None = None
    store_id: int | None = None
    told_at: datetime | None = None
    is_missed: bool = False
    has_left: bool = False
    remedy: RecallRemedy | None = None


def of_card(card: Card) -> list[Warned]:
    """What is still to be put right first, the latest first; a thing that several recalls hit has each of them. Its
    identifiers are read already. A second query where something is hit."""
    if card.voided_at is not None or not card.lines:
        return []
    found: dict[tuple[int, int], Warned] = {}
    for row in db.session.execute(asked(card)):
        for line in card.lines:
            is_hit, is_listed = hits(reach_of(row.Recall), line), row.line_id == line.id
            if is_hit or (is_listed and line.returned_on is None):
                key = row.Recall.id, line.id
                found[key] = (
                    warned(row, line, not is_hit) if is_listed else found.get(key, Warned(row.Recall, line))
                )
    remedies = remedies_of(card) if found else {}
    known = [replace(one, remedy=remedies.get(key)) for key, one in found.items()]
    return sorted(known, key=lambda one: (one.remedy is not None, -one.recall.id))


def remedies_of(card: Card) -> dict[tuple[int, int], RecallRemedy]:
    """By recall and line."""
    asked = select(RecallRemedy).where(RecallRemedy.line_id.in_([line.id for line in card.lines]))
    asked = asked.options(joinedload(RecallRemedy.doer), joinedload(RecallRemedy.store))
    return {(one.recall_id, one.line_id): one for one in db.session.scalars(asked)}


def asked(card: Card) -> Any:
    """Every recall that is not stopped, with this owner's calls in their order."""
    ids = [line.id for line in card.lines]
    mine = RecallLine.recall_id == Recall.id, RecallLine.line_id.in_(ids), RecallLine.dropped_at.is_(None)
    owner = RecallCall.id == RecallLine.call_id, RecallCall.customer_id == card.customer_id
    calls = Callback.source == RecallCall.source, Callback.plan == PLAN
    columns = (
        Callback.id.label("call_id"), Callback.store_id, Callback.completed_at, Callback.outcome,
    )  # fmt: skip
    rows = select(Recall, RecallLine.line_id, *columns).outerjoin(RecallLine, and_(*mine))
    rows = rows.outerjoin(RecallCall, and_(*owner)).outerjoin(Callback, and_(*calls))
    return rows.where(Recall.stopped_at.is_(None)).order_by(Recall.id, Callback.attempt)


def warned(row: Any, line: CardLine, has_left: bool) -> Warned:
    is_open = row.call_id is not None and row.completed_at is None
    told_at = row.completed_at if row.outcome == "reached" else None
    is_missed = row.completed_at is not None and told_at is None
    return Warned(
        row.Recall, line, row.call_id if is_open else None, row.store_id, told_at, is_missed, has_left
    )


def for_owner(found: Iterable[Warned]) -> list[Warned]:
    """Those of which the customer's own page speaks: not of what is put right or was exchanged."""
    return [one for one in found if one.recall.page_words and one.remedy is None and not one.has_left]
