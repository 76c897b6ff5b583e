"""What a recall does when an exchange is taken back: it was not put right by that after all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.recalls.models import Recall, RecallRemedy
from counter.recalls.remedying import take_back
from counter.warranty.models import Card, CardLine, Repair


def settle(cards: Sequence[Card], by: Any, at: datetime, are_new: bool) -> None:
    """One query, unless something was struck out in this very deed. What was said to be exchanged before it was noted
    stands."""
    if are_new or by is None:
        return
    asked = select(RecallRemedy, CardLine, Recall).join(CardLine, CardLine.id == RecallRemedy.line_id)
    asked = asked.join(Recall, Recall.id == RecallRemedy.recall_id).join(
        Repair, Repair.line_id == CardLine.id
    )
    gone = Repair.kind == "exchange", Repair.withdrawn_at == at, RecallRemedy.done_at >= Repair.noted_at
    asked = asked.where(
        CardLine.card_id.in_([card.id for card in cards]), RecallRemedy.kind == "exchange", *gone
    )
    for _, line, recall in db.session.execute(asked).all():
        take_back(recall, line, by, at)
