import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.warranty.coverage import Days, End, Event, Plan, Thing, ends, today
from counter.warranty.doubts import DOUBTS

PHONE = Thing(("smartphone", "phone", "goods"), ("main_unit", "battery", "charger"))
BED = Thing(("bed", "furniture", "goods"), ("frame", "cover"), "wood")
WEEK = timedelta(7)
SOLD_ON = date(2026, 3, 2)
SOLD = Days(SOLD_ON, delivered_on=SOLD_ON)
PLAN = Plan.of(
    {
        "jurisdiction": "CN",
        "weekly": ["sat", "sun"],
        "years": {
            "2026": {"rest": [["10-01", "10-07"]], "work": ["10-10"]},
            "2027": {"rest": [["01-01", "01-03"]], "work": []},
        },
    }
)
EFFECTS = {
    "repair_time": "extends",
    "replaced_unit": "restarts",
    "replaced_part": "not_stated",
    "repaired_part": "not_stated",
}


def a_policy(
    name="rule",
    layer="law",
    parts=None,
    windows=(),
    effects=(),
    jurisdictions=("CN",),
    categories=("goods",),
    **more,
):
    """parts: {part: term}; None is expressly nothing."""
    lines = [
        {"part": part, "term": term, "label": {"zh": part, "en": part}}
        for part, term in (parts or {}).items()
    ]
    label = {"zh": name, "en": name}
    return {
        "id": name,
        "layer": layer,
        "label": label,
        "source": name,
        "in_force": {"from": "2020-01-01"},
        "applies": {"jurisdictions": list(jurisdictions), "categories": list(categories)},
        "start": {"basis": ["invoiced_on", "delivered_on", "installed_on"], "pick": "latest"},
        "counting": "as_it_falls",
        "parts": lines,
        "windows": [{"label": label, **window} for window in windows],
        "effects": {**EFFECTS, **dict(effects)},
        **more,
    }


def a_window(name, begins, to, *remedies, **more):
    return {"id": name, "from": begins, "to": to, "remedies": list(remedies), **more}


YEAR = a_policy(parts={"whole": "P12M"})


def the_end(policies, part="main_unit", thing=PHONE, days=SOLD, events=(), **more):
    policies = [policies] if isinstance(policies, dict) else policies
    found = [
        one
        for one in ends(policies, thing, days, events, **more)
        if one.kind == "term" and one.part == part and not one.faults
    ]
    assert len(found) == 1
    return found[0]


def windows(policies, thing=PHONE, **more):
    return {end.window: end for end in ends(policies, thing, SOLD, **more) if end.kind == "window"}


# --- what a policy says of a part ---


def test_each_policy_answers_alone():
    brand = a_policy("brand", "brand", {"battery": "P24M", "whole": "P6M"})
    found = {(end.policy, end.part): end.ends_on for end in ends([YEAR, brand], PHONE, SOLD)}
    assert found[("rule", "battery")] == date(2027, 3, 2)
    assert found[("brand", "battery")] == date(2028, 3, 2)
    assert found[("brand", "charger")] == date(2026, 9, 2)
    assert len(found) == 6


def test_a_part_has_its_own_term_else_that_of_its_material_else_that_of_the_whole():
    policy = a_policy(parts={"whole": "P6M", "wood": "P12M", "frame": "P24M"})
    assert the_end(policy, "frame", BED).length == "P24M"
    assert the_end(policy, "cover", BED).length == "P12M"
    assert the_end(policy, "battery").length == "P6M"


def test_nothing_promised_and_not_stated_are_two_things():
    policy = a_policy(parts={"frame": "P12M", "cover": None})
    assert (the_end(policy, "cover", BED).length, the_end(policy, "cover", BED).ends_on) == ("none", None)
    silent = a_policy(parts={"frame": "P12M"})
    assert (the_end(silent, "cover", BED).length, the_end(silent, "cover", BED).ends_on) == (
        "not_stated",
        None,
    )


def test_that_nothing_is_promised_for_the_whole_is_said_once():
    assert [end.part for end in ends([a_policy(parts={"whole": None})], PHONE, SOLD)] == ["whole"]


