import pytest

from counter.extensions import db
from counter.history.models import HistoryEntry, HistoryIsClosed
from tests import factories


def an_entry():
    entry = HistoryEntry(
        person_id=factories.the_person("ann").id,
        person_name={"zh": "安", "en": "Ann"},
        verb="tick",
        at=factories.NOW,
    )
    entry.record_kind, entry.record_id = "people", 1
    db.session.add(entry)
    db.session.commit()
    return entry


def test_what_was_done_cannot_be_rewritten(shop):
    entry = an_entry()
    entry.verb = "something else"
    with pytest.raises(HistoryIsClosed):
        db.session.flush()
    db.session.rollback()


def test_what_was_done_cannot_be_deleted(shop):
    db.session.delete(an_entry())
    with pytest.raises(HistoryIsClosed):
        db.session.flush()
    db.session.rollback()
