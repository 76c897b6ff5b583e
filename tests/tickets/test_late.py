"""What is late or soon, what rises, what stands still while the customer thinks; and how a ticket ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from counter.callbacks.models import Callback
from counter.extensions import db
from counter.tickets import late
from tests import factories
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import tickets
from tests.warranty import cards

HOUR = timedelta(hours=1)


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def a_complaint(**kw):
    return tickets.a_ticket(kind="complaint", channel="phone", severity="minor", words="没人招呼", **kw)


def soon(at):
    return [due.mark for due in late.soon(factories.the_store(), at, 10)]


def count(code, at):
    return db.session.scalar(late.counted(factories.the_store(code), at))


@pytest.mark.ledger("GO-44")
def test_a_complaint_is_on_today_before_it_is_late_and_rises_to_head_office(ann, bo, dee, monday):
    ticket = a_complaint()
    assert soon(factories.NOW) == ["answered"]
    assert "First answer" in said(ann.get("/today")) and "in 1 hour" in said(ann.get("/today"))
    monday.shift(2 * HOUR)
    assert "late by 1 hour" in said(bo.get("/today"))
    me = cards.by("dee")
    me.sees_all = True
    assert late.risen(me, factories.NOW + 24 * HOUR).rows == []
    (risen,) = late.risen(me, factories.NOW + 25 * HOUR).rows
    assert risen.ticket_id == ticket.id and risen.store["en"] == "NM store"
    monday.shift(24 * HOUR)
    db.session.commit()
    dee.enter("dee")
    assert "Late for long" in said(dee.get("/today"))


@pytest.mark.parametrize(("hours", "is_shown"), [(3, False), (2, True), (1, True)])
def test_today_shows_what_is_late_in_the_next_two_hours_and_not_what_is_in_three(
    ann, monday, hours, is_shown
):
    """The plan is due at 10:00 the next day."""
    ticket = a_complaint()
    ann.send(f"/tickets/{ticket.id}/updates", words="已道歉")
    monday.shift((24 - hours) * HOUR)
    db.session.commit()
    ann.enter("ann")
    page = said(ann.get("/today"))
    assert (f'href="/tickets/{ticket.id}' in page) == is_shown
    assert (f"in {hours} hour" in page) == is_shown


def test_each_mark_is_set_by_its_own_deed(ann, monday):
    ticket = a_complaint()
    monday.shift(HOUR / 2)
    ann.send(f"/tickets/{ticket.id}/updates", words="已道歉，明天回复")
    set_ones = {mark.mark for mark in tickets.the_ticket(ticket.id).marks if mark.is_set}
    assert set_ones == {"answered"}
    assert ann.send(f"/tickets/{ticket.id}/plan", plan="店长上门", on="2026-11-22").status_code == 422
    ann.send(f"/tickets/{ticket.id}/plan", plan="店长上门", on="2026-11-24")
    ticket = tickets.the_ticket(ticket.id)
    assert {mark.mark for mark in ticket.marks if mark.is_set} == {"answered", "planned"}
    assert ticket.plan == "店长上门"
    update = next(mark for mark in ticket.marks if mark.mark == "update")
    assert update.due_at == factories.NOW + HOUR / 2 + 48 * HOUR  # told again: the next word is due later


def test_while_the_customer_is_waited_for_the_clocks_stand_still_but_no_law_does(ann, monday):
    ticket = tickets.a_ticket()
    number, due = ticket.id, {mark.mark: mark.due_at for mark in ticket.marks}
    refused = ann.send(f"/tickets/{number}/steps", state="waiting_customer", words="")
    assert refused.status_code == 422 and "Say what the customer has to answer" in said(refused)
    ann.send(f"/tickets/{number}/steps", state="waiting_customer", words="要不要换屏")
    monday.shift(timedelta(days=8))
    db.session.commit()
    ann.enter("ann")
    assert [one for one in soon(factories.NOW + timedelta(days=8)) if "." not in one] == []
    assert "clocks stand still" in said(ann.get(f"/tickets/{number}"))
    ann.send(f"/tickets/{number}/steps", state="inspected", words="")
    for mark in tickets.the_ticket(number).marks:
        if not mark.is_set:
            moved = timedelta() if mark.is_law else timedelta(days=8)
            assert mark.due_at == due[mark.mark] + moved, mark.mark


def test_the_count_on_the_rail_is_of_the_store_and_of_late_ones_only(ann, cy, monday):
    a_complaint()
    assert count("NM", factories.NOW) == 0
    assert count("NM", factories.NOW + 2 * HOUR) == 1
    assert count("JJ", factories.NOW + 2 * HOUR) == 0


def test_today_asks_the_same_number_of_queries_for_many(ann, monday):
    a_complaint()
    with counted() as few:
        ann.get("/today")
    for number in range(6):
        card = cards.a_card("李雷", f"+861390013900{number}", serials={"sn": f"SN0000001{number}"})
        a_complaint(card=card)
    with counted() as many:
        ann.get("/today")
    assert len(many) == len(few)


def closed(visitor, ticket, **fields):
    return visitor.send(f"/tickets/{ticket.id}/closing", **fields)


@pytest.mark.ledger("EQ-48")
def test_service_goes_on_until_the_customer_is_content_or_a_manager_says_why(ann, bo, monday):
    ticket = a_complaint()
    ann.send(f"/tickets/{ticket.id}/steps", state="inspected", words="")
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    for fields in ({}, {"satisfaction": "2", "because": "够了"}, {"satisfaction": "9"}):
        refused = closed(ann, ticket, **fields)
        assert refused.status_code == 422 and "Service goes on until" in said(refused)
    said_so = {"satisfaction": "2", "because": "顾客要求超出规定", "answer": "已说明"}
    assert closed(bo, ticket, **said_so).status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert ticket.closed_because and ticket.satisfaction == 2
    again = ann.send(f"/tickets/{ticket.id}/reopening", because="")
    assert again.status_code == 422 and "Say why it is opened again" in said(again)
    assert ann.send(f"/tickets/{ticket.id}/reopening", because="又来电话").status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert ticket.is_open and ticket.state == "received"
    assert {mark.mark for mark in ticket.marks if not mark.is_set} == {"answered", "planned", "update"}


@pytest.mark.ledger("GO-44")
def test_no_complaint_is_closed_before_its_customer_was_told_something(ann):
    ticket = a_complaint()
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    assert "Nobody has answered this complaint yet" in said(ann.get(f"/tickets/{ticket.id}"))
    refused = closed(ann, ticket, satisfaction="5")
    assert refused.status_code == 422 and "No complaint is closed without an answer" in said(refused)
    assert tickets.the_ticket(ticket.id).is_open
    assert closed(ann, ticket, satisfaction="5", answer="已道歉，送了贴膜").status_code == 303
    told = [step.words for step in tickets.the_ticket(ticket.id).steps if step.code == "told"]
    assert told == ["已道歉，送了贴膜"]


@pytest.mark.parametrize("deed", ["updates", "plan", "counter"])
def test_a_complaint_that_was_answered_closes_without_another_word(ann, deed):
    ticket = tickets.a_ticket(
        kind="complaint", channel="counter" if deed == "counter" else "phone", severity="minor"
    )
    if deed != "counter":
        words = {"words": "已道歉", "plan": "店长来电", "on": "2026-11-24"}
        assert ann.send(f"/tickets/{ticket.id}/{deed}", **words).status_code == 303
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    assert "Nobody has answered" not in said(ann.get(f"/tickets/{ticket.id}"))
    assert closed(ann, ticket, satisfaction="5").status_code == 303


@pytest.mark.ledger("GO-44")
@pytest.mark.parametrize(("severity", "goes"), [("minor", False), ("serious", True), ("safety", True)])
def test_how_serious_it_is_says_whether_somebody_goes_there(ann, severity, goes):
    """And then it is to be dispatched within a day. Ticked by hand somebody goes there also for a small one."""
    card = cards.a_card()
    new = said(ann.get(f"/warranty-cards/{card.id}/tickets/new?kind=complaint"))
    assert "Ordinary: by phone" in new and "Serious: somebody goes there" in new
    assert new.count(" data-marked>") == 2  # for these the page asks who goes there
    fields = {"kind": "complaint", "words": "没人招呼", "channel": "phone", "priority": "normal"}
    fields |= {"what": f"{card.lines[0].id}:", "fault": "keys", "severity": severity}
    for ticked in ({}, {"visit": "y"}):
        path = f"/warranty-cards/{card.id}/tickets"
        assert ann.send(path, **fields, **ticked).status_code == 303
        ticket = tickets.the_ticket()
        assert ticket.needs_visit == (goes or bool(ticked))
        assert ("dispatched" in {mark.mark for mark in ticket.marks}) == ticket.needs_visit


def test_who_was_there_was_sent(ann):
    ticket = tickets.a_ticket(kind="complaint", channel="phone", severity="serious")
    for state in ("appointed", "visited"):
        assert ann.send(f"/tickets/{ticket.id}/steps", state=state, words="").status_code == 303
    assert "dispatched" in {mark.mark for mark in tickets.the_ticket(ticket.id).marks if mark.is_set}


def test_who_complained_gets_a_call_also_without_consent(ann, monday):
    ticket = a_complaint()
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    closed(ann, ticket, satisfaction="4", answer="已道歉")
    (call,) = db.session.scalars(select(Callback).where(Callback.plan == "after_complaint"))
    assert call.customer_id == ticket.customer_id and call.due_on == factories.the_store().today(
        factories.NOW
    ) + timedelta(3)
    assert not call.customer.consents


@pytest.mark.ledger("GO-06")
def test_a_question_of_use_is_answered_from_the_card_and_ends_with_its_answer(ann):
    box = [{"zh": "主机", "en": "phone"}, {"zh": "67瓦充电器", "en": "67 W charger"}]
    card = cards.a_card(product=cards.a_phone(spec={"sim_slots": 2, "box_contents": box}))
    new = said(ann.get(f"/warranty-cards/{card.id}/tickets/new?kind=question"))
    assert "What it looks like" not in new and "What can be asked for today" in new
    ticket = tickets.a_ticket(card, kind="question", channel="phone", words="怎么搬照片")
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert "To answer from" in page and "Mobile phone three guarantees" in page  # of whoever calls, too
    assert "<dt>SIM slots</dt><dd>2</dd>" in page and "<dd>phone, 67 W charger</dd>" in page
    assert "To answer from" not in said(ann.get(f"/tickets/{tickets.a_ticket(card).id}"))
    refused = closed(ann, ticket)
    assert refused.status_code == 422 and "What was the answer?" in said(refused)
    assert closed(ann, ticket, answer="用换机助手").status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert [step.code for step in ticket.steps] == ["received", "told", "closed"]


def test_after_thirty_days_it_is_a_new_ticket(ann, monday):
    ticket = tickets.a_ticket(kind="question", channel="phone")
    closed(ann, ticket, answer="是")
    monday.shift(timedelta(days=31))
    db.session.commit()
    ann.enter("ann")
    assert "It was closed more than 30 days ago" in said(
        ann.send(f"/tickets/{ticket.id}/reopening", because="再问")
    )


def a_lent_one(ann):
    unit, ticket = tickets.a_loan(), tickets.a_ticket()
    assert ann.send(f"/tickets/{ticket.id}/loan", loan=str(unit.id)).status_code == 303
    ann.send(f"/tickets/{ticket.id}/decision", cause="design", verdict="covered", remedy="repair")
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    return unit, ticket


def test_what_was_lent_comes_back_first(ann):
    unit, ticket = a_lent_one(ann)
    refused = ann.send(f"/tickets/{ticket.id}/collection", work="好了")
    assert refused.status_code == 422 and "What was lent comes back first" in said(refused)
    assert 'value="好了"' in said(refused) and tickets.the_ticket().collected_at is None
    assert ann.send(f"/tickets/{ticket.id}/loan-return").status_code == 303
    assert ann.send(f"/tickets/{ticket.id}/loan-return").status_code == 422
    assert ann.send(f"/tickets/{ticket.id}/collection", work="好了").status_code == 303
    assert db.session.get(type(unit), unit.id).place == "loan"


def test_what_was_lent_comes_back_as_the_thing_is_handed_over_in_one_deed(ann):
    unit, ticket = a_lent_one(ann)
    assert 'name="loan_back"' in said(ann.get(f"/tickets/{ticket.id}"))
    assert ann.send(f"/tickets/{ticket.id}/collection", work="好了", loan_back="y").status_code == 303
    ended = tickets.the_ticket()
    assert (ended.work, ended.state, ended.loan_back_at) == ("好了", "collected", ended.collected_at)
    assert db.session.get(type(unit), unit.id).place == "loan"
    assert 'name="loan_back"' not in said(ann.get(f"/tickets/{ticket.id}"))


def test_a_word_that_was_said_while_the_clock_stood_still_counts_from_when_it_was_said(ann, monday):
    """Waited for from day 0, told on day 5, gone on with on day 6: three days from then, not nine."""
    ticket = tickets.a_ticket()
    ann.send(f"/tickets/{ticket.id}/steps", state="waiting_customer", words="要不要换屏")
    for days, path, fields in (
        (5, "updates", {"words": "报价已发"}),
        (1, "steps", {"state": "inspected", "words": ""}),
    ):
        monday.shift(timedelta(days=days))
        db.session.commit()
        ann.enter("ann")
        assert ann.send(f"/tickets/{ticket.id}/{path}", **fields).status_code == 303
    (update,) = [mark for mark in tickets.the_ticket(ticket.id).marks if mark.mark == "update"]
    assert update.due_at == factories.NOW + timedelta(days=6 + 3)
    assert update.rises_at - update.due_at == timedelta(days=1)
