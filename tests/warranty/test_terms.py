from datetime import date

import pytest

from counter.warranty.coverage import Days, Thing, ends
from tests.warranty.policies import BED, PHONE, SOLD, SOLD_ON, YEAR, a_policy, a_window, the_end


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
