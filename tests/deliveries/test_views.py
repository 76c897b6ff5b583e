"""The store's deliveries: a list that is worked through by one tap each."""

from datetime import timedelta

import pytest

from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.history.models import HistoryEntry
from tests import records
from tests.factories import the_store
from tests.sales.counter_side import text


@pytest.fixture
def number(shop):
    from counter.clock import now

    made = records.one_of_each(the_store("JJ"))
    row = db.session.get(Appointment, made["appointment"])
    row.on_date, row.made_at = the_store("JJ").today(now()), now() - timedelta(days=3)
    db.session.commit()
    return row.id


def the(number):
    db.session.rollback()
    return db.session.get(Appointment, number)


def test_today_s_delivery_is_masked_and_one_tap_from_done(cy, number):
    page = text(cy.get("/deliveries"))
    assert "Today" in page and "陈**" in page and "138 **** 8000" in page and "陈晓明" not in page
    answer = cy.send(f"/deliveries/{number}/arrival", htmx=True)
    assert answer.status_code == 200 and 'id="days"' in text(answer) and "delivered" in text(answer)
    cy.send(f"/deliveries/{number}/installation")
    assert the(number).installed_on and "Done in the last days" in text(cy.get("/deliveries"))
    cy.send(f"/deliveries/{number}/reopening")
    cy.send(f"/deliveries/{number}/reopening")
    assert the(number).delivered_on is None
    assert db.session.query(HistoryEntry).filter_by(record_kind="appointments").count() == 4


def test_a_late_one_stands_first_and_a_coming_one_last(cy, number):
    the(number).on_date -= timedelta(days=1)
    db.session.commit()
    assert "Late" in text(cy.get("/deliveries"))
    the(number).on_date += timedelta(days=4)
    db.session.commit()
    assert "Coming" in text(cy.get("/deliveries"))


def test_a_day_to_come_or_no_day_is_refused_in_words(cy, number):
    later = the(number).on_date + timedelta(days=1)
    for on, sentence in ((later.isoformat(), "still to come"), ("2026-02-30", "no date"), ("x", "no date")):
        answer = cy.send(f"/deliveries/{number}/arrival", on=on)
        assert answer.status_code == 422 and sentence in text(answer)
    assert the(number).delivered_on is None


def test_nobody_of_another_store_taps_it(ann, number):
    for noun in ("arrival", "installation", "reopening"):
        assert ann.send(f"/deliveries/{number}/{noun}").status_code == 404


def test_an_empty_day_says_where_deliveries_come_from(ann, shop):
    assert "No deliveries are agreed on" in text(ann.get("/deliveries"))