def test_a_term_for_single_faults_stands_beside_the_plain_one():
    policy = a_policy(parts={"frame": "P12M", "whole": "P12M"})
    policy["parts"].append(
        {"part": "frame", "term": "P60M", "faults": ["warp"], "label": {"zh": "", "en": ""}}
    )
    found = {(end.part, end.faults): end.ends_on for end in ends([policy], BED, SOLD)}
    assert found == {
        ("frame", ()): date(2027, 3, 2),
        ("frame", ("warp",)): date(2031, 3, 2),
        ("cover", ()): date(2027, 3, 2),
    }


def test_a_conflict_of_sources_makes_the_end_provisional_and_says_so():
    policy = a_policy(parts={"whole": "P12M"})
    policy["parts"][0]["doubt"] = {"zh": "说法不一", "en": "copies differ"}
    end = the_end(policy)
    assert end.is_provisional
    assert (end.doubts, end.note["en"]) == (("sources",), "copies differ")


# --- whether it speaks, and from when it counts ---


@pytest.mark.parametrize(
    ("policy", "speaks"),
    [
        (a_policy(parts={"whole": "P12M"}, categories=["phone"]), True),
        (a_policy(parts={"whole": "P12M"}, categories=["furniture"]), False),
        (a_policy(parts={"whole": "P12M"}, jurisdictions=["CN-ZJ"]), False),
        (a_policy(parts={"whole": "P12M"}, in_force={"from": "2026-03-02"}), True),
        (a_policy(parts={"whole": "P12M"}, in_force={"from": "2026-03-03"}), False),
        (a_policy(parts={"whole": "P12M"}, in_force={"from": "2020-01-01", "until": "2026-03-01"}), False),
        (a_policy(parts={"whole": "P12M"}, applies={"jurisdictions": ["CN"], "categories": ["goods"], "if": {"item.custom": True}}), False),
    ],
)  # fmt: skip
def test_a_policy_speaks_only_for_its_things_places_and_times(policy, speaks):
    assert bool(ends([policy], PHONE, SOLD)) == speaks


def test_a_province_speaks_in_its_stores_beside_the_country():
    province = a_policy("province", parts={"whole": "P18M"}, jurisdictions=["CN-ZJ"])
    assert {end.policy for end in ends([YEAR, province], PHONE, SOLD, (), ("CN", "CN-ZJ"))} == {
        "rule",
        "province",
    }


def test_a_term_starts_on_the_latest_of_the_policys_days():
    days = Days(SOLD_ON, invoiced_on=SOLD_ON, delivered_on=date(2026, 3, 9), installed_on=date(2026, 3, 11))
    assert the_end(YEAR, days=days).starts_on == date(2026, 3, 11)
    assert the_end(YEAR, days=days).ends_on == date(2027, 3, 11)


def test_as_long_as_no_day_of_the_policy_is_known_the_end_is_provisional():
    end = the_end(YEAR, days=Days(SOLD_ON))
    assert (end.ends_on, end.is_provisional, end.doubts) == (date(2027, 3, 2), True, ("start",))


def test_without_proof_of_purchase_the_factory_date_counts_and_only_repair_is_left():
    lost = {
        "basis": "manufactured_on",
        "plus": "P90D",
        "remedies": ["repair"],
        "if": {"claim.has_proof": False},
    }
    policy = a_policy(parts={"whole": "P12M"}, windows=[a_window("week", "P0D", "P7D", "return", "repair")])
    policy["start"]["fallback"] = lost
    days = Days(SOLD_ON, delivered_on=SOLD_ON, manufactured_on=date(2025, 10, 1))
    unproven = Thing(PHONE.category_path, PHONE.parts, facts={"claim.has_proof": False})
    assert the_end(policy, thing=unproven, days=days).starts_on == date(2025, 12, 30)
    assert the_end(policy, thing=PHONE, days=days).starts_on == SOLD_ON
    (week,) = [end for end in ends([policy], unproven, days) if end.window]
    assert week.remedies == ("repair",)


