"""Open recalls are looked through by themselves once a day, also where nobody has set up a timer."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from counter import __main__ as program
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.recalls import calling, cli, opening
from counter.recalls.models import Recall
from tests import factories
from tests.recalls import recalls
from tests.recalls.test_calling import an_owner
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def in_hours(hours):
    return time_machine.travel(factories.NOW + timedelta(hours=hours), tick=False)


def passes(app, hours):
    db.session.rollback()  # who asks holds nobody up
    with in_hours(hours):
        program.pass_of_the_day(app)
    db.session.expire_all()


def test_what_came_since_is_on_the_list_the_next_morning_and_looked_for_once_a_day(app):
    an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    passes(app, 1)  # nobody has kept its page open
    assert len(recalls.the_calls(number)) == 1 and not db.session.get(Recall, number).is_running
    an_owner(1, "AB101")
    passes(app, 2)
    assert len(recalls.the_calls(number)) == 1
    passes(app, 24)
    assert len(recalls.the_calls(number)) == 2
    swept_at = db.session.get(Recall, number).swept_at
    assert cli.due(factories.NOW + timedelta(hours=25)) == []
    db.session.rollback()
    with in_hours(25):
        output = app.test_cli_runner().invoke(args=["daily"]).output
    assert "0 recalls looked through." in output and db.session.get(Recall, number).swept_at == swept_at
    db.session.rollback()
    with in_hours(48):
        assert "1 recalls looked through." in app.test_cli_runner().invoke(args=["daily"]).output
    noted = sa.select(HistoryEntry).where(HistoryEntry.verb == "go_on")
    assert db.session.scalars(noted).all() == []  # no hand did it


def test_chunks_of_one_write_go_on_where_the_one_before_ended():
    an_owner(0, "AB100")
    recall = db.session.get_one(Recall, recalls.a_recall(first="AB10"))
    for _ in range(3):
        calling.go_on(recall, cards.by("dee"), factories.NOW)
    assert not recall.is_running
    db.session.rollback()


def test_of_a_recall_that_was_stopped_the_calls_end_and_nothing_more(app):
    an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    opening.stop(db.session.get_one(Recall, number), "弄错了批次", cards.by("dee"), factories.NOW)
    db.session.commit()
    passes(app, 1)
    assert recalls.the_calls(number, is_open=True) == []
    an_owner(1, "AB101")
    passes(app, 30)
    assert len(recalls.the_calls(number)) == 1 and cli.due(factories.NOW + timedelta(hours=60)) == []


def test_a_pass_that_is_cut_off_holds_up_no_other(app, monkeypatch):
    def broken(at):
        raise LookupError("no playbook")

    monkeypatch.setattr("counter.upkeep.calling.promise_due", broken)
    an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    passes(app, 1)
    assert len(recalls.the_calls(number)) == 1


def test_a_recall_that_is_cut_off_holds_up_no_other(app, monkeypatch, caplog):
    an_owner(0, "AB100")
    an_owner(1, "CD100")
    first, second = (recalls.a_recall(first=serial) for serial in ("AB10", "CD10"))
    goes_on = cli.goes_on

    def broken(number):
        if number == first:
            raise LookupError("no playbook")
        return goes_on(number)

    monkeypatch.setattr(cli, "goes_on", broken)
    passes(app, 1)
    assert len(recalls.the_calls(second)) == 1 and "no playbook" in caplog.text
    assert not db.session.get(Recall, second).is_running and db.session.get(Recall, first).is_running
