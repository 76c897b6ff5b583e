"""What so many repairs open: counted as the policy says, from the day the last is back to the end of the term."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.warranty.coverage import Event, ends, today
from counter.warranty.terms import UNLISTED
from tests.warranty.policies import PHONE, SOLD, SOLD_ON, a_policy, a_repair

TWICE = {"id": "twice", "label": {"zh": "两次", "en": "twice"}, "count": "repairs", "over": "any_listed_fault",
         "part": "main_unit", "reach": 2, "then": ["exchange"]}  # fmt: skip
DAY = date(2026, 5, 1)


def a_rule(**line):
    return a_policy(parts={"main_unit": "P12M", "battery": "P6M"}, counters=[TWICE | line])


def opened(policy, *events):
    found = [end for end in ends([policy], PHONE, SOLD, events) if end.window == "twice"]
    return {end.part: end for end in found}


def a_fault(on, fault="", days=3, **more):
    return Event("repair", on, on + timedelta(days), fault=fault, **more)


def test_the_second_repair_opens_it_from_its_return_to_the_end_of_the_term():
    assert opened(a_rule(), a_repair(DAY, 3)) == {}
    (end,) = opened(a_rule(), a_repair(DAY, 3), a_repair(DAY + timedelta(30), 5)).values()
    assert (end.starts_on, end.remedies) == (DAY + timedelta(35), ("exchange",))
    assert end.ends_on == date(2027, 3, 2) + timedelta(8)


def test_what_is_not_back_yet_does_not_count_nor_what_came_after_the_term():
    assert opened(a_rule(), a_repair(DAY, 3), Event("repair", DAY + timedelta(9))) == {}
    assert opened(a_rule(), a_repair(DAY, 3), a_repair(date(2027, 6, 1), 3)) == {}


@pytest.mark.parametrize(
    ("faults", "over", "is_open"),
    [
        (("display", "no_start"), "any_listed_fault", True),
        (("display", ""), "any_listed_fault", True),
        (("display", UNLISTED), "any_listed_fault", False),
        (("display", UNLISTED), "any_fault", True),
        (("display", "no_start"), "same_fault", False),
        (("display", "display"), "same_fault", True),
        (("", ""), "same_fault", False),
        ((UNLISTED, UNLISTED), "same_fault", False),
        (("display", "no_start", "display"), "same_fault", True),
    ],
)
def test_which_faults_count_is_the_policys_to_say(faults, over, is_open):
    events = [a_fault(DAY + timedelta(20 * n), fault) for n, fault in enumerate(faults)]
    assert bool(opened(a_rule(over=over), *events)) is is_open


def test_a_part_of_its_own_counts_for_itself_the_whole_for_each():
    battery = a_fault(DAY, part="battery"), a_fault(DAY + timedelta(20), part="battery")
    assert opened(a_rule(), *battery) == {}
    assert set(opened(a_rule(part="battery"), *battery)) == {"battery"}
    assert "main_unit" in opened(a_rule(part="whole"), *battery)


def test_days_under_repair_are_added_up_and_a_day_under_two_repairs_is_one():
    rule = a_rule(count="repair_days", reach=10, over="any_fault", part="main_unit")
    assert opened(rule, a_fault(DAY, days=6), a_fault(DAY + timedelta(3), days=6)) == {}
    (end,) = opened(rule, a_fault(DAY, days=6), a_fault(DAY + timedelta(30), days=4)).values()
    assert end.starts_on == DAY + timedelta(34)


def test_a_new_unit_has_no_repairs_behind_it():
    new = Event("exchange", DAY + timedelta(40), DAY + timedelta(40))
    assert opened(a_rule(), a_repair(DAY, 3), a_repair(DAY + timedelta(20), 3), new) == {}


@pytest.mark.parametrize("is_thing_away", [True, False])
def test_a_repair_that_fitted_a_new_part_is_a_repair_one_that_ended_in_an_exchange_of_it_is_none(
    is_thing_away,
):
    day = SOLD_ON + timedelta(30)
    made = Event("repair", day - timedelta(3), day, "battery")
    new = Event("exchange", day, day, "battery", is_thing_away)
    assert made.came_to_nothing([made, new]) == is_thing_away


def test_exchanges_of_a_part_are_counted_too():
    rule = a_rule(count="exchanges", part="battery", then=["return"])
    events = [Event("exchange", day, day, part="battery") for day in (DAY, DAY + timedelta(9))]
    assert opened(rule, *events)["battery"].remedies == ("return",)


def test_its_condition_is_asked_for():
    rule = a_rule(**{"if": {"claim.still_faulty": True}})
    events = [a_repair(DAY, 3), a_repair(DAY + timedelta(30), 5)]
    (one,) = [open_ for open_ in today(ends([rule], PHONE, SOLD, events), DAY + timedelta(60)).remedies]
    assert (one.remedy, one.asks) == ("exchange", ("claim.still_faulty",))


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 20)), max_size=6), st.integers(0, 5))
def test_one_more_repair_never_takes_away_what_was_open(repairs, place):
    events = [a_repair(SOLD_ON + timedelta(begin), days) for begin, days in repairs]
    fewer = [event for n, event in enumerate(events) if n != place]
    if opened(a_rule(over="any_fault"), *fewer):
        assert opened(a_rule(over="any_fault"), *events)


def test_a_law_without_a_term_of_its_own_counts_within_the_longest_that_a_law_gives():
    local = a_policy(
        "local", parts={"whole": None}, counters=[TWICE | {"over": "any_fault", "part": "whole"}]
    )
    state = a_policy("state", parts={"main_unit": "P12M", "battery": "P6M"})
    brand = a_policy("brand", layer="brand", parts={"main_unit": "P24M"})
    events = [a_repair(DAY, 3), a_repair(DAY + timedelta(30), 5)]
    found = [end for end in ends([local, state, brand], PHONE, SOLD, events) if end.window == "twice"]
    assert {(end.policy, end.part, end.ends_on) for end in found} == {
        ("local", "main_unit", date(2027, 3, 10)),
        ("local", "battery", date(2026, 9, 10)),
    }
