"""The call in hand, through the app: what is shown, what comes of it, and the way back."""

import secrets
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient

from counter.callbacks.models import Callback
from counter.customers.consenting import withdraw
from counter.customers.models import Customer
from counter.extensions import db
from counter.history.models import HistoryEntry
from tests.callbacks.calls import acting, promised
from tests.factories import NOW
from tests.support.queries import counted

TODAY = date(2026, 11, 23)
ANSWERS = {"q_works_well": "yes", "q_can_download": "no", "q_satisfaction": "2", "note": "想学夜景模式"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def call(shop):
    return promised(TODAY - timedelta(days=3), about={"zh": "云雀X20", "en": "Lark X20"})["day_3"]


def again(call):
    db.session.expire_all()
    return db.session.get(Callback, call.id)


def settled(visitor, call, outcome, version=None, **fields):
    path, version = f"/callbacks/{call.id}/completion", version or again(call).version
    return visitor.send(path, outcome=outcome, version=version, **fields)


def text(answer):
    return answer.get_data(as_text=True)


def chain(call):
    db.session.expire_all()
    same = sa.select(Callback).filter_by(source=call.source, plan=call.plan).order_by(Callback.attempt)
    return list(db.session.scalars(same))


def test_the_call_shows_name_number_and_script_with_the_names_filled_in(ann, call):
    page = text(ann.get(f"/callbacks/{call.id}"))
    assert (
        "陈晓明" in page
        and 'href="tel:+8613800138000"' in page
        and "138 0013 8000" in page
        and "Lark X20" in page
    )
    assert "Hello 陈晓明, this is Ann of NM store." in page and "Call 0571 8888 0000 any time" in page
    assert "{{" not in page and "Can you install apps by yourself now?" in page
    assert "2 or less: tell the Manager at once" in page
    assert "陈晓明" not in page.split("</title>")[0]


@pytest.mark.ledger("PH-25")
def test_a_call_that_was_answered_keeps_its_answers_and_is_off_the_list(ann, call):
    answer = settled(ann, call, "reached", **ANSWERS)
    assert answer.status_code == 303 and answer.location == f"/callbacks/{call.id}"
    kept = again(call)
    assert kept.answers == {"works_well": "yes", "can_download": "no", "satisfaction": "2"}
    assert (kept.outcome, kept.note, kept.completed_at) == ("reached", "想学夜景模式", NOW)
    assert len(chain(call)) == 1
    page = text(ann.get(f"/callbacks/{call.id}"))
    assert "Installs apps alone" in page and "2/5" in page and "想学夜景模式" in page and "Undo" in page
    assert "陈**" not in text(ann.get("/callbacks"))


@pytest.mark.parametrize("missing", ["q_works_well", "q_can_download", "q_satisfaction"])
def test_a_required_question_is_asked_for_when_the_call_was_answered(ann, call, missing):
    answer = settled(ann, call, "reached", **{**ANSWERS, missing: None})
    page = text(answer)
    assert answer.status_code == 422 and page.count("Ask this one too.") == 1
    assert "想学夜景模式" in page and page.count(" checked") == 2
    assert not again(call).is_complete


def test_no_answer_asks_nothing_and_promises_another_try_until_the_plans_tries_are_used_up(ann, clock, call):
    days = []
    for _try in range(3):
        current = chain(call)[-1]
        assert settled(ann, current, "no_answer").status_code == 303
        days.append(chain(call)[-1].due_on)
        clock.shift(timedelta(hours=1))
    assert days[:2] == [TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
    assert [one.is_complete for one in chain(call)] == [True, True, True]
    assert "That was the last try of this plan." in text(ann.get(f"/callbacks/{chain(call)[-1].id}"))


def test_the_next_try_of_a_late_call_is_not_due_at_once(ann, shop):
    late = promised(TODAY - timedelta(days=40))["day_3"]
    settled(ann, late, "no_answer")
    assert chain(late)[-1].due_on == TODAY + timedelta(days=1)
    assert "The next call is on 24 Nov." in text(ann.get(f"/callbacks/{late.id}"))


def test_a_day_that_the_customer_names_uses_up_no_try(ann, call):
    answer = settled(ann, call, "call_later", again_on="2026-12-01")
    assert answer.status_code == 303
    following = chain(call)[-1]
    assert (following.due_on, following.body["tried"], following.attempt) == (date(2026, 12, 1), 0, 2)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Which day suits the customer?"),
        ("2026-11-22", "This day is over."),
        ("1999-01-01", "This day is over."),
        ("2027-11-30", "more than a year away"),
        ("9999-12-31", "more than a year away"),
        ("tomorrow", "This is not a day."),
        ("2026-02-30", "This is not a day."),
    ],
)
def test_a_day_that_can_not_be_is_said_at_the_field(ann, call, typed, sentence):
    answer = settled(ann, call, "call_later", again_on=typed, note="再打")
    page = text(answer)
    assert answer.status_code == 422 and sentence in page and "再打" in page and "again_on-error" in page
    assert len(chain(call)) == 1 and not again(call).is_complete


