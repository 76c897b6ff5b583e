"""What was asked for in time is decided, foreseen and told as of that day, also where the thing was never left."""

import re
from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.tickets import deciding, exchanging
from counter.warranty import demands, repairing
from counter.warranty.foreseeing import foresee
from counter.warranty.models import Card
from tests import factories
from tests.people.outside import Somebody, path_of
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_pieces import chairs
from tests.warranty import cards
from tests.warranty.test_asked_in_time import BEGAN, ENDS
from tests.warranty.test_repairing import IMEI, NEW, TODAY, hand, kept_end

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
AT_COST, IN_TIME = "at cost", "Asked for in time: it is decided as of the day on which it was told."
NOTHING = "No rule gives anything today."
ANEW = date(2027, 11, 23)  # a year from today


@pytest.fixture
def card(monday):
    """Its term ended a week ago."""
    return cards.a_card(serials={"imei1": IMEI}, sold_on=BEGAN)


def told(card, days=7, **kw):
    return tickets.a_ticket(card, at=factories.NOW - timedelta(days), is_here=False, **kw)


def decision_of(page):
    return re.search(r'id="decision".*?<form', page, re.S)[0]


def exchanged(card):
    rows = foresee(card.lines[0], card, factories.the_store(), None, TODAY, 3).rows
    return {row.part: row.exchanged for row in rows}


@pytest.mark.parametrize("is_decided", [False, True])
def test_its_page_says_what_may_be_asked_for_as_of_the_day_on_which_it_was_told(ann, card, is_decided):
    ticket = told(card)
    if is_decided:
        assert decide(ann, ticket, fault="keys").status_code == 303
    shown = decision_of(said(ann.get(f"/tickets/{ticket.id}")))
    assert NOTHING not in shown and "Free repair" in shown
    assert re.search(r'to 16 Nov 2026\s*<span class="sub">asked for in time</span>', shown)


@pytest.mark.parametrize("cause", ["", "material"])
def test_what_is_open_until_later_is_named_once(ann, monday, cause):
    """Told on day 4, shown on day 13: two windows of the rule for phones have begun since."""
    phone = cards.a_card(serials={"imei1": IMEI}, sold_on=date(2026, 11, 10))
    ticket = told(phone, 9)
    given = deciding.possible(ticket, cause, date(2026, 11, 14), TODAY)
    rows = [(one.remedy, one.until) for one in given if not one.provisos]
    assert len(rows) == len(set(rows)) and {one for one, _ in rows} == {"return", "exchange", "repair"}
    assert decision_of(said(ann.get(f"/tickets/{ticket.id}"))).count("to 10 Nov 2027") == 1


def test_what_was_told_a_day_too_late_has_nothing(ann, card):
    ticket = told(card, 6)
    assert NOTHING in decision_of(said(ann.get(f"/tickets/{ticket.id}")))
    assert "main_unit" not in exchanged(card)
    assert AT_COST in said(ann.get(f"/warranty-cards/{card.id}"))


def test_a_question_is_answered_as_of_today(ann, card):
    ticket = tickets.a_ticket(card, "question", at=factories.NOW - timedelta(7), channel="phone")
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert NOTHING in page and "asked for in time" not in page
    assert AT_COST in said(ann.get(f"/warranty-cards/{card.id}"))


@pytest.mark.parametrize("kind, is_named", [("question", False), ("return", True)])
def test_nor_is_it_answered_with_what_may_have_been_open_then(ann, kind, is_named):
    """Seven days after an exchange, should they begin anew with it."""
    phone = cards.a_card(serials={"imei1": IMEI}, sold_on=date(2026, 9, 1))
    on = date(2026, 11, 10)
    repairing.exchange(
        phone.lines[0], repairing.Fault(), on, {"imei1": NEW}, cards.by(), factories.NOW - timedelta(13), on
    )
    ticket = tickets.a_ticket(phone, kind, at=factories.NOW - timedelta(9), channel="phone", fault="keys")
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert ("to 17 Nov 2026" in page) == is_named and "to 25 Nov 2026" in page


def test_what_if_it_were_exchanged_is_what_its_exchange_makes_of_it(ann, card):
    ticket = told(card)
    (way,) = re.findall(
        r'href="(/warranty-cards/\d+/what-if\?[^"]+)"', said(ann.get(f"/tickets/{ticket.id}"))
    )
    assert "23 Nov 2027" in said(ann.get(way.replace("&amp;", "&")))
    foreseen = exchanged(card)
    me = cards.by("bo")
    me.is_manager = True
    deciding.decide(ticket, "material", "goodwill", "exchange", "x", None, me, factories.NOW)
    exchanging.exchange(ticket, tickets.on_shelf(), {}, me, factories.NOW, TODAY)
    ends = {one.part: one.ends_on for one in card.lines[0].coverages if one.kind == "term"}
    assert foreseen["main_unit"] == ends["main_unit"] == ANEW


