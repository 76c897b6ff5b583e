"""What a recall does when an exchange is taken back: it was not put right by that after all. And when pieces are parted: each
stays on its list, and what was put right stays so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, literal, select

from counter.extensions import db
from counter.recalls.models import Recall, RecallLine, RecallRemedy
from counter.recalls.remedying import take_back
from counter.warranty import pieces, repairing
from counter.warranty.models import Card, CardLine, Repair


def settle(cards: Sequence[Card], by: Any, at: datetime, are_new: bool) -> None:
    """One query, unless something was struck out in this very deed. What was said to be exchanged before it was noted
    stands."""
    if are_new or by is None:
        return
    asked = select(Repair).join(CardLine, CardLine.id == Repair.line_id)
    gone = Repair.kind == "exchange", Repair.withdrawn_at == at
    struck_out = asked.where(CardLine.card_id.in_([card.id for card in cards]), *gone)
    for repair in db.session.scalars(struck_out).all():
        for recall, line in put_right_by(repair):
            take_back(recall, line, by, at)


def put_right_by(repair: Repair) -> list[tuple[Recall, CardLine]]:
    """Also what stood on its line when it was exchanged, and was parted from it since; not what was exchanged once more."""
    shared = [line for line in pieces.family_of(repair.line) if repair in pieces.record_of(line)]
    lines = {
        one.id: one for one in shared if not any(repairing.is_next(other, repair) for other in one.repairs)
    }
    done = RecallRemedy.kind == "exchange", RecallRemedy.done_at >= repair.noted_at
    asked = select(RecallRemedy.line_id, Recall).join(Recall, Recall.id == RecallRemedy.recall_id)
    asked = asked.where(RecallRemedy.line_id.in_(lines), *done).order_by(Recall.id, RecallRemedy.line_id)
    return [(row.Recall, lines[row.line_id]) for row in db.session.execute(asked).all()]


def take_along(line: CardLine) -> None:
    """What the recalls know of the line from which it was parted in this moment."""
    for model in (RecallLine, RecallRemedy):
        table: Any = model.__table__
        names = [column.name for column in table.c]
        values = [literal(line.id) if name == "line_id" else table.c[name] for name in names]
        asked = select(*values).where(table.c.line_id == line.parted_from_id)
        db.session.execute(insert(table).from_select(names, asked))