def test_no_more_calls_withdraws_the_consent_and_takes_every_call_off_the_list(ann, call):
    answer = settled(ann, call, "refused")
    assert answer.status_code == 303 and len(chain(call)) == 1
    assert not db.session.scalar(sa.select(Customer)).agrees_to("service_callback")
    other = db.session.scalar(sa.select(Callback).filter_by(plan="day_30"))
    page = text(ann.get(f"/callbacks/{other.id}"))
    assert "Please don't call" in page and "tel:" not in page


def test_a_wrong_number_ends_the_plan_and_warns_at_the_next_call(ann, call):
    settled(ann, call, "wrong_number")
    assert len(chain(call)) == 1
    other = db.session.scalar(sa.select(Callback).filter_by(plan="day_30"))
    assert "Last time this was the wrong number." in text(ann.get(f"/callbacks/{other.id}"))


def test_undo_opens_the_call_again_takes_back_the_next_try_and_gives_the_consent_back(ann, call):
    for outcome in ("no_answer", "refused", "reached"):
        settled(ann, call, outcome, **ANSWERS)
        assert again(call).is_complete
        answer = ann.send(f"/callbacks/{call.id}/reopening", version=again(call).version)
        assert answer.status_code == 303 and not again(call).is_complete
        assert len(chain(call)) == 1 and again(call).customer.agrees_to("service_callback")
    assert again(call).completed_by is None and again(call).outcome == ""
    assert "想学夜景模式" in text(ann.get(f"/callbacks/{call.id}"))  # what was typed is still there


def test_undo_does_not_bring_back_a_consent_that_was_withdrawn_otherwise(ann, call):
    withdraw(again(call).customer, "service_callback", acting(), NOW - timedelta(hours=1))
    settled(ann, call, "refused")
    ann.send(f"/callbacks/{call.id}/reopening", version=again(call).version)
    assert not again(call).customer.agrees_to("service_callback")


def test_a_next_try_that_was_made_is_not_taken_back(ann, call):
    settled(ann, call, "no_answer")
    following = chain(call)[-1]
    settled(ann, following, "reached", **ANSWERS)
    answer = ann.send(f"/callbacks/{call.id}/reopening", version=again(call).version)
    assert answer.status_code == 409 and "Take that one back first." in text(answer)
    assert again(call).is_complete and len(chain(call)) == 2


def test_what_was_done_yesterday_is_history(ann, clock, call):
    settled(ann, call, "no_answer")
    clock.shift(timedelta(hours=18))  # four in the morning, the next day of the shop
    ann.sign_in("ann")
    assert "Undo" not in text(ann.get(f"/callbacks/{call.id}"))
    answer = ann.send(f"/callbacks/{call.id}/reopening", version=again(call).version)
    assert answer.status_code == 409 and again(call).is_complete


def test_the_second_of_two_who_took_one_call_hears_who_was_first_and_loses_no_word(ann, bo, call):
    version = call.version
    settled(bo, call, "no_answer", version)
    answer = settled(ann, call, "reached", version, **ANSWERS)
    page = text(answer)
    assert answer.status_code == 409 and "Bo was first: No answer" in page and "想学夜景模式" in page
    assert again(call).outcome == "no_answer" and len(chain(call)) == 2


def test_a_stale_page_of_a_call_that_was_reopened_changes_nothing_yet(ann, bo, call):
    version = call.version
    settled(bo, call, "no_answer", version)
    bo.send(f"/callbacks/{call.id}/reopening", version=again(call).version)
    answer = settled(ann, call, "reached", version, **ANSWERS)
    assert answer.status_code == 409 and "This page is older than the call." in text(answer)
    assert "想学夜景模式" in text(answer) and not again(call).is_complete
    assert settled(ann, call, "reached", **ANSWERS).status_code == 303
    late = bo.send(f"/callbacks/{call.id}/reopening", version=version)
    assert late.status_code == 409 and again(call).is_complete


