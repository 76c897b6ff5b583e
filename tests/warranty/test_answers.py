from datetime import date, timedelta

import pytest

from counter.warranty.coverage import Days, ends, today
from tests.warranty.policies import (
    BED,
    PHONE,
    SOLD,
    SOLD_ON,
    WEEK,
    YEAR,
    a_policy,
    a_window,
)


def test_the_best_policy_comes_first_and_the_others_stay_visible():
    brand = a_policy("brand", "brand", {"battery": "P24M", "whole": None})
    answer = today(ends([YEAR, brand], PHONE, SOLD), date(2026, 6, 1))
    covers = {
        cover.part: (cover.until, cover.by.layer, [end.layer for end in cover.others])
        for cover in answer.parts
    }
    assert covers == {
        "main_unit": (date(2027, 3, 2), "law", []),
        "battery": (date(2028, 3, 2), "brand", ["law"]),
        "charger": (date(2027, 3, 2), "law", []),
    }
    assert answer.until == date(2028, 3, 2)


def test_a_part_is_covered_on_its_last_day_and_has_ended_on_the_next():
    policy = a_policy(parts={"battery": "P6M", "whole": "P12M"})
    last_day = date(2026, 9, 2)
    on_it, after = (today(ends([policy], PHONE, SOLD), day) for day in (last_day, last_day + timedelta(1)))
    assert [cover.part for cover in on_it.parts] == ["main_unit", "battery", "charger"]
    assert on_it.parts[1].days_left(last_day) == 0
    assert [cover.part for cover in after.parts] == ["main_unit", "charger"]
    assert [(cover.part, cover.until) for cover in after.ended] == [("battery", last_day)]
    assert not today(ends([policy], PHONE, SOLD), date(2027, 3, 3)).is_covered


def test_before_delivery_the_cover_is_yet_to_come():
    answer = today(ends([YEAR], PHONE, Days(SOLD_ON, delivered_on=SOLD_ON + WEEK)), SOLD_ON)
    assert not answer.parts
    assert len(answer.coming) == 3


def test_parts_that_nobody_promises_anything_for_are_named():
    answer = today(ends([a_policy(parts={"frame": "P12M", "cover": None})], BED, SOLD), SOLD_ON)
    assert (answer.not_promised, answer.not_stated) == (("cover",), ())
    answer = today(ends([a_policy(parts={"frame": "P12M"})], BED, SOLD), SOLD_ON)
    assert (answer.not_promised, answer.not_stated) == ((), ("cover",))
    assert today(ends([a_policy(parts={"whole": None})], PHONE, SOLD), SOLD_ON).not_promised == ("whole",)


def three_steps(name="rule", layer="law", first=7, second=15, **more):
    return a_policy(
        name,
        layer,
        {"main_unit": "P12M"},
        [
            a_window("first", "P0D", f"P{first}D", "return", "exchange", "repair", part="main_unit", **more),
            a_window("second", f"P{first}D", f"P{second}D", "exchange", "repair", part="main_unit", **more),
            a_window("in_term", f"P{second}D", "term", "repair", part="main_unit", **more),
        ],
    )


@pytest.mark.parametrize(
    ("days_after", "open_today"),
    [
        (0, {"return": 7, "exchange": 15, "repair": 365}),
        (7, {"return": 7, "exchange": 15, "repair": 365}),
        (8, {"exchange": 15, "repair": 365}),
        (16, {"repair": 365}),
        (365, {"repair": 365}),
        (366, {}),
    ],
)
def test_a_remedy_is_open_until_the_last_window_that_follows_without_a_gap(days_after, open_today):
    answer = today(ends([three_steps()], PHONE, SOLD), SOLD_ON + timedelta(days_after))
    assert {one.remedy: (one.until - SOLD_ON).days for one in answer.main_remedies} == open_today


def test_a_gap_between_two_windows_is_not_bridged():
    policy = a_policy(
        parts={"whole": "P12M"},
        windows=[a_window("a", "P0D", "P7D", "return"), a_window("b", "P8D", "P15D", "return")],
    )
    assert today(ends([policy], PHONE, SOLD), SOLD_ON).remedies[0].until == SOLD_ON + WEEK


def test_two_rules_that_end_a_remedy_on_different_days_are_both_shown_the_later_first():
    found = ends([three_steps(), three_steps("shop", "store", first=30, second=60)], PHONE, SOLD)
    money_back = today(found, SOLD_ON).remedies[0]
    assert (money_back.remedy, money_back.by.policy, [end.policy for end in money_back.others]) == (
        "return",
        "shop",
        ["rule"],
    )


def test_what_is_said_of_the_whole_counts_for_the_main_part():
    policy = a_policy(parts={"whole": "P12M"}, windows=[a_window("week", "P0D", "P7D", "return")])
    assert [(one.remedy, one.part) for one in today(ends([policy], PHONE, SOLD), SOLD_ON).main_remedies] == [
        ("return", "whole")
    ]


def test_what_was_told_of_the_fault_opens_and_closes_remedies():
    found = ends([three_steps(**{"if": {"fault.listed": True}})], PHONE, SOLD)
    assert today(found, SOLD_ON).remedies[0].asks == ("fault.listed",)
    assert today(found, SOLD_ON, {"fault.listed": True}).remedies[0].asks == ()
    assert today(found, SOLD_ON, {"fault.listed": False}).remedies == ()


def test_a_return_without_a_reason_is_an_offer_of_its_own():
    policy = a_policy(
        parts={"whole": "P12M"},
        windows=[
            a_window("month", "P0D", "P30D", "return", no_reason=True),
            a_window("quarter", "P0D", "P90D", "return"),
        ],
    )
    answer = today(ends([policy], PHONE, SOLD), SOLD_ON)
    assert [(one.no_reason, (one.until - SOLD_ON).days) for one in answer.remedies] == [
        (True, 30),
        (False, 90),
    ]
