"""What the rules open where a store is slow: the days counted by hand, from the rules of their provinces and of the trade."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from counter.customers.registering import register
from counter.extensions import db
from counter.staff.models import Membership
from counter.tickets import limits
from counter.tickets.opening import open_ticket
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def place():
    """Makes the store one of that province."""

    def move_to(*jurisdictions):
        store = factories.the_store()
        store.jurisdictions = ["CN", *jurisdictions]
        db.session.commit()

    return move_to


def due(ticket, since):
    """{policy: the day from which it holds} of the marks that are not set."""
    marks = [one for one in tickets.the_ticket(ticket.id).marks if one.is_law and not one.is_set]
    store = factories.the_store()
    return {
        one.mark.split(".")[0]: store.local(one.due_at).date()
        for one in marks
        if limits.since_of(one) == since
    }


def a_call(**kw):
    """Told by phone, so nobody has an answer yet."""
    return tickets.a_ticket(cards.a_card(), is_here=False, channel="phone", **kw)


def test_in_zhejiang_a_demand_is_answered_in_five_days(ann, place):
    """Told on Monday 23 November: the 28th is the fifth day, on the 29th it counts as deliberate delay."""
    place("CN-ZJ")
    ticket = a_call()
    assert due(ticket, limits.DEMANDED) == {"cn_zj_2017": date(2026, 11, 29)}
    assert "counts as deliberate delay" in said(ann.get(f"/tickets/{ticket.id}"))
    assert ann.send(f"/tickets/{ticket.id}/updates", words="已安排").status_code == 303
    assert due(ticket, limits.DEMANDED) == {}


def test_who_stands_at_the_counter_is_answered_by_the_decision_and_other_provinces_set_no_such_limit(
    ann, place
):
    """Taking a thing in answers no demand: what becomes of it has to be said in the same five days."""
    place("CN-ZJ")
    card = cards.a_card()
    ticket = tickets.a_ticket(card)
    assert due(ticket, limits.DEMANDED) == {"cn_zj_2017": date(2026, 11, 29)}
    assert decide(ann, ticket).status_code == 303 and due(ticket, limits.DEMANDED) == {}
    place()
    assert due(tickets.a_rival(card, channel="phone"), limits.DEMANDED) == {}


@pytest.mark.parametrize(
    ("promised_for", "from_on"),
    [
        (date(2026, 11, 24), date(2026, 11, 27)),  # three days from the 23rd end on the 26th
        (date(2026, 12, 4), date(2026, 12, 5)),  # a later day was agreed: it counts
    ],
)
def test_in_zhejiang_a_promise_is_kept_in_three_days_or_on_the_day_that_was_agreed(
    ann, place, promised_for, from_on
):
    place("CN-ZJ")
    ticket = tickets.a_ticket()
    fields = {"plan": "换好音量键", "on": promised_for.isoformat()}
    assert ann.send(f"/tickets/{ticket.id}/plan", **fields).status_code == 303
    assert due(ticket, limits.PROMISED) == {"cn_zj_2017": from_on}
    later = date(2026, 12, 24)
    assert ann.send(f"/tickets/{ticket.id}/plan", plan="缺件，改期", on=later.isoformat()).status_code == 303
    assert due(ticket, limits.PROMISED) == {"cn_zj_2017": later + timedelta(1)}  # the last promise counts
    ann.send(f"/tickets/{ticket.id}/decision", cause="workmanship", verdict="covered", remedy="repair")
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    assert ann.send(f"/tickets/{ticket.id}/collection", work="换键").status_code == 303
    assert due(ticket, limits.PROMISED) == {}


def move(clock, day, visitor, name):
    clock.move_to(datetime.combine(day, factories.NOW.time(), factories.NOW.tzinfo))
    db.session.commit()
    visitor.enter(name)


def test_a_promise_that_is_broken_stays_late_whatever_is_promised_next(ann, place, monday):
    place("CN-ZJ")
    ticket = tickets.a_ticket()
    ann.send(f"/tickets/{ticket.id}/plan", plan="换好音量键", on="2026-11-24")
    move(monday, date(2026, 11, 27), ann, "ann")
    assert ann.send(f"/tickets/{ticket.id}/plan", plan="再等等", on="2026-12-30").status_code == 303
    assert due(ticket, limits.PROMISED) == {"cn_zj_2017": date(2026, 11, 27)}


def test_what_is_done_in_time_waits_for_the_customer_without_an_alarm(ann, place):
    place("CN-ZJ", "CN-SD")
    ticket = tickets.a_ticket()
    ann.send(f"/tickets/{ticket.id}/plan", plan="换好音量键", on="2026-11-24")
    decide(ann, ticket)
    assert due(ticket, limits.PROMISED) and due(ticket, limits.DUE)
    assert ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="").status_code == 303
    assert due(ticket, limits.PROMISED) == due(ticket, limits.DUE) == {}


def test_what_was_not_done_after_all_runs_on(ann, place):
    place("CN-ZJ")
    ticket = tickets.a_ticket()
    ann.send(f"/tickets/{ticket.id}/plan", plan="换好音量键", on="2026-11-24")
    decide(ann, ticket)
    for state, is_on in (("ready", False), ("in_repair", True), ("ready", False)):
        assert ann.send(f"/tickets/{ticket.id}/steps", state=state, words="").status_code == 303
        assert bool(due(ticket, limits.PROMISED)) == is_on, state


def test_money_that_is_owed_no_more_has_no_limit(ann, place):
    place("CN-ZJ")
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 20)), kind="return")
    assert decide(ann, ticket, remedy="return").status_code == 303 and due(ticket, limits.PROMISED)
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    assert due(ticket, limits.PROMISED)  # it lies there, and nobody has been paid
    assert decide(ann, tickets.the_ticket(ticket.id), remedy="repair").status_code == 303
    assert due(ticket, limits.PROMISED) == {}


def test_a_declined_price_ends_what_was_promised(ann, place):
    place("CN-ZJ")
    ticket = tickets.a_ticket()
    ann.send(f"/tickets/{ticket.id}/plan", plan="换好音量键", on="2026-11-24")
    decide(ann, ticket, cause="misuse", verdict="not_covered", reason="进水", quote="300", remedy="repair")
    assert ann.send(f"/tickets/{ticket.id}/quote", answer="no").status_code == 303
    assert due(ticket, limits.PROMISED) == {}


def test_money_that_was_decided_is_a_promise(ann, place):
    place("CN-ZJ")
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 20)), kind="return")
    assert decide(ann, ticket, remedy="return").status_code == 303
    assert due(ticket, limits.PROMISED) == {"cn_zj_2017": date(2026, 11, 27)}
    assert (
        ann.send(f"/tickets/{ticket.id}/refund", amount="3699", method="cash", place="repair").status_code
        == 303
    )
    assert due(ticket, limits.PROMISED) == {}


def test_who_comes_again_is_answered_again_and_a_question_is_no_demand(ann, place):
    place("CN-ZJ")
    card = cards.a_card()
    question = tickets.a_ticket(card, kind="question", channel="phone")
    assert due(question, limits.DEMANDED) == {}
    ticket = tickets.a_ticket(card, kind="complaint", severity="minor", channel="phone")
    assert due(ticket, limits.DEMANDED)
    ann.send(f"/tickets/{ticket.id}/updates", words="已安排")
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    assert ann.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303
    assert ann.send(f"/tickets/{ticket.id}/reopening", because="又来了").status_code == 303
    assert due(ticket, limits.DEMANDED) == {"cn_zj_2017": date(2026, 11, 29)}


def test_a_demand_without_a_card_is_answered_in_time_too(ann, place):
    place("CN-ZJ")
    me = cards.by()
    customer = register("周敏", "+8613900002219", me, factories.NOW)
    told = tickets.told("complaint", "等了很久没人接待", severity="minor", channel="phone")
    ticket = open_ticket(me.store, customer, told, me, factories.NOW, factories.NOW.date())
    db.session.commit()
    assert due(ticket, limits.DEMANDED) == {"cn_zj_2017": date(2026, 11, 29)}
    assert ann.send(f"/tickets/{ticket.id}/plan", plan="店长上门道歉", on="2026-11-24").status_code == 303
    assert due(ticket, limits.DEMANDED) == {}
    assert due(ticket, limits.PROMISED) == {"cn_zj_2017": date(2026, 11, 27)}


def test_today_tells_of_a_limit_a_day_before_it_holds(ann, monday):
    """Handed in on the 23rd: seven days end on the 30th, from 1 December there is a phone on loan."""
    ticket = tickets.a_ticket()
    for mark in ticket.marks:
        mark.set_at = mark.set_at if mark.is_law else factories.NOW
    db.session.commit()
    for day, told in ((date(2026, 11, 29), False), (date(2026, 11, 30), True), (date(2026, 12, 1), True)):
        move(monday, day, ann, "ann")
        assert ("Not repaired in 7 days" in said(ann.get("/today"))) == told


def test_in_shandong_fifteen_days_after_the_agreed_day_it_counts_as_deliberate_delay(ann, place):
    place("CN-SD")
    ticket = tickets.a_ticket()
    assert ann.send(f"/tickets/{ticket.id}/plan", plan="换好音量键", on="2026-11-25").status_code == 303
    assert due(ticket, limits.DUE) == {"cn_sd_2017": date(2026, 12, 11)}


def furniture():
    """A bed that is past the 90 days of a return, and within the 180 of an exchange."""
    product = factories.a_product("BED", "bed", "furniture_cn", 698000, parts=["frame"], material="wood")
    return cards.a_card(
        product=product, serials={"sn": "BED1"}, sold_on=date(2026, 7, 6), store="JJ", who="cy"
    )


def test_a_piece_that_is_not_exchanged_in_fifteen_days_is_paid_back(cy, monday):
    """Furniture terms: agreed on 23 November, on 9 December there is money."""
    ticket = tickets.a_ticket(furniture(), kind="exchange", fault="loose", who="cy", store="JJ")
    assert decide(cy, ticket, remedy="exchange", cause="workmanship").status_code == 303
    assert due(ticket, limits.AGREED) == {"cn_furniture_90_180": date(2026, 12, 9)}
    for day in (date(2026, 12, 8), date(2026, 12, 9)):
        monday.move_to(datetime.combine(day, factories.NOW.time(), factories.NOW.tzinfo))
        db.session.commit()
        cy.enter("cy")
        answer = decide(cy, tickets.the_ticket(ticket.id), remedy="return", cause="workmanship")
        assert answer.status_code == (303 if day == date(2026, 12, 9) else 422)
    assert tickets.the_ticket(ticket.id).rule["en"] == "No exchange in 15 days: return"
    assert due(ticket, limits.AGREED) == {}


def agreed(cy, **fields):
    ticket = tickets.a_ticket(furniture(), kind="exchange", fault="loose", who="cy", store="JJ")
    fields = {"remedy": "exchange", "cause": "workmanship", **fields}
    return ticket, decide(cy, ticket, **fields).status_code


def covered_return(cy, ticket):
    return decide(cy, tickets.the_ticket(ticket.id), remedy="return", cause="workmanship").status_code


def test_who_says_the_same_once_more_gains_no_days_and_loses_no_right(cy, monday):
    ticket, status = agreed(cy)
    assert status == 303
    move(monday, date(2026, 12, 7), cy, "cy")
    again = decide(cy, tickets.the_ticket(ticket.id), remedy="exchange", cause="workmanship", reason="等货")
    assert again.status_code == 303
    assert due(ticket, limits.AGREED) == {"cn_furniture_90_180": date(2026, 12, 9)}
    move(monday, date(2026, 12, 9), cy, "cy")
    assert [covered_return(cy, ticket), covered_return(cy, ticket)] == [303, 303]


def test_an_exchange_that_is_promised_once_more_has_its_own_days(cy, monday):
    ticket, _ = agreed(cy, cause="workmanship")
    assert cy.send(f"/tickets/{ticket.id}/exchange", new="BED2", direct="y").status_code == 303
    assert cy.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303
    move(monday, date(2026, 11, 25), cy, "cy")
    assert cy.send(f"/tickets/{ticket.id}/reopening", because="又松了").status_code == 303
    again = decide(cy, tickets.the_ticket(ticket.id), remedy="exchange", cause="workmanship")
    assert again.status_code == 303
    assert due(ticket, limits.AGREED) == {"cn_furniture_90_180": date(2026, 12, 11)}


def test_a_gift_a_void_card_and_what_waits_for_the_customer_turn_into_no_money(cy, monday):
    db.session.scalars(
        select(Membership).filter_by(person_id=factories.the_person("cy").id)
    ).one().role_code = "manager"
    db.session.commit()
    cy.enter("cy")
    ticket, status = agreed(cy, verdict="goodwill", reason="老顾客")
    assert status == 303 and due(ticket, limits.AGREED) == {}
    assert (
        decide(cy, tickets.the_ticket(ticket.id), remedy="exchange", cause="workmanship").status_code == 303
    )
    assert due(ticket, limits.AGREED)
    assert cy.send(f"/tickets/{ticket.id}/steps", state="ready", words="").status_code == 303
    move(monday, date(2026, 12, 12), cy, "cy")
    assert covered_return(cy, ticket) == 422  # it is there, and the customer does not come
    for mark in tickets.the_ticket(ticket.id).marks:
        mark.set_at = None if limits.since_of(mark) == limits.AGREED else mark.set_at
    db.session.commit()
    tickets.the_ticket(ticket.id).card.voided_at = factories.NOW
    db.session.commit()
    assert covered_return(cy, ticket) == 422
    tickets.the_ticket(ticket.id).card.voided_at = None
    db.session.commit()
    assert covered_return(cy, ticket) == 303


def test_what_the_customer_pays_for_has_no_limit_of_a_repair(ann):
    ticket = tickets.a_ticket()
    assert due(ticket, limits.HANDED_IN)
    fields = {
        "cause": "misuse",
        "verdict": "not_covered",
        "reason": "进水",
        "quote": "300",
        "remedy": "repair",
    }
    assert decide(ann, ticket, **fields).status_code == 303
    assert due(ticket, limits.HANDED_IN) == {}