def test_a_month_that_is_too_short_ends_on_its_last_day():
    days = Days(date(2026, 8, 31), delivered_on=date(2026, 8, 31))
    assert the_end(a_policy(parts={"whole": "P6M"}), days=days).ends_on == date(2027, 2, 28)


# --- rest days ---


@pytest.mark.parametrize(
    ("delivered_on", "ends_on", "is_provisional"),
    [
        (date(2026, 3, 30), date(2026, 9, 30), False),
        (date(2026, 4, 1), date(2026, 10, 8), False),  # a holiday
        (date(2026, 4, 10), date(2026, 10, 10), False),  # a Saturday that is worked
        (date(2026, 4, 11), date(2026, 10, 12), False),  # a Sunday
        (date(2026, 7, 1), date(2027, 1, 4), False),
        (date(2027, 9, 1), date(2028, 3, 1), True),  # no plan yet
        (date(2027, 7, 1), date(2028, 1, 1), True),
    ],
)
def test_a_last_day_on_a_rest_day_moves_to_the_next_working_day(delivered_on, ends_on, is_provisional):
    policy = a_policy(parts={"whole": "P6M"}, counting="rolls_over")
    end = the_end(policy, days=Days(delivered_on, delivered_on=delivered_on), rest_days=[PLAN])
    assert (end.ends_on, end.is_provisional) == (ends_on, is_provisional)
    assert ("rest_days" in end.doubts) == is_provisional


def test_a_day_that_would_move_into_a_year_without_a_plan_stays_and_is_provisional():
    policy = a_policy(parts={"whole": "P6M"}, counting="rolls_over")
    new_year_eve_saturday = Plan.of(
        {"jurisdiction": "CN", "weekly": ["sat", "sun"], "years": {"2033": {"rest": []}}}
    )
    days = Days(date(2033, 6, 30), delivered_on=date(2033, 7, 1))
    end = the_end(
        policy,
        days=Days(date(2033, 6, 30), delivered_on=date(2033, 6, 30)),
        rest_days=[new_year_eve_saturday],
    )
    assert (end.ends_on, end.is_provisional) == (date(2033, 12, 30), False)
    december = a_policy(parts={"whole": "P183D"}, counting="rolls_over")
    end = the_end(december, days=days, rest_days=[new_year_eve_saturday])
    assert end.raw_ends_on == date(2033, 12, 31)
    assert (end.ends_on, end.is_provisional) == (date(2033, 12, 31), True)


def test_rest_days_are_those_of_the_policys_country():
    abroad = a_policy(parts={"whole": "P6M"}, counting="rolls_over", jurisdictions=["GB"])
    days = Days(date(2026, 4, 1), delivered_on=date(2026, 4, 1))
    end = the_end(abroad, days=days, jurisdictions=("GB",), rest_days=[PLAN])
    assert (end.ends_on, end.is_provisional) == (date(2026, 10, 1), True)


# --- windows ---


def test_windows_follow_each_other_and_the_second_begins_the_day_after_the_first():
    policy = a_policy(
        parts={"main_unit": "P12M"},
        windows=[
            a_window("first", "P0D", "P7D", "return", part="main_unit"),
            a_window("second", "P7D", "P15D", "exchange", part="main_unit"),
            a_window("rest", "P15D", "term", "repair", part="main_unit"),
        ],
    )
    spans = {name: (end.starts_on, end.ends_on) for name, end in windows([policy]).items()}
    assert spans == {
        "first": (SOLD_ON, date(2026, 3, 9)),
        "second": (date(2026, 3, 10), date(2026, 3, 17)),
        "rest": (date(2026, 3, 18), date(2027, 3, 2)),
    }


def test_a_window_for_a_group_of_parts_ends_with_each_of_them():
    policy = a_policy(
        parts={"battery": "P6M", "charger": "P12M"},
        windows=[a_window("swap", "P0D", "term", "exchange", part="accessory")],
        part_groups={"accessory": ["battery", "charger", "cable"]},
    )
    found = {end.part: end.ends_on for end in ends([policy], PHONE, SOLD) if end.kind == "window"}
    assert found == {"battery": date(2026, 9, 2), "charger": date(2027, 3, 2)}


