"""Recalls for tests, opened through the deed itself and worked chunk by chunk."""

from datetime import date

from sqlalchemy import select

from counter.callbacks.models import Callback
from counter.extensions import db
from counter.recalls import calling, opening, reaching
from counter.recalls.models import Recall, RecallCall, RecallLine
from tests import factories
from tests.warranty import cards

TITLE = {"zh": "X20电池召回", "en": "X20 battery recall"}
WORDS = {"zh": "您的手机电池要免费更换。", "en": "The battery of your phone is exchanged free."}


def a_recall(products=(), first="", last="", at=factories.NOW, until=date(2026, 12, 20)):
    reach = reaching.read([one.id for one in products], first, last)
    me = cards.by("dee")
    recall = opening.open_recall(reach, TITLE, WORDS, until, me, at, me.store.today(at))
    db.session.commit()
    return recall.id


def work(number, at=factories.NOW):
    """To its end; how many chunks it took."""
    for chunks in range(1, 200):
        recall = db.session.get(Recall, number)
        calling.go_on(recall, cards.by("dee"), at)
        db.session.commit()
        if not db.session.get(Recall, number).is_running:
            return chunks
    raise AssertionError("it never ends")


def the_calls(number, is_open=None):
    db.session.expire_all()
    asked = select(Callback).join(RecallCall, RecallCall.source == Callback.source)
    found = db.session.scalars(asked.where(RecallCall.recall_id == number).order_by(Callback.id)).all()
    return [call for call in found if is_open is None or (not call.is_complete) == is_open]


def the_lines(number, is_dropped=False):
    asked = select(RecallLine).where(RecallLine.recall_id == number).order_by(RecallLine.line_id)
    return [line for line in db.session.scalars(asked) if (line.dropped_at is not None) == is_dropped]
