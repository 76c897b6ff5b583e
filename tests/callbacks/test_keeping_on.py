"""A plan over time: the two months of furniture, the yearly round, and what ends it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from counter.callbacks.completing import AlreadyComplete, NoSuchOutcome, complete, end
from counter.callbacks.counting import due
from counter.callbacks.models import Callback
from counter.callbacks.speaking import filled, near, said
from counter.extensions import db
from tests.callbacks.calls import acting, promised
from tests.factories import NOW, the_store

DELIVERED = date(2026, 12, 31)


def noon(on):
    return datetime(on.year, on.month, on.day, 4, tzinfo=UTC)


def section(page, name):
    """The part of the due list under the heading `name`."""
    return next((part for part in page.split("<section") if f'id="{name}-h"' in part), "")


@pytest.mark.ledger("FU-37")
def test_furniture_delivered_on_the_last_of_december_is_due_on_the_last_of_february(visit, shop):
    with time_machine.travel(noon(DELIVERED), tick=False) as clock:
        promised(DELIVERED, "JJ")
        for on, where in [
            (date(2027, 2, 27), "next"),
            (date(2027, 2, 28), "today"),
            (date(2027, 3, 2), "late"),
        ]:
            clock.move_to(noon(on))
            page = visit("cy").get("/callbacks").get_data(as_text=True)
            shown = [name for name in ("late", "today", "next") if "Two-month call" in section(page, name)]
            assert shown == [where]
        assert "2 days over, Two-month call" in page


@pytest.mark.ledger("GO-32")
def test_how_the_furniture_is_used_is_asked_and_kept(visit, shop):
    with time_machine.travel(noon(date(2027, 2, 28)), tick=False):
        call, cy = promised(DELIVERED, "JJ")["two_months"], visit("cy")
        page = cy.get(f"/callbacks/{call.id}").get_data(as_text=True)
        assert "Do doors and drawers run" in page and "Write the problem down below" in page
        answers = {"q_firm": "no", "q_no_cracks": "yes", "q_recommend": "9", "note": "抽屉有点紧"}
        cy.send(f"/callbacks/{call.id}/completion", outcome="reached", version=call.version, **answers)
        page = cy.get(f"/callbacks/{call.id}").get_data(as_text=True)
        assert "<dt>Firm and running</dt><dd>No</dd>" in page and "9/10" in page and "抽屉有点紧" in page


@pytest.mark.ledger("GO-09")
def test_a_yearly_call_is_promised_anew_for_its_own_day_however_late_it_was_made(visit, shop):
    call = promised(date(2026, 2, 28), "JJ")["yearly"]
    assert call.due_on == date(2027, 2, 28)
    for round_on in (date(2028, 2, 28), date(2029, 2, 28)):
        with time_machine.travel(noon(call.due_on + timedelta(days=40)), tick=False):
            visit("cy").send(
                f"/callbacks/{call.id}/completion", outcome="reached", version=call.version, q_wants_care="no"
            )
        call = db.session.scalar(
            sa.select(Callback).filter_by(plan="yearly").order_by(Callback.attempt.desc())
        )
        assert (call.due_on, call.body["tried"], call.is_complete) == (round_on, 0, False)


def test_a_yearly_call_that_nobody_answers_comes_again_next_year_but_not_after_a_stop(shop):
    call, by = promised(date(2026, 2, 28), "JJ")["yearly"], acting("cy", "JJ")
    second = complete(call, "no_answer", by, noon(call.due_on))
    assert (second.due_on, second.body["tried"]) == (date(2027, 3, 3), 1)
    third = complete(second, "no_answer", by, noon(second.due_on))
    assert (third.due_on, third.body["tried"], third.attempt) == (date(2028, 2, 28), 0, 3)
    assert complete(third, "wrong_number", by, noon(third.due_on)) is None


def test_a_call_is_settled_once_and_only_with_an_outcome_of_its_plan(shop):
    call, by = promised(date(2026, 11, 20))["day_3"], acting()
    with pytest.raises(NoSuchOutcome):
        complete(call, "eaten", by, NOW)
    complete(call, "no_answer", by, NOW)
    with pytest.raises(AlreadyComplete):
        complete(call, "reached", by, NOW)


def test_what_came_back_ends_its_own_open_calls(shop):
    calls, by = promised(date(2026, 11, 20)), acting()
    other = promised(date(2026, 11, 20), customer=calls["day_3"].customer, source="sale-2")
    complete(calls["day_3"], "no_answer", by, NOW)
    ended = end("item_returned", "sale-1", by, NOW)
    assert {(call.plan, call.attempt) for call in ended} == {("day_3", 2), ("day_30", 1)}
    assert all(call.completed_at == NOW and call.outcome == "item_returned" for call in ended)
    assert calls["day_3"].outcome == "no_answer" and not other["day_3"].is_complete
    assert end("item_returned", "sale-1", by, NOW) == [] == end("sale_paid", "sale-2", by, NOW)
    assert due(the_store(), NOW) == 1


def test_the_page_of_an_ended_call_is_calm(visit, shop):
    with time_machine.travel(NOW, tick=False):
        call = promised(date(2026, 11, 20))["day_3"]
        end("item_returned", "sale-1", acting(), NOW)
        page = visit("ann").get(f"/callbacks/{call.id}")
    assert page.status_code == 200 and "Ended" in page.get_data(as_text=True)


def test_a_placeholder_that_nobody_knows_is_a_gap(app):
    text = {"zh": "{{customer}}，{{ store }}，{{moon}}", "en": "{{customer}}"}
    with app.test_request_context():
        assert filled(text, {"customer": "{{store}}", "store": "南门"}) in ("{{store}}，南门，…", "{{store}}")
        assert filled(None, {}) == ""


@pytest.mark.parametrize(
    ("question", "answer", "read"),
    [
        ({"type": "yesno"}, "yes", "Yes"),
        ({"type": "yesno"}, "no", "No"),
        ({"type": "scale10"}, "0", "0/10"),
        ({"type": "text"}, "a", "a"),
        (
            {"type": "multi", "choices": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]},
            ["a", "b"],
            "A, B",
        ),
        ({"type": "pick", "choices": [{"id": "a", "label": "A"}, {"id": "ab", "label": "B"}]}, "ab", "B"),
    ],
)
def test_answers_are_read_as_words(app, question, answer, read):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert said(question, answer) == read


@pytest.mark.parametrize(
    ("days", "word"), [(0, "today"), (1, "tomorrow"), (6, "Sun"), (-1, "Sun"), (-7, "16 Nov"), (7, "30 Nov")]
)
def test_days_near_are_said_as_people_say_them(app, days, word):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert near(date(2026, 11, 23) + timedelta(days=days), date(2026, 11, 23)) == word