def test_what_is_known_to_be_false_closes_a_window_and_what_is_unknown_is_asked():
    policy = a_policy(
        parts={"whole": "P12M"},
        windows=[
            a_window("online", "P0D", "P7D", "return", **{"if": {"sale.channel": "distance", "item.intact": True}}),
            a_window("listed", "P0D", "P7D", "return", **{"if": {"item.custom": False, "fault.listed": True}}),
            a_window("either", "P0D", "P7D", "return", **{"if": {"any": [{"sale.channel": "distance"}, {"fault.serious": True}]}}),
            a_window("neither", "P0D", "P7D", "return", **{"if": {"any": [{"sale.channel": "distance"}, {"item.custom": True}]}}),
        ],
    )  # fmt: skip
    found = windows([policy])
    assert set(found) == {"listed", "either"}
    assert found["listed"].asks == ("fault.listed",)
    online = Thing(PHONE.category_path, PHONE.parts, facts={"sale.channel": "distance"})
    assert set(windows([policy], online)) == {"online", "listed", "either", "neither"}


def test_a_return_where_there_is_no_other_rule_is_closed_by_a_rule():
    fallback = a_policy(
        "consumer", parts={"whole": None}, windows=[a_window("week", "P0D", "P7D", "return", **{"if": {"claim.other_rule": False}})]
    )  # fmt: skip
    assert set(windows([fallback])) == {"week"}
    assert set(windows([fallback, YEAR])) == set()
    says_nothing = a_policy("province", parts={"whole": None})
    assert set(windows([fallback, says_nothing])) == {"week"}


# --- repairs and exchanges ---


def a_repair(from_on, days, part=None, **more):
    return Event("repair", from_on, from_on + timedelta(days), part, **more)


def test_time_under_repair_is_added():
    assert the_end(YEAR, events=[a_repair(date(2026, 5, 1), 9)]).ends_on == date(2027, 3, 11)


def test_a_day_under_two_repairs_is_one_day():
    events = [a_repair(date(2026, 5, 1), 9), a_repair(date(2026, 5, 4), 10), a_repair(date(2026, 5, 2), 2)]
    assert the_end(YEAR, events=events).ends_on == date(2027, 3, 2) + timedelta(13)


def test_a_repair_after_the_end_adds_nothing_but_one_in_the_added_time_does():
    assert the_end(YEAR, events=[a_repair(date(2027, 3, 3), 9)]).ends_on == date(2027, 3, 2)
    late = [a_repair(date(2026, 5, 1), 9), a_repair(date(2027, 3, 11), 5)]
    assert the_end(YEAR, events=late).ends_on == date(2027, 3, 16)


def test_as_long_as_it_is_under_repair_the_end_is_provisional():
    end = the_end(YEAR, events=[Event("repair", date(2026, 5, 1))])
    assert (end.ends_on, end.is_provisional, end.doubts) == (date(2027, 3, 2), True, ("under_repair",))


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


# --- the answer of today ---


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


# --- what holds always ---

days_of_sale = st.dates(date(2024, 1, 1), date(2027, 6, 1))
lengths = st.sampled_from(["P7D", "P90D", "P1M", "P6M", "P12M", "P24M", "P1Y"])
policies = st.builds(
    lambda name, layer, length, battery, effects, counting: a_policy(
        name,
        layer,
        {"battery": battery, "whole": length},
        [a_window("first", "P0D", "P7D", "return"), a_window("in_term", "P7D", "term", "repair")],
        effects,
        counting=counting,
    ),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["law", "mall", "brand"]),
    lengths | st.none(),
    lengths | st.none(),
    st.fixed_dictionaries(
        {
            "repair_time": st.sampled_from(["extends", "no_effect", "not_stated"]),
            "replaced_unit": st.sampled_from(["restarts", "continues", "not_stated"]),
            "replaced_part": st.sampled_from(["restarts", "continues", "not_stated"]),
            "repaired_part": st.sampled_from(["restarts", "continues", "not_stated"]),
        }
    ),
    st.sampled_from(["rolls_over", "as_it_falls"]),
)
several = st.lists(policies, min_size=1, max_size=3, unique_by=lambda policy: policy["id"])
happenings = st.lists(
    st.builds(
        lambda kind, after, lasting, part, away: Event(
            kind,
            date(2027, 6, 1) + timedelta(after),
            None if lasting is None else date(2027, 6, 1) + timedelta(after + lasting),
            part,
            away,
        ),
        st.sampled_from(["repair", "exchange"]),
        st.integers(0, 400),
        st.none() | st.integers(0, 60),
        st.none() | st.sampled_from(["battery", "charger"]),
        st.booleans(),
    ),
    max_size=4,
)


