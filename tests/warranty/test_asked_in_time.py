"""What a customer asked for within the term is theirs, however long it takes to give it; and what was sent in by itself takes no
time of the rest."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.tickets import deciding, exchanging, handing_in
from counter.warranty import remedies, repairing, waiting
from counter.warranty.foreseeing import foresee
from counter.warranty.terms import Event
from tests import factories
from tests.tickets import tickets
from tests.warranty import cards
from tests.warranty.policies import a_policy, the_end
from tests.warranty.test_repairing import IMEI, NEW, TODAY, hand, kept_end

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
BEGAN = date(2025, 11, 16)  # a Sunday; the term of a year ends on Monday 16 November 2026
ENDS = date(2026, 11, 16)


@pytest.fixture
def card(monday):
    return cards.a_card(serials={"imei1": IMEI}, sold_on=BEGAN)


@pytest.mark.parametrize("part", [None, "battery"])
@pytest.mark.parametrize(
    ("told_on", "until"), [(2, date(2028, 3, 20)), (3, date(2027, 3, 2)), (None, date(2027, 3, 2))]
)
def test_an_exchange_after_the_term_starts_it_anew_if_it_was_asked_for_within(part, told_on, until):
    done = date(2027, 3, 20)
    told = date(2027, 3, told_on) if told_on else None
    event = Event("exchange", done, done, part, told_on=told)
    rule = a_policy(parts={"whole": "P12M"}, effects={"replaced_part": "restarts"})
    assert the_end(rule, "battery", events=[event]).ends_on == until


def test_a_ticket_that_was_opened_in_time_gives_a_new_phone_with_a_term_of_its_own(card):
    assert kept_end(card) == ENDS
    ticket = tickets.a_ticket(card, "exchange", at=factories.NOW - timedelta(7), fault="keys")
    me, boss = cards.by(), cards.by("bo")
    boss.is_manager = True
    deciding.decide(ticket, "material", "goodwill", "exchange", "x", None, boss, factories.NOW)
    exchanging.exchange(ticket, tickets.on_shelf(), {}, me, factories.NOW, TODAY)
    db.session.commit()
    assert card.lines[0].repairs[-1].told_on == ENDS
    assert kept_end(card) == date(2027, 11, 23)


def test_what_lies_here_since_before_the_end_is_exchanged_in_time(card):
    hand(card.lines[0], date(2026, 11, 10))
    line, store = card.lines[0], factories.the_store()
    told = {row.part: row for row in foresee(line, card, store, None, TODAY, 3).rows}
    repairing.exchange(line, repairing.Fault(), TODAY, {"imei1": NEW}, cards.by(), factories.NOW, TODAY)
    assert kept_end(card) == told["main_unit"].exchanged == date(2027, 11, 23)


def a_phone_left_a_week_after_its_term(card):
    ticket = tickets.a_ticket(card, at=factories.NOW - timedelta(7), is_here=False)
    handing_in.hand_in(ticket, handing_in.Left("x"), cards.by(), factories.NOW)
    return ticket.line


def test_what_is_asked_for_in_time_and_left_later_has_its_days_of_repair_added(card):
    (repair,) = a_phone_left_a_week_after_its_term(card).repairs
    assert (repair.taken_on, repair.told_on) == (TODAY, ENDS)
    back = TODAY + timedelta(9)
    repairing.give_back(repair, back, "", cards.by(), factories.NOW, back)
    assert kept_end(card) == ENDS + timedelta(9)


def test_what_if_it_were_exchanged_knows_that_it_was_asked_for_in_time(card):
    line = a_phone_left_a_week_after_its_term(card)
    told = {row.part: row for row in foresee(line, card, factories.the_store(), None, TODAY, 3).rows}
    assert told["main_unit"].exchanged == date(2027, 11, 23)


def test_what_is_asked_for_in_time_and_left_later_is_exchanged_where_its_repair_takes_too_long(card):
    line, store = a_phone_left_a_week_after_its_term(card), factories.the_store()
    given = {one.remedy for one in remedies.overdue(line, card, store, None, TODAY + timedelta(61))}
    assert given == {"loan", "exchange", "return"}


def test_what_if_takes_the_repair_that_runs_for_that_repair_and_no_other(card):
    line, store = card.lines[0], factories.the_store()
    hand(line, date(2026, 11, 10))
    told = {row.part: row for row in foresee(line, card, store, None, TODAY, 3).rows}
    repairing.give_back(
        line.repairs[0], TODAY + timedelta(3), "", cards.by(), factories.NOW, TODAY + timedelta(3)
    )
    assert told["main_unit"].repaired == kept_end(card) == ENDS + timedelta(16)


@pytest.mark.parametrize("is_here", [True, False])
def test_a_first_repair_across_the_end_of_the_term_opens_no_exchange(card, is_here):
    """That of a charger goes on with the term; it is none of the phone, and was there before."""
    line, store, today = card.lines[0], factories.the_store(), ENDS if not is_here else TODAY
    if is_here:
        hand(line, date(2026, 11, 16))
    assert foresee(line, card, store, None, today, 3).opened == []


def test_a_second_one_does(card):
    line, store = card.lines[0], factories.the_store()
    hand(line, date(2026, 5, 4), date(2026, 5, 9), code="keys")
    told = foresee(line, card, store, None, ENDS, 3).opened
    assert told == [("exchange", date(2026, 11, 24))]


def test_a_charger_that_came_by_itself_takes_no_time_of_the_phone_and_no_phone_is_lent_for_it(monday):
    phone = cards.a_card(serials={"imei1": IMEI}, sold_on=date(2026, 6, 1))
    line, store, before = phone.lines[0], factories.the_store(), kept_end(phone)
    made = hand(line, date(2026, 10, 23), part="charger")
    assert made.is_thing_away is False
    due, coming = waiting.of(made, phone, TODAY)
    assert not any("loan" in one.then for one in (*due, coming) if one)
    told = {row.part: row for row in foresee(line, phone, store, None, TODAY, 7).rows}
    assert told["main_unit"].repaired == before + timedelta(7)
    repairing.give_back(made, TODAY, "", cards.by(), factories.NOW, TODAY)
    assert kept_end(phone) == before and kept_end(phone, "charger") > TODAY


def test_what_if_a_charger_were_repaired_takes_no_time_of_the_phone(monday):
    phone = cards.a_card(serials={"imei1": IMEI}, sold_on=date(2026, 6, 1))
    before = kept_end(phone)
    told = {
        row.part: row.repaired
        for row in foresee(phone.lines[0], phone, factories.the_store(), "charger", TODAY, 7).rows
    }
    assert told["main_unit"] == before and told["charger"] == before + timedelta(7)


def test_a_battery_is_in_the_phone(monday):
    phone = cards.a_card(serials={"imei1": IMEI}, sold_on=date(2026, 6, 1))
    assert hand(phone.lines[0], date(2026, 10, 23), part="battery").is_thing_away is True
