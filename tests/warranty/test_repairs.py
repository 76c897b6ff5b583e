from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter.warranty.coverage import Days, Event, ends, today
from tests.warranty.policies import (
    BED,
    PHONE,
    PLAN,
    SOLD,
    SOLD_ON,
    WEEK,
    YEAR,
    a_policy,
    a_repair,
    a_window,
    the_end,
    windows,
)


def test_time_under_repair_is_added():
    assert the_end(YEAR, events=[a_repair(date(2026, 5, 1), 9)]).ends_on == date(2027, 3, 11)


def test_a_day_under_two_repairs_is_one_day():
    events = [a_repair(date(2026, 5, 1), 9), a_repair(date(2026, 5, 4), 10), a_repair(date(2026, 5, 2), 2)]
    assert the_end(YEAR, events=events).ends_on == date(2027, 3, 2) + timedelta(13)


def test_a_repair_after_the_end_adds_nothing_but_one_in_the_added_time_does():
    assert the_end(YEAR, events=[a_repair(date(2027, 3, 3), 9)]).ends_on == date(2027, 3, 2)
    late = [a_repair(date(2026, 5, 1), 9), a_repair(date(2027, 3, 11), 5)]
    assert the_end(YEAR, events=late).ends_on == date(2027, 3, 16)


def test_a_repair_on_the_day_to_which_the_end_moved_still_counts():
    policy = a_policy(parts={"whole": "P6M"}, counting="rolls_over")
    bought = Days(
        date(2026, 4, 11), delivered_on=date(2026, 4, 11)
    )  # ends on Sunday 11 October, so on Monday 12
    end = the_end(policy, days=bought, events=[a_repair(date(2026, 10, 12), 10)], rest_days=[PLAN])
    assert end.ends_on == date(2026, 10, 21)


def test_as_long_as_it_is_under_repair_the_end_is_provisional():
    end = the_end(YEAR, events=[Event("repair", date(2026, 5, 1))])
    assert (end.ends_on, end.is_provisional, end.doubts) == (date(2027, 3, 2), True, ("under_repair",))


@pytest.mark.parametrize(("effect", "doubts"), [("no_effect", ()), ("not_stated", ("repair_time",))])
def test_nothing_is_said_to_be_added_to_it_by_a_rule_that_adds_no_time(effect, doubts):
    policy = a_policy(parts={"whole": "P12M"}, effects={"repair_time": effect})
    end = the_end(policy, events=[Event("repair", date(2026, 5, 1))])
    assert (end.ends_on, end.is_provisional, end.doubts) == (date(2027, 3, 2), False, doubts)


def test_a_part_that_was_sent_in_alone_takes_no_time_of_the_rest():
    events = [a_repair(date(2026, 5, 1), 9, "charger", is_thing_away=False)]
    assert the_end(YEAR, "charger", events=events).ends_on == date(2027, 3, 11)
    assert the_end(YEAR, "main_unit", events=events).ends_on == date(2027, 3, 2)
    away = [a_repair(date(2026, 5, 1), 9, "charger")]
    assert the_end(YEAR, "main_unit", events=away).ends_on == date(2027, 3, 11)


@pytest.mark.parametrize(("effect", "doubts"), [("no_effect", ()), ("not_stated", ("repair_time",))])
def test_where_repair_time_adds_nothing_the_end_stays_and_silence_is_a_doubt(effect, doubts):
    policy = a_policy(parts={"whole": "P12M"}, effects={"repair_time": effect})
    end = the_end(policy, events=[a_repair(date(2026, 5, 1), 9)])
    assert (end.ends_on, end.doubts) == (date(2027, 3, 2), doubts)
    assert the_end(policy).doubts == ()


def test_an_exchange_starts_the_term_again_on_the_day_that_it_was_done():
    end = the_end(YEAR, "battery", events=[Event("exchange", date(2026, 5, 1), date(2026, 5, 20))])
    assert (end.starts_on, end.ends_on) == (date(2026, 5, 20), date(2027, 5, 20))


def test_repairs_before_an_exchange_are_forgotten_and_those_after_it_count():
    events = [
        a_repair(date(2026, 4, 1), 9),
        Event("exchange", date(2026, 5, 1), date(2026, 5, 20)),
        a_repair(date(2026, 6, 1), 3),
    ]
    assert the_end(YEAR, events=events).ends_on == date(2027, 5, 23)


def test_an_exchange_after_the_end_starts_nothing():
    assert the_end(YEAR, events=[Event("exchange", date(2027, 3, 3), date(2027, 3, 4))]).ends_on == date(
        2027, 3, 2
    )


@pytest.mark.parametrize(
    ("effect", "ends_on", "doubts"),
    [
        ("restarts", date(2027, 5, 20), ()),
        ("continues", date(2027, 3, 21), ()),
        ("not_stated", date(2027, 3, 21), ("replaced_part",)),
    ],
)
def test_a_new_part_is_covered_as_the_policy_says(effect, ends_on, doubts):
    policy = a_policy(parts={"whole": "P12M"}, effects={"replaced_part": effect})
    events = [Event("exchange", date(2026, 5, 1), date(2026, 5, 20), "battery")]
    end = the_end(policy, "battery", events=events)
    assert (end.ends_on, end.doubts) == (ends_on, doubts)
    assert the_end(policy, "main_unit", events=events).ends_on == date(2027, 3, 21)


