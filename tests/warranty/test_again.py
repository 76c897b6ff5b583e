"""Whether a time of so many days opens again after an exchange no rule says: it is named as long as it might be open."""

from datetime import date

import pytest

from counter.warranty import again, covering
from counter.warranty.coverage import Days, ends, today
from counter.warranty.terms import Event
from tests.warranty.policies import PHONE, PLAN, SOLD, SOLD_ON, a_policy, a_window

PARTS = {"main_unit": "P12M", "charger": "P12M"}
WEEK_AND_TWO = [
    a_window("day_7", "P0D", "P7D", "return", "exchange", "repair", part="main_unit"),
    a_window("day_15", "P7D", "P15D", "exchange", "repair", part="main_unit"),
    a_window("in_term", "P15D", "term", "repair", part="main_unit"),
]
RULE = a_policy(parts=PARTS, windows=WEEK_AND_TWO)
ON = date(2026, 6, 1)


def named(day, events, policies=(RULE,), **more):
    """(remedy, its last day, the exchange) of what may be open again."""

    def all_of(days, happened):
        return ends(policies, PHONE, days, happened, **more)

    found = all_of(SOLD, events)
    given = today(found, day, parts=PHONE.parts).remedies
    since = again.perhaps(
        found, lambda on: all_of(Days.as_of(SOLD_ON, on), []), events, given, day, {}, PHONE.parts
    )
    return [(one.remedy, one.until, each.exchanged_on) for each in since for one in each.remedies]


def an_exchange(on, part=None):
    return Event("exchange", on, on, part)


def test_day_by_day_after_an_exchange_until_the_time_would_be_over():
    events = [an_exchange(ON)]
    week, two = ("return", date(2026, 6, 8), ON), ("exchange", date(2026, 6, 16), ON)
    assert named(date(2026, 6, 1), events) == [week, two]
    assert named(date(2026, 6, 8), events) == [week, two]
    assert named(date(2026, 6, 9), events) == [two] == named(date(2026, 6, 16), events)
    assert named(date(2026, 6, 17), events) == []
    assert named(date(2026, 5, 31), events) == [] == named(date(2026, 6, 4), [])


def test_what_is_still_open_of_the_first_time_is_named_beside_it_only_where_it_would_last_longer():
    early = date(2026, 3, 5)
    assert ("return", date(2026, 3, 12), early) in named(date(2026, 3, 9), [an_exchange(early)])
    same_day = [an_exchange(SOLD_ON)]
    assert named(date(2026, 3, 4), same_day) == []


def test_of_two_exchanges_the_later_one_counts():
    assert {on for _, _, on in named(date(2026, 6, 5), [an_exchange(ON), an_exchange(date(2026, 6, 4))])} == {
        date(2026, 6, 4)
    }


@pytest.mark.parametrize(("part", "count"), [(None, 2), ("main_unit", 2), ("charger", 0)])
def test_a_new_charger_opens_nothing_again_for_the_phone(part, count):
    assert len(named(date(2026, 6, 3), [an_exchange(ON, part)])) == count
    whole = a_policy(parts=PARTS, windows=[a_window("week", "P0D", "P7D", "return")])
    assert len(named(date(2026, 6, 3), [an_exchange(ON, part)], [whole])) == bool(count)


def test_what_is_given_once_the_term_is_over_renews_nothing():
    assert named(date(2027, 3, 4), [an_exchange(date(2027, 3, 2))])
    assert named(date(2027, 3, 4), [an_exchange(date(2027, 3, 3))]) == []
    asked = Event("exchange", date(2027, 3, 9), date(2027, 3, 9), told_on=date(2027, 3, 1))
    assert named(date(2027, 3, 10), [asked])
    termless = a_policy(parts={"whole": None}, windows=[a_window("week", "P0D", "P7D", "return")])
    for on, count in ((date(2026, 3, 9), 1), (date(2026, 3, 10), 0)):
        assert len(named(date(2026, 3, 11), [an_exchange(on)], [termless])) == count


def test_there_is_no_doubt_where_the_policy_says_that_nothing_begins_anew():
    policy = a_policy(parts=PARTS, windows=WEEK_AND_TWO, effects={"replaced_unit": "continues"})
    assert named(date(2026, 6, 3), [an_exchange(ON)], [policy]) == []


def test_nor_where_another_rule_gives_it_as_long_anyway():
    brand = a_policy("brand", "brand", PARTS, [a_window("in_term", "P0D", "term", "exchange")])
    assert [row[0] for row in named(date(2026, 6, 3), [an_exchange(ON)], [RULE, brand])] == ["return"]


def test_a_last_day_on_a_rest_day_moves_as_ever():
    policy = a_policy(parts=PARTS, windows=WEEK_AND_TWO, counting="rolls_over")
    on = date(2026, 6, 6)  # the seventh day is a Saturday
    found = named(date(2026, 6, 14), [an_exchange(on)], [policy], rest_days=[PLAN])
    assert ("return", date(2026, 6, 15), on) in found


def test_what_is_named_decides_nothing():
    """What is named decides nothing: the ends are the same with and without it."""
    found = ends([RULE], PHONE, SOLD, [an_exchange(ON)])
    assert [row["ends_on"] for row in covering.rows_of(found) if row["kind"] == "window"] == [
        date(2026, 3, 9),
        date(2026, 3, 17),
    ]
