"""What is put right where it stands is in the repair record of its card, like what was handed in."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.tickets import putting_right
from counter.tickets.models import TicketStep
from counter.warranty import repairing
from counter.warranty.models import Card
from counter.warranty.versions import of_card
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

COVERED = {"fault": "loose", "cause": "workmanship", "verdict": "covered", "remedy": "repair"}
PAID = {
    "fault": "loose",
    "cause": "misuse",
    "verdict": "not_covered",
    "remedy": "repair",
    "reason": "拖拽移位",
}
CONTENT = {"satisfaction": "4"}
TWICE = "Same fault repaired twice"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def cy(visit):
    return visit("cy")


@pytest.fixture
def bed(shop):
    return a_bed()


def a_bed():
    made = factories.a_product("BED", "bed", "furniture_cn", parts=[], material="wood")
    bought = date(2026, 11, 2)
    return cards.a_card(product=made, serials={}, sold_on=bought, store="JJ", who="cy", delivered_on=bought)


def does(visitor, ticket, deed, status=303, **fields):
    answer = visitor.send(f"/tickets/{ticket.id}/{deed}", **fields)
    assert answer.status_code == status, (deed, said(answer)[-600:])
    return tickets.the_ticket(ticket.id)


def visited(visitor, card, **kw):
    """Somebody is there, and nothing was left."""
    told = {"is_here": False, "needs_visit": True, "fault": "loose", "words": "床头松动", "channel": "phone"}
    ticket = tickets.a_ticket(card, who="cy", store="JJ", **(told | kw))
    for state in ("appointed", "visited"):
        does(visitor, ticket, "steps", state=state)
    return ticket


def put_right(visitor, ticket, decision=COVERED, **fields):
    does(visitor, ticket, "decision", **decision, **fields)
    return does(visitor, ticket, "steps", state="ready", words="紧固好了")


def a_day_on(visitor, monday, days=1):
    monday.shift(timedelta(days=days))
    enters(visitor, "cy")


def enters(visitor, who):
    db.session.commit()
    visitor.enter(who)


def record():
    db.session.expire_all()
    lines = db.session.query(Card).order_by(Card.id.desc()).first().lines
    return sorted((one for line in lines for one in line.repairs), key=lambda one: one.id)


def page(visitor, card):
    return said(visitor.get(f"/warranty-cards/{card.id}"))


def test_of_two_repairs_at_home_the_second_opens_an_exchange(cy, bed, monday):
    for _ in range(2):
        ticket = put_right(cy, visited(cy, bed))
        does(cy, ticket, "closing", **CONTENT, work="紧固榫卯")
        shown = page(cy, bed)
        a_day_on(cy, monday)
    assert TWICE in shown and "Nothing was repaired" not in shown and "紧固榫卯" in shown
    first, second = record()
    assert second.ticket == ticket.number != first.ticket != ""
    assert (first.kind, first.fault, first.words) == ("repair", "loose", "床头松动")
    assert first.cause["en"] == "Workmanship" and first.work == "紧固榫卯" and first.is_counted
    assert not first.is_thing_away and not first.is_here
    assert [(one.taken_on, one.back_on) for one in (first, second)] == [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 24), date(2026, 11, 24)),
    ]


def test_it_was_repaired_on_the_day_on_which_it_was_ready_and_is_told_once(cy, bed, monday):
    ticket = put_right(cy, visited(cy, bed))
    a_day_on(cy, monday)
    does(cy, ticket, "collection", work="紧固榫卯")
    a_day_on(cy, monday, 2)
    does(cy, ticket, "closing", **CONTENT)
    (one,) = record()
    assert (one.taken_on, one.back_on, one.work) == (date(2026, 11, 23), date(2026, 11, 23), "紧固榫卯")
    assert "put it right where it stands" in page_of_a_manager(cy, bed)
    assert len(of_card(one.line.card)) == 1  # no version begins with it


def page_of_a_manager(visitor, card):
    enters(visitor, "dee")
    return page(visitor, card)


def test_but_not_before_it_was_decided_that_it_is_repaired(cy, bed, monday):
    ticket = put_right(cy, visited(cy, bed, kind="exchange"), COVERED | {"remedy": "exchange"})
    a_day_on(cy, monday)
    does(cy, ticket, "decision", **COVERED)
    does(cy, ticket, "collection", work="加固")
    assert [one.taken_on for one in record()] == [date(2026, 11, 24)]


def test_what_the_customer_pays_at_home_moves_no_term_and_opens_nothing(cy, bed, monday):
    for _ in range(2):
        ticket = visited(cy, bed)
        does(cy, ticket, "decision", **PAID, quote="260")
        does(cy, ticket, "quote", answer="yes")
        does(cy, ticket, "steps", state="ready")
        does(cy, ticket, "closing", **CONTENT, method="cash", work="换脚")
        a_day_on(cy, monday)
    assert [one.is_counted for one in record()] == [False, False]
    shown = page(cy, bed)
    assert TWICE not in shown and "moves no term" in shown


@pytest.mark.parametrize("why", ["declined", "refused", "not after all", "complaint", "upkeep"])
def test_where_nothing_was_repaired_nothing_is_in_the_record(cy, bed, why):
    kind = why if why in ("complaint", "upkeep") else "repair"
    ticket = visited(cy, bed, kind=kind, **({"severity": "minor"} if kind == "complaint" else {}))
    if why == "declined":
        does(cy, ticket, "decision", **PAID, quote="260")
        does(cy, ticket, "quote", answer="no")
    elif why == "refused":
        does(cy, ticket, "decision", **(PAID | {"remedy": "none"}))
    elif why == "not after all":
        does(cy, ticket, "decision", **COVERED)
        does(cy, ticket, "steps", state="ready")
        does(cy, ticket, "steps", state="in_repair")
        does(cy, ticket, "steps", state="waiting_customer", words="改约")
    if why != "not after all":
        does(cy, ticket, "steps", state="ready")
    assert 'id="closing-work"' not in said(cy.get(f"/tickets/{ticket.id}"))
    does(cy, ticket, "closing", **CONTENT, answer="已道歉")
    assert record() == []


def test_opened_again_and_put_right_again_it_is_a_second_repair(cy, bed, monday):
    ticket = put_right(cy, visited(cy, bed))
    does(cy, ticket, "closing", **CONTENT)
    a_day_on(cy, monday)
    does(cy, ticket, "reopening", because="又松了")
    put_right(cy, ticket)
    assert 'id="closing-work"' in said(cy.get(f"/tickets/{ticket.id}"))
    does(cy, ticket, "closing", **CONTENT)
    assert [one.taken_on.day for one in record()] == [23, 24] and TWICE in page(cy, bed)


def test_taken_along_after_all_it_is_in_the_record_by_its_hand_in_alone(cy, bed, monday):
    ticket = visited(cy, bed)
    does(cy, ticket, "hand-in", condition="无划痕", **{"signature-on_paper": "1"})
    put_right(cy, ticket)
    a_day_on(cy, monday, 2)
    does(cy, ticket, "collection", work="换床头")
    does(cy, ticket, "closing", **CONTENT)
    assert [(one.taken_on.day, one.back_on.day, one.is_thing_away) for one in record()] == [(23, 25, True)]


def test_what_lies_in_the_store_under_its_card_is_not_repaired_at_home_as_well(cy, bed):
    ticket = put_right(cy, visited(cy, bed))
    me, today = cards.by("cy", "JJ"), date(2026, 11, 23)
    repairing.take_in(ticket.line, repairing.Fault(None, "loose"), today, me, factories.NOW, today)
    db.session.commit()
    does(cy, ticket, "closing", **CONTENT)
    assert [one.ticket for one in record()] == [""]


def test_of_several_pieces_it_is_that_of_those_which_were_repaired(cy):
    chair = factories.a_product("CHAIR", "chair", "furniture_cn", parts=[], material="wood")
    card = cards.a_card(product=chair, serials={}, sold_on=date(2026, 11, 2), store="JJ", who="cy")
    card.lines[0].quantity = 6
    db.session.commit()
    ticket = put_right(cy, visited(cy, card, pieces=2))
    does(cy, ticket, "closing", **CONTENT)
    (one,) = record()
    assert one.line_id == ticket.line_id != card.lines[0].id and one.line.quantity == 2


@pytest.mark.parametrize("end", ["collection", "closing"])
def test_the_slip_says_how_long_it_holds(cy, end):
    """Thirty days (Zhejiang's art. 15)."""
    factories.the_store("JJ").jurisdictions = ["CN", "CN-ZJ"]
    bed = a_bed()
    ticket = put_right(cy, visited(cy, bed))
    assert "Holds at least" not in said(cy.get(f"/tickets/{ticket.id}/slip"))
    does(cy, ticket, end, **(CONTENT if end == "closing" else {}), work="紧固榫卯")
    slip = said(cy.get(f"/tickets/{ticket.id}/slip"))
    assert "23 Dec 2026" in slip and "have this slip at hand" in slip and "紧固榫卯" in slip
    assert "紧固榫卯" in said(cy.get(f"/warranty-cards/{bed.id}/print"))


def test_what_was_told_within_the_term_counts_where_somebody_comes_after_its_end(cy, bed, monday):
    a_day_on(cy, monday, 345)  # 3 Nov 2027, the last day is the 2nd
    first = put_right(cy, visited(cy, bed, at=factories.NOW + timedelta(days=340)))
    does(cy, first, "closing", **CONTENT)
    assert [(one.told_on, one.taken_on) for one in record()] == [(date(2027, 10, 29), date(2027, 11, 3))]


def test_a_manager_strikes_out_what_was_closed_by_mistake(cy, bed):
    ticket = put_right(cy, visited(cy, bed))
    does(cy, ticket, "collection", work="")
    (one,) = record()
    enters(cy, "dee")
    assert cy.send(f"/warranty-cards/{bed.id}/repairs/{one.id}/withdrawal").status_code == 303
    does(cy, ticket, "closing", **CONTENT)
    (struck,) = record()
    assert struck.withdrawn_at and "struck out" in page(cy, bed)


def test_one_that_was_handed_back_before_its_card_was_told_is_told_at_its_end(cy, bed, monday):
    """As an earlier version left it."""
    ticket = put_right(cy, visited(cy, bed))
    ticket.state, ticket.collected_at = "collected", factories.NOW
    ticket.steps.append(TicketStep(code="collected", at=factories.NOW, person_id=ticket.opened_by))
    db.session.commit()
    assert putting_right.unnoted_on(ticket) == date(2026, 11, 23)
    a_day_on(cy, monday)
    does(cy, ticket, "closing", **CONTENT)
    assert [one.taken_on for one in record()] == [date(2026, 11, 23)]
