"""A ticket that is opened again: what happened stays, and what has to be decided is decided anew."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from counter.callbacks.models import Callback
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.reports import responses
from counter.reports.periods import Period
from counter.stock.models import Balance
from counter.supplier_claims.models import SupplierClaim
from counter.tickets import owing
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

COVERED = {"cause": "workmanship", "verdict": "covered"}
PRICED = {"cause": "drop", "verdict": "not_covered", "remedy": "repair", "reason": "屏幕摔裂", "quote": "300"}


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def does(visitor, ticket, deed, status=303, **fields):
    answer = visitor.send(f"/tickets/{ticket.id}/{deed}", **fields)
    assert answer.status_code == status, said(answer)
    return answer


def reopened(visitor, ticket):
    does(visitor, ticket, "closing", satisfaction="5")
    does(visitor, ticket, "reopening", because="又坏了")
    return tickets.the_ticket(ticket.id)


def test_a_second_one_leaves_the_shelf_only_once_that_is_decided_anew(ann):
    ticket = tickets.a_ticket()
    does(ann, ticket, "decision", **COVERED, remedy="exchange")
    tickets.on_shelf()
    tickets.on_shelf("864207061011454", "YQX20KA44JAW")
    does(ann, ticket, "exchange", new="864207061018293")
    ticket = reopened(ann, ticket)
    assert not ticket.is_decided and not owing.is_exchange_due(ticket) and ticket.rule is None
    does(ann, ticket, "exchange", 422, new="864207061011454")
    assert db.session.scalar(select(func.sum(Balance.quantity)).where(Balance.place == "shelf")) == 1
    assert 'id="exchange-form"' not in said(ann.get(f"/tickets/{ticket.id}"))
    assert db.session.scalar(select(func.count()).select_from(SupplierClaim)) == 1
    assert [step.code for step in ticket.steps] == ["received", "collected", "closed", "received"]
    does(ann, ticket, "decision", **COVERED, remedy="exchange")
    does(ann, ticket, "exchange", new="864207061011454")


def test_what_was_paid_is_not_asked_for_again(ann):
    ticket = tickets.a_ticket()
    does(ann, ticket, "decision", **PRICED)
    does(ann, ticket, "quote", answer="yes")
    does(ann, ticket, "steps", state="ready")
    does(ann, ticket, "collection", work="换屏", method="cash")
    ticket = reopened(ann, ticket)
    assert (ticket.quote, ticket.quote_accepted_at, ticket.paid_at, ticket.paid_method) == (
        None,
        None,
        None,
        "",
    )
    does(ann, ticket, "steps", 422, state="ready")  # who bears it now is not said yet
    does(ann, ticket, "decision", cause="keeping", verdict="covered", remedy="repair")
    does(ann, ticket, "steps", state="ready")
    does(ann, ticket, "collection", work="重装屏幕")
    told = db.session.scalars(select(HistoryEntry.changes).where(HistoryEntry.verb == "reopen")).one()
    assert told == {
        "verdict": ["not_covered", None], "remedy": ["repair", None], "quote": [30000, None],
        "paid_method": ["cash", None],
    }  # fmt: skip


def test_money_that_went_back_goes_back_once(ann):
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 20)), kind="return")
    does(ann, ticket, "decision", **COVERED, remedy="return")
    paid = {"amount": "3699", "method": "cash", "place": "repair"}
    does(ann, ticket, "refund", **paid)
    ticket = reopened(ann, ticket)
    assert (ticket.refund, ticket.remedy) == (369900, "") and not owing.is_refund_due(ticket)
    ticket.remedy, ticket.verdict = "return", "goodwill"
    does(ann, ticket, "refund", 422, **paid)
    assert not owing.is_refund_due(tickets.the_ticket(ticket.id))


def test_the_call_that_was_to_follow_the_end_is_not_made_and_one_follows_the_new_end(ann):
    ticket = tickets.a_ticket(kind="complaint", channel="phone", severity="minor", words="没人招呼")
    does(ann, ticket, "updates", words="已道歉")
    does(ann, ticket, "steps", state="ready")
    reopened(ann, ticket)
    (first,) = db.session.scalars(select(Callback).where(Callback.plan == "after_complaint"))
    assert first.outcome == "ticket_reopened" and first.completed_at
    does(ann, ticket, "steps", state="ready")
    does(ann, ticket, "closing", satisfaction="5", answer="再次道歉")
    calls = db.session.scalars(select(Callback).where(Callback.completed_at.is_(None))).all()
    assert [call.plan for call in calls] == ["after_complaint"]
    assert ann.get(f"/customers/{first.customer_id}").status_code == 200
    assert ann.get(f"/callbacks/{calls[0].id}").status_code == 200


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("loan", {}),
        ("updates", {"words": "修好了"}),
        ("plan", {"plan": "换屏", "on": "2026-11-24"}),
        ("quote", {"answer": "yes"}),
        ("exchange", {"new": "864207061018293"}),
    ],
)
def test_with_a_closed_ticket_nothing_goes_on_before_it_is_opened_again(ann, deed, fields):
    unit, _ = tickets.a_loan(), tickets.on_shelf()
    ticket = tickets.a_ticket(kind="question", channel="phone")
    does(ann, ticket, "closing", answer="是")
    before = len(tickets.the_ticket(ticket.id).steps)
    refused = does(ann, ticket, deed, 422, **(fields or {"loan": str(unit.id)}))
    assert "This ticket is closed. Open it again first." in said(refused)
    ticket = tickets.the_ticket(ticket.id)
    assert not ticket.is_lent and not ticket.plan and len(ticket.steps) == before
    assert db.session.get(type(unit), unit.id).place == "loan"


@pytest.fixture
def fetched(ann):
    """Repaired in the guarantee, handed back, and closed."""
    ticket = tickets.a_ticket(accessories=("charger",))
    does(ann, ticket, "decision", **COVERED, remedy="repair")
    does(ann, ticket, "steps", state="ready")
    does(ann, ticket, "collection", work="换排线")
    does(ann, ticket, "closing", satisfaction="5")
    return ticket.id


LEFT = {"because": "又坏了", "stays": "y", "condition": "后盖划痕，屏幕无裂", "notice": "y"}


def test_what_is_left_here_again_is_in_the_record_again_with_limits_of_its_own(ann, fetched, monday):
    assert 'id="stays"' in said(ann.get(f"/tickets/{fetched}"))
    monday.shift(timedelta(days=2))
    db.session.commit()
    ann.enter("ann")
    ticket = tickets.the_ticket(fetched)
    does(ann, ticket, "reopening", **LEFT, accessory_words="充电线")
    ticket = tickets.the_ticket(fetched)
    assert ticket.is_here and (ticket.accessories, ticket.accessory_words) == ([], "充电线")
    assert [(one.ticket, one.is_here) for one in ticket.line.repairs] == [
        (ticket.number, False),
        (ticket.number, True),
    ]
    limits = [(mark.due_at - factories.NOW).days for mark in ticket.marks if mark.is_law and not mark.is_set]
    assert limits == [9, 32, 62]  # two days later than those of the first time
    does(ann, ticket, "decision", **COVERED, remedy="repair")
    does(ann, ticket, "steps", state="ready")
    does(ann, ticket, "collection", work="又换排线")
    assert not any(one.is_here for one in tickets.the_ticket(fetched).line.repairs)


@pytest.mark.parametrize(
    ("missing", "sentence"), [("condition", "Say what it looks like"), ("notice", "Tell the customer first")]
)
def test_what_is_left_is_described_and_the_customer_told(ann, fetched, missing, sentence):
    refused = does(ann, tickets.the_ticket(fetched), "reopening", 422, **{**LEFT, missing: ""})
    assert sentence in said(refused) and "又坏了" in said(refused)
    assert not tickets.the_ticket(fetched).is_open


def test_what_is_here_with_another_ticket_is_not_left_twice(ann, fetched):
    card = tickets.the_ticket(fetched).card
    tickets.a_ticket(card)
    assert 'id="stays"' not in said(ann.get(f"/tickets/{fetched}"))
    refused = does(ann, tickets.the_ticket(fetched), "reopening", 422, **LEFT)
    assert "it is here already" in said(refused)
    assert not tickets.the_ticket(fetched).is_open
    does(ann, tickets.the_ticket(fetched), "reopening", because="又坏了")
    assert not tickets.the_ticket(fetched).is_here


def test_what_is_decided_the_second_time_leaves_the_first_repair_as_it_was(ann, fetched, monday):
    (first,) = tickets.the_ticket(fetched).line.repairs
    was = first.is_counted, first.cause, first.fault
    monday.shift(timedelta(days=2))
    db.session.commit()
    ann.enter("ann")
    does(ann, tickets.the_ticket(fetched), "reopening", **LEFT)
    does(ann, tickets.the_ticket(fetched), "decision", **PRICED, fault="display")
    first, second = tickets.the_ticket(fetched).line.repairs
    assert (first.is_counted, first.cause, first.fault) == was and first.is_counted
    assert (second.is_counted, second.fault) == (False, "display") and second.cause != first.cause
    does(ann, tickets.the_ticket(fetched), "decision", **COVERED, remedy="repair", fault="keys")
    limits = [
        (mark.due_at - factories.NOW).days
        for mark in tickets.the_ticket(fetched).marks
        if mark.is_law and not mark.is_set
    ]
    assert limits == [9, 32, 62]


def repaired_and_left_again(ann, monday, *, sold_on, after):
    """after: days, then the ticket is opened again."""
    ticket = tickets.a_ticket(cards.a_card(sold_on=sold_on))
    does(ann, ticket, "decision", **COVERED, remedy="repair")
    does(ann, ticket, "steps", state="ready")
    does(ann, ticket, "collection", work="换排线")
    does(ann, ticket, "closing", satisfaction="5")
    monday.shift(timedelta(days=after))
    db.session.commit()
    ann.enter("ann")
    does(ann, ticket, "reopening", **LEFT)
    return tickets.the_ticket(ticket.id)


def test_another_fault_after_weeks_has_the_rights_of_its_own_day(ann, monday):
    """The seven days of the phone rule are those of the fault that was told then, and not of the next one."""
    ticket = repaired_and_left_again(ann, monday, sold_on=date(2026, 11, 20), after=28)
    assert owing.told_on(ticket) == date(2026, 12, 21)
    day, around = date(2026, 11, 23), timedelta(days=2)
    period = Period(day, day, factories.NOW - around, factories.NOW + around)
    rows = db.session.execute(responses.asked([ticket.store_id], period)).all()
    assert rows and all(row.began_at == owing.began_at(ticket) for row in rows)
    for remedy in ("return", "exchange"):
        refused = does(ann, ticket, "decision", 422, **COVERED, remedy=remedy, fault="display")
        assert "no rule gave this" in said(refused)
    ann.enter("bo")
    kind = {"cause": "workmanship", "verdict": "goodwill", "reason": "老顾客"}
    does(ann, ticket, "decision", **kind, remedy="exchange")


def test_a_repair_of_another_fault_after_the_term_is_not_covered(ann, monday):
    ticket = repaired_and_left_again(ann, monday, sold_on=date(2025, 11, 25), after=29)
    does(ann, ticket, "decision", 422, **COVERED, remedy="repair", fault="display")