@pytest.mark.parametrize("is_exchanged", [True, False])
def test_what_is_noted_on_its_card_was_told_then_all_the_same(ann, card, is_exchanged):
    told(card)
    what, on = f"{card.lines[0].id}:", str(TODAY)
    if is_exchanged:
        sent = {"new-what": what, "new-on": on, "new-fault": "keys", "new-imei1": NEW}
        assert ann.send(f"/warranty-cards/{card.id}/exchanges", **sent).status_code == 303
        assert kept_end(db.session.get(Card, card.id)) == ANEW
    else:
        sent = {"what": what, "on": on, "fault": "keys"}
        assert ann.send(f"/warranty-cards/{card.id}/repairs", **sent).status_code == 303
    (repair,) = db.session.get(Card, card.id).lines[0].repairs
    assert repair.told_on == ENDS


def test_what_was_told_in_time_and_taken_in_later_is_exchanged_in_time(bo, card):
    """Also once its ticket is closed, since it goes on on its card."""
    ticket, what, on = told(card), f"{card.lines[0].id}:", str(TODAY)
    path = f"/warranty-cards/{card.id}"
    assert bo.send(f"{path}/repairs", what=what, on=on, fault="keys").status_code == 303
    assert bo.send(f"/tickets/{ticket.id}/closing", because="x").status_code == 303
    db.session.expire_all()
    foreseen = exchanged(db.session.get(Card, card.id))
    sent = {"new-what": what, "new-on": on, "new-fault": "keys", "new-imei1": NEW}
    assert bo.send(f"{path}/exchanges", **sent).status_code == 303
    db.session.expire_all()
    assert kept_end(db.session.get(Card, card.id)) == foreseen["main_unit"] == ANEW


def test_what_was_told_of_the_charger_is_not_told_of_the_phone(card):
    told(card, part="charger", fault="charger_fails")
    assert "main_unit" not in exchanged(card)


@pytest.mark.parametrize("days, is_given", [(7, False), (6, False), (7, True)])
def test_what_was_told_of_all_pieces_was_told_of_those_that_are_parted_since(visit, days, is_given):
    cy, six, me = visit("cy"), chairs(6, sold_on=BEGAN), cards.by("cy", "JJ")
    tickets.a_ticket(
        six, at=factories.NOW - timedelta(days), is_here=False, who="cy", store="JJ", fault="loose"
    )
    sent = {"what": f"{six.lines[0].id}:", "on": str(TODAY), "fault": "loose", "pieces": "1"}
    assert cy.send(f"/warranty-cards/{six.id}/repairs", **sent).status_code == 303
    db.session.expire_all()
    five, one = db.session.get(Card, six.id).lines
    repairing.give_back(one.repairs[0], TODAY, "", me, factories.NOW, TODAY)
    if is_given:
        repairing.exchange(one, repairing.Fault(), TODAY, {}, me, factories.NOW, TODAY)
    is_in_time = days == 7
    asked = [ENDS, *[ENDS] * (not is_given)] if is_in_time else [date(2026, 11, 17)] * 2
    assert [one.told_on for one in demands.of(one.card)] == asked
    ends = {line.id: foresee(line, one.card, me.store, None, TODAY, 3).rows for line in (five, one)}
    exchanged = [[row.exchanged for row in ends[line.id] if row.part == "frame"] for line in (five, one)]
    if not is_given:
        assert exchanged == [[ANEW], [ANEW]] if is_in_time else exchanged == [[], []]


def test_nothing_is_said_to_be_at_cost_of_what_was_told_or_left_in_time(ann, card):
    other = cards.a_card("李雷", "+8613900139001", serials={}, sold_on=BEGAN)
    told(card)
    hand(other.lines[0], date(2026, 11, 10))
    for path in (f"/warranty-cards/{one.id}{more}" for one in (card, other) for more in ("", "/tickets/new")):
        page = said(ann.get(path))
        assert IN_TIME in page and AT_COST not in page, path


@pytest.mark.parametrize("is_refused", [True, False])
def test_it_is_once_that_was_refused_or_is_over(bo, card, is_refused):
    ticket = told(card)
    if is_refused:
        fields = {"cause": "drop", "verdict": "not_covered", "reason": "x", "quote": "120"}
        assert decide(bo, ticket, **fields).status_code == 303
    else:
        assert bo.send(f"/tickets/{ticket.id}/closing", because="x").status_code == 303
    page = said(bo.get(f"/warranty-cards/{card.id}"))
    assert AT_COST in page and IN_TIME not in page


def test_nor_is_the_customer_told_that_they_pay_for_it(card, visit):
    assert "you hear the price first" in Somebody(visit(), path_of(card)).enter()
    told(card)
    page = Somebody(visit(), path_of(card)).enter()
    assert "You told us in time: what the guarantee gave on that day still counts." in page
    assert "you hear the price first" not in page


@pytest.mark.parametrize("back_on, holds", [(date(2026, 11, 12), True), (date(2026, 10, 20), False)])
def test_what_was_repaired_last_holds_its_thirty_days_though_the_guarantee_is_over(
    ann, card, visit, back_on, holds
):
    hand(card.lines[0], back_on, back_on)
    holds_to = "What was repaired holds at least to 12 Dec 2026."
    pages = [said(ann.get(f"/warranty-cards/{card.id}{more}")) for more in ("", "/tickets/new")]
    pages.append(Somebody(visit(), path_of(card)).enter())
    assert [holds_to in page for page in pages] == [holds] * 3
    assert AT_COST in pages[0] and "you hear the price first" in pages[2]