def delivered(day):
    return Days(day, delivered_on=day)


@given(several, days_of_sale, happenings)
def test_no_end_lies_before_its_start_and_none_moves_back_from_its_raw_day(rules, day, events):
    for end in ends(rules, PHONE, delivered(day), events, rest_days=[PLAN]):
        if end.ends_on:
            assert end.raw_ends_on <= end.ends_on
            assert end.kind == "window" or end.starts_on <= end.raw_ends_on
            assert set(end.doubts) <= set(DOUBTS)
        else:
            assert end.length in ("none", "not_stated")


@given(several, days_of_sale, happenings, st.randoms(use_true_random=False))
def test_the_order_of_policies_and_of_events_does_not_matter(rules, day, events, random):
    mixed, other = list(rules), list(events)
    random.shuffle(mixed)
    random.shuffle(other)
    assert ends(rules, PHONE, delivered(day), events) == ends(mixed, PHONE, delivered(day), other)


@given(policies, days_of_sale, st.integers(0, 60), happenings)
def test_a_later_start_never_ends_earlier(rule, day, later, events):
    first, second = (
        {
            (end.part, end.kind, end.window): end.ends_on
            for end in ends([rule], PHONE, delivered(start), events, rest_days=[PLAN])
        }
        for start in (day, min(day + timedelta(later), date(2027, 6, 1)))
    )
    assert first.keys() == second.keys()
    assert all(first[key] is None or first[key] <= second[key] for key in first)


@given(lengths, days_of_sale, happenings, st.integers(0, 400), st.integers(0, 60), st.integers(1, 30))
def test_more_days_under_repair_never_end_a_term_earlier(length, day, events, after, lasting, more):
    rule = a_policy(parts={"whole": length}, effects={"replaced_unit": "continues"}, counting="rolls_over")
    handed_in = date(2027, 6, 1) + timedelta(after)
    without, short, long = (
        the_end(rule, days=delivered(day), events=[*events, *extra], rest_days=[PLAN]).ends_on
        for extra in ([], [a_repair(handed_in, lasting)], [a_repair(handed_in, lasting + more)])
    )
    assert without <= short <= long


@given(several, days_of_sale, happenings, st.integers(-30, 1200))
def test_every_part_is_covered_or_coming_or_ended_and_nothing_open_is_over(rules, day, events, after):
    found = ends(rules, PHONE, delivered(day), events, rest_days=[PLAN])
    asked_on = day + timedelta(after)
    answer = today(found, asked_on)
    promised = {end.part for end in found if end.kind == "term" and end.ends_on}
    covers = (*answer.parts, *answer.coming, *answer.ended)
    assert {cover.part for cover in covers} == promised
    assert len({(cover.part, cover.faults) for cover in covers}) == len(covers)
    for cover in covers:
        assert all(end.ends_on <= cover.until for end in cover.others)
    for one in answer.remedies:
        assert one.until >= asked_on
        assert all(end.ends_on <= one.until for end in one.others)


@given(several, days_of_sale, happenings)
def test_ends_survive_being_kept_as_json(rules, day, events):
    found = ends(rules, PHONE, delivered(day), events, rest_days=[PLAN])
    assert [End.of(json.loads(json.dumps(end.plain()))) for end in found] == found
