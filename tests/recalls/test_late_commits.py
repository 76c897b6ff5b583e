"""A card that is committed after others whose lines have higher ids: an import's chunk, another store's card beside the look."""

from threading import Event, Thread

import pytest
from sqlalchemy import select

from counter.customers.registering import register
from counter.extensions import db
from counter.recalls import calling
from counter.recalls.models import Recall, RecallLine
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import CardLine
from tests import factories
from tests.recalls import recalls
from tests.recalls.test_calling import an_owner
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def looked_at(number):
    """A night's whole look, as often as it takes."""
    return recalls.work(number), {line.line_id for line in recalls.the_lines(number)}


def test_whose_card_is_committed_late_is_called_at_the_next_look(app):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("writers of SQLite go one after the other")
    phone = cards.a_phone()
    an_owner(0, "AB100")
    number = recalls.a_recall((phone,))
    looked_at(number)
    is_drawn, may_go_on = Event(), Event()

    def issue_slowly():
        with app.app_context():
            me = cards.by()
            owner = register("慢", "+8613900000001", me, factories.NOW, address="清泰街88号")
            covered = [Covered(cards.a_phone(), {"sn": "AB101"})]
            issue(me.store, owner, "+8613900000001", covered, me, factories.NOW, sold_on=factories.NOW.date())
            db.session.flush()
            is_drawn.set()
            may_go_on.wait(30)
            db.session.commit()

    slow = Thread(target=issue_slowly, daemon=True)
    slow.start()
    assert is_drawn.wait(30)
    an_owner(2, "AB102", store="JJ")
    for _ in range(2):
        assert len(looked_at(number)[1]) == 2
    may_go_on.set()
    slow.join(30)
    db.session.rollback()
    _, listed = looked_at(number)
    assert listed == set(db.session.scalars(select(CardLine.id))) and len(listed) == 3
    looked_at(number)
    assert len(recalls.the_calls(number)) == 3


def test_a_line_behind_the_place_of_the_look_before_is_found_by_the_next(monkeypatch):
    """As the one above, where nothing can be late: the place is further than it should be."""
    monkeypatch.setattr(calling, "CHUNK", 3)
    phone = cards.a_phone()
    for place in range(4):
        an_owner(place, f"AB10{place}")
    number = recalls.a_recall((phone,))
    recall = db.session.get(Recall, number)
    calling.go_on(recall, cards.by("dee"), factories.NOW)
    last = max(db.session.scalars(select(CardLine.id)))
    recall.place = {"lines": {str(phone.id): last}}
    db.session.commit()
    assert len(looked_at(number)[1]) == 3
    assert len(looked_at(number)[1]) == 4


def test_what_is_on_the_list_is_passed_by_in_stretches_and_what_left_it_is_not(monkeypatch):
    monkeypatch.setattr(calling, "STRETCH", 4)
    phone = cards.a_phone()
    for place in range(11):
        an_owner(place, f"AB1{place:02}")
    number = recalls.a_recall((phone,))
    looked_at(number)
    chunks, listed = looked_at(number)
    assert (chunks, len(listed)) == (
        5,
        11,
    )  # three stretches, that it is the end, and what became of the cards
    db.session.expire_all()
    line = db.session.get(RecallLine, (number, min(listed)))
    line.dropped_at = factories.NOW
    db.session.commit()
    assert len(looked_at(number)[1]) == 11 and len(recalls.the_calls(number)) == 11