def test_whether_a_window_opens_again_after_an_exchange_is_a_doubt():
    policy = a_policy(parts={"whole": "P12M"}, windows=[a_window("week", "P0D", "P7D", "return")])
    exchanged = [Event("exchange", date(2026, 3, 5), date(2026, 3, 6))]
    week = windows([policy], events=exchanged)["week"]
    assert (week.ends_on, week.doubts) == (date(2026, 3, 9), ("window_after_exchange",))
    assert windows([policy])["week"].doubts == ()


def test_the_law_starts_a_term_again_that_a_brand_lets_run_on():
    law = a_policy("law", parts={"whole": None})
    brand = a_policy(
        "brand",
        "brand",
        {"whole": "P12M"},
        effects={"replaced_unit": "continues", "repair_time": "no_effect"},
    )
    events = [Event("exchange", date(2026, 12, 1), date(2026, 12, 10))]
    found = [end for end in ends([law, brand], PHONE, SOLD, events) if end.part == "main_unit"]
    assert [(end.policy, end.lent_by, end.ends_on) for end in found] == [
        ("law", "brand", date(2027, 12, 10)),
        ("brand", None, date(2027, 3, 2)),
    ]
    assert not [end for end in ends([law, brand], PHONE, SOLD) if end.lent_by]


def test_the_law_counts_from_installation_where_a_shop_counts_from_delivery():
    law = a_policy("law", parts={"whole": None})
    shop = a_policy("shop", "store", {"whole": "P12M"}, start={"basis": ["delivered_on"], "pick": "latest"})
    days = Days(SOLD_ON, delivered_on=SOLD_ON, installed_on=SOLD_ON + WEEK)
    found = {end.policy: end.ends_on for end in ends([law, shop], BED, days) if end.part == "frame"}
    assert found == {"shop": date(2027, 3, 2), "law": date(2027, 3, 9)}


def test_what_the_law_makes_longer_can_be_asked_for_as_long():
    law = a_policy("law", parts={"whole": None})
    brand = a_policy(
        "brand",
        "brand",
        {"whole": "P12M"},
        [a_window("in_term", "P0D", "term", "repair")],
        effects={"repair_time": "no_effect"},
    )
    found = ends([law, brand], PHONE, SOLD, [a_repair(date(2026, 5, 1), 9)])
    (repair,) = [one for one in today(found, date(2026, 6, 1)).remedies if one.part == "main_unit"]
    assert (repair.until, repair.by.policy, repair.by.lent_by) == (date(2027, 3, 11), "law", "brand")
    assert [end.policy for end in repair.others] == ["brand"]


def test_a_province_that_starts_a_repaired_part_again_takes_the_length_from_who_gave_it():
    province = a_policy("province", parts={"whole": None}, effects={"repaired_part": "restarts"})
    country = a_policy("country", parts={"battery": "P6M", "whole": "P12M"})
    found = ends([province, country], PHONE, SOLD, [a_repair(date(2026, 5, 1), 9, "battery")])
    lent = [(end.part, end.starts_on, end.ends_on, end.length) for end in found if end.lent_by]
    assert lent == [("battery", date(2026, 5, 10), date(2026, 11, 10), "P6M")]


EU = a_policy(parts={"whole": "P24M"}, effects={"repair_time": "no_effect", "repair_extends_once": "P12M"})


def test_in_the_eu_the_first_repair_lengthens_the_guarantee_by_twelve_months_and_no_second_does():
    """Directive 2019/771 art. 10(2a) as amended by 2024/1799: extended once by twelve months."""
    first, second = a_repair(date(2026, 5, 1), 9), a_repair(date(2027, 5, 1), 9)
    assert the_end(EU).ends_on == date(2028, 3, 2)
    assert the_end(EU, events=[first]).ends_on == date(2029, 3, 2)
    assert the_end(EU, events=[first, second]).ends_on == date(2029, 3, 2)


def test_it_lengthens_only_when_it_is_back_and_was_handed_in_within_the_term():
    assert the_end(EU, events=[Event("repair", date(2026, 5, 1))]).ends_on == date(2028, 3, 2)
    assert the_end(EU, events=[a_repair(date(2028, 3, 3), 9)]).ends_on == date(2028, 3, 2)
    assert the_end(EU, events=[a_repair(date(2028, 3, 2), 9)]).ends_on == date(2029, 3, 2)


def test_in_the_eu_the_end_is_provisional_as_long_as_the_first_repair_lasts_and_in_no_later_one():
    first, here = a_repair(date(2026, 5, 1), 9), Event("repair", date(2027, 5, 1), is_thing_away=False)
    end = the_end(EU, events=[here])
    assert (end.ends_on, end.is_provisional, end.doubts) == (date(2028, 3, 2), True, ("extends_once",))
    assert the_end(EU, events=[first, here]).doubts == ()
    assert the_end(EU, events=[replace(here, from_on=date(2026, 4, 1)), first]).doubts == ()
