"""Visits that nobody makes come before the managers above."""

from datetime import date, timedelta

import pytest
import time_machine

from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.today.behind import behind
from counter.upkeep import listing, visiting
from tests import factories
from tests.upkeep.test_visits import days_later, laid, recorded
from tests.warranty import cards

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def morning(maker):
    with time_machine.travel(factories.NOW, tick=False):
        yield


def head():
    me = cards.by("dee")
    me.sees_all = True
    return me


def seen(on):
    at = factories.NOW + (on - MONDAY)
    return [(one.store["en"], one.visits, one.due_on) for one in behind(head(), on, at)]


def test_a_visit_a_week_late_rises_and_one_that_is_agreed_on_for_later_does_not(maker, visit):
    """Due on 23 February; head office stands directly above."""
    maker("KYN-001", MONDAY)
    (first, *_) = laid()
    due = first.due_on
    assert seen(due + timedelta(6)) == []
    assert seen(due + timedelta(7)) == [("EQ store", 1, due)]
    with days_later(100):
        on = (date(2027, 3, 10)).isoformat()
        fields = {"on": on, "slot": "morning", "address": "工业园1号", "version": first.version}
        assert visit("eve").send(f"/visits/{first.id}/appointment", **fields).status_code == 303
    assert db.session.query(Appointment).count() == 1
    assert seen(date(2027, 3, 10)) == []
    assert seen(date(2027, 3, 11)) == [("EQ store", 1, due)]  # nobody came
    with days_later(110):
        assert recorded(visit("eve"), laid()[0]).status_code == 303
        assert seen(date(2027, 3, 13)) == []


def test_a_list_that_is_too_long_says_so(maker, visit, monkeypatch):
    maker("KYN-001", MONDAY)
    with days_later(300):
        eve = visit("eve")
        assert "There are more than these" not in eve.get("/visits").get_data(as_text=True)
        monkeypatch.setattr(listing, "MOST", 2)
        assert "There are more than these" in eve.get("/visits").get_data(as_text=True)


@pytest.mark.parametrize(
    "agreed_on, day, is_told",
    [
        (date(2027, 2, 12), date(2027, 2, 11), False),
        (date(2027, 2, 12), date(2027, 2, 12), True),
        (date(2027, 2, 12), date(2027, 2, 14), True),  # sooner than it was due, and nobody went
        (date(2027, 3, 5), date(2027, 2, 25), False),
        (None, date(2027, 2, 22), False),
        (None, date(2027, 2, 25), True),
    ],
)
def test_today_names_what_is_late_or_for_today_by_the_day_that_was_agreed_on(maker, agreed_on, day, is_told):
    maker("KYN-001", MONDAY)
    (first, *_), store = laid(), factories.the_store("EQ")
    assert first.due_on == date(2027, 2, 23)
    if agreed_on:
        visiting.agree(first, agreed_on, "morning", "x", "", cards.by("eve", "EQ"), factories.NOW)
        db.session.commit()
    told = listing.late(store, day, 4)
    assert [one.id for one in told if one.label["en"].startswith("Quarterly")] == [first.id] * is_told
