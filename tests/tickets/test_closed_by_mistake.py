"""A ticket that was closed with nothing given, and is opened again: what was asked for then is still asked for."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.reports import responses
from counter.reports.periods import Period
from counter.tickets import owing
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture(autouse=True)
def in_hangzhou(shop):
    """Zhejiang says how soon a demand is answered and a promise kept."""
    factories.the_store().jurisdictions = ["CN", "CN-ZJ"]
    db.session.commit()


def closed_and_opened_again(ann, monday, number, days=1):
    closed = ann.send(f"/tickets/{number}/closing", satisfaction="5")
    assert closed.status_code == 303, said(closed)
    monday.shift(timedelta(days=days))
    db.session.commit()
    ann.enter("ann")
    assert ann.send(f"/tickets/{number}/reopening", because="关错了").status_code == 303
    return tickets.the_ticket(number)


def limits_of(ticket):
    return {mark.mark: (mark.due_at, mark.is_set) for mark in ticket.marks if mark.is_law}


def test_an_exchange_that_was_asked_for_on_the_last_day_is_given_the_morning_after(ann, monday):
    card = cards.a_card(sold_on=date(2026, 11, 8))
    ticket = tickets.a_ticket(card, kind="exchange", is_here=False)
    asked = limits_of(ticket)
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    ticket = closed_and_opened_again(ann, monday, ticket.id)
    assert owing.told_on(ticket) == date(2026, 11, 23)
    assert limits_of(ticket) == asked and asked and not any(is_set for _, is_set in asked.values())
    answer = decide(ann, ticket, remedy="exchange")
    assert answer.status_code == 303, said(answer)


def test_a_promise_is_not_forgotten_by_a_closing_with_nothing_given(ann, monday):
    ticket = tickets.a_ticket(kind="exchange", is_here=False)
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert ann.send(f"/tickets/{ticket.id}/plan", plan="换新", on="2026-11-25").status_code == 303
    promised = limits_of(tickets.the_ticket(ticket.id))
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    ticket = closed_and_opened_again(ann, monday, ticket.id, days=2)
    assert limits_of(ticket) == promised and any(name.endswith("promise_made_on") for name in promised)


def test_what_was_given_before_begins_a_round_and_a_closing_by_mistake_after_it_none(ann, monday):
    ticket = tickets.a_ticket()
    assert decide(ann, ticket, remedy="repair").status_code == 303
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    assert ann.send(f"/tickets/{ticket.id}/collection", work="换排线").status_code == 303
    ticket = closed_and_opened_again(ann, monday, ticket.id)
    began = owing.began_at(ticket)
    assert began == factories.NOW + timedelta(days=1)
    assert owing.began_at(closed_and_opened_again(ann, monday, ticket.id)) == began


def test_its_clocks_run_anew_and_so_the_report_counts_from_then(ann, monday):
    ticket = tickets.a_ticket(kind="exchange", is_here=False, channel="phone")
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    ticket = closed_and_opened_again(ann, monday, ticket.id)
    day, around = date(2026, 11, 23), timedelta(days=2)
    period = Period(day, day, factories.NOW - around, factories.NOW + around)
    rows = db.session.execute(responses.asked([ticket.store_id], period)).all()
    (opened,) = {row.began_at for row in rows}
    assert opened == factories.NOW + timedelta(days=1, minutes=5) and owing.began_at(ticket) == factories.NOW
    assert all(row.due_at > opened for row in rows)


def test_a_complaint_that_comes_again_is_a_demand_anew(ann, monday):
    ticket = tickets.a_ticket(kind="complaint", channel="phone", severity="minor", words="没人招呼")
    assert ann.send(f"/tickets/{ticket.id}/updates", words="已道歉").status_code == 303
    (before,) = limits_of(tickets.the_ticket(ticket.id)).values()
    ticket = closed_and_opened_again(ann, monday, ticket.id, days=3)
    (again,) = limits_of(ticket).values()
    assert before[1] and again == (before[0] + timedelta(days=3), False)