def test_a_double_tap_counts_once(ann, call):
    fields = {"outcome": "no_answer", "version": 1, "operation_id": "x" * 22}
    first = ann.send(f"/callbacks/{call.id}/completion", **fields)
    second = ann.send(f"/callbacks/{call.id}/completion", **fields)
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    assert len(chain(call)) == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"outcome": ""}, "Say how the call ended"),
        ({"outcome": "eaten"}, "Say how the call ended"),
        ({"outcome": "reached", **ANSWERS, "q_satisfaction": "6"}, "That is not one of the answers."),
        ({"outcome": "no_answer", "note": "a" * 2001}, "longer than 2000 characters"),
        ({"outcome": "no_answer", "note": "a\x00b"}, "be stored") ,
        ({"outcome": "no_answer", "q_problem": "好" * 501}, "longer than 500 characters"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(ann, call, fields, sentence):
    answer = settled(ann, call, **fields)
    assert answer.status_code == 422 and sentence in text(answer)
    assert not again(call).is_complete


def test_emoji_and_names_of_the_world_are_kept(ann, call):
    assert settled(ann, call, "no_answer", note="👍🏽 José <b>").status_code == 303
    assert "👍🏽 José &lt;b&gt;" in text(ann.get(f"/callbacks/{call.id}"))


def test_each_deed_is_in_the_history_and_no_word_of_the_customer(ann, call):
    settled(ann, call, "no_answer", note="陈晓明不在")
    ann.send(f"/callbacks/{call.id}/reopening", version=again(call).version)
    mine = (
        sa.select(HistoryEntry)
        .filter_by(record_kind="callbacks", record_id=call.id)
        .order_by(HistoryEntry.id)
    )
    entries = list(db.session.scalars(mine))
    assert [(e.verb, e.person_name["en"]) for e in entries] == [
        ("promise", "Ann"),
        ("complete", "Ann"),
        ("reopen", "Ann"),
    ]
    assert "陈" not in repr([e.changes for e in entries])


def test_another_stores_call_is_not_there(cy, dee, call):
    assert cy.get(f"/callbacks/{call.id}").status_code == 404
    assert settled(cy, call, "no_answer").status_code == 404
    assert cy.send(f"/callbacks/{call.id}/reopening", version=1).status_code == 404
    assert dee.get(f"/callbacks/{call.id}").status_code == 200
    assert not again(call).is_complete


def test_the_page_costs_the_same_however_long_the_story(ann, call):
    customer, path = again(call).customer, f"/callbacks/{call.id}"
    ann.get(path)
    with counted() as alone:
        ann.get(path)
    for number in range(8):
        old = promised(TODAY - timedelta(days=90), customer=customer, source=f"old-{number}")["day_3"]
        settled(ann, old, "reached", **ANSWERS)
    with counted() as many:
        page = text(ann.get(path))
    assert page.count("Three-day call, 23 Nov 10:00, Ann") == 8
    assert len(many) == len(alone) <= 6, "\n".join(many)


def test_of_two_who_send_at_the_same_moment_one_is_first(ann, bo, call):
    number, start, answers = call.id, Barrier(2), {}
    for visitor in (ann, bo):
        visitor.get(f"/callbacks/{number}")
    db.session.rollback()

    def send(name, visitor):
        start.wait()
        fields = {"csrf_token": visitor.csrf, "operation_id": secrets.token_urlsafe(16), "version": 1}
        answers[name] = FlaskClient.post(
            visitor, f"/callbacks/{number}/completion", data={**fields, "outcome": "no_answer"}
        )

    threads = [Thread(target=send, args=pair) for pair in (("Ann", ann), ("Bo", bo))]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    codes = {name: answer.status_code for name, answer in answers.items()}
    assert sorted(codes.values()) == [303, 409]
    first = next(name for name, code in codes.items() if code == 303)
    assert f"{first} was first: No answer" in text(next(a for a in answers.values() if a.status_code == 409))
    assert len(chain(call)) == 2 and again(call).caller.name["en"] == first
