"""Cases worked out by hand, held against the policies as they are shipped."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

import counter.playbooks
from counter.warranty.coverage import Days, Event, Plan, Thing, ends
from counter.warranty.refunds import refund
from counter.warranty.restdays import COUNTINGS
from counter.warranty.terms import term_of

SHIPPED = Path(counter.playbooks.__file__).parent
CASES = yaml.safe_load(Path(__file__).with_name("worked.yaml").read_text("utf-8"))["cases"]
FILE = yaml.safe_load((SHIPPED / "policies.yaml").read_text("utf-8"))
POLICIES = {policy["id"]: policy for policy in FILE["policies"]}
REST_DAYS = yaml.safe_load((SHIPPED / "restdays_cn.yaml").read_text("utf-8"))
# Later plans will be shipped; these cases are about what is known in 2026.
PLAN = Plan.of(
    {**REST_DAYS, "years": {year: plan for year, plan in REST_DAYS["years"].items() if year <= "2026"}}
)
PARTS = {
    "smartphone": ("phone", ("main_unit", "battery", "charger", "wired_headset")),
    "bed": ("furniture", ("frame", "hardware", "finish")),
    "desk": ("furniture", ("frame", "panels", "runners", "hardware")),
    "wardrobe": ("furniture", ("panels", "doors", "hinges", "runners", "rails", "lights", "glass_mirror")),
    "mattress": ("furniture", ("springs", "foam", "cover")),
}


def test_there_are_sixty_of_them():
    assert len({case["id"] for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_worked(case):
    policy = POLICIES[case["policy"]]
    if case["ask"] == "length":
        assert term_of(policy, case["part"], case["material"], case.get("fault")).length == case["answer"]
        return
    end = _end(case, policy)
    assert end.ends_on == date.fromisoformat(case["answer"])
    assert end.is_provisional == case.get("provisional", False)
    assert not end.is_provisional or end.ends_on == end.raw_ends_on


def test_half_a_percent_a_day_is_kept_when_money_is_wanted_though_an_exchange_was_possible():
    days = {"invoiced_on": date(2026, 3, 1), "returned_on": date(2026, 4, 10)}
    wants_money = {"claim.wants_money": True, "claim.same_model_available": True}
    phone_rule = POLICIES["cn_phone_2001"]
    assert refund(phone_rule, 300_000, days, 5, wants_money).amount == 247_500
    assert refund(phone_rule, 300_000, days, 5, {"claim.same_model_available": False}).amount == 300_000
    assert (
        refund(phone_rule, 101, {**days, "returned_on": date(2026, 3, 2)}, 0, wants_money).amount == 100
    )  # 100.495
    assert (
        refund(phone_rule, 100, {**days, "returned_on": date(2026, 3, 2)}, 0, wants_money).amount == 100
    )  # 99.5
    assert refund(phone_rule, 300_000, {**days, "returned_on": date(2027, 3, 1)}, 0, wants_money).amount == 0
    assert refund(phone_rule, 300_000, days, 60, wants_money).amount == 300_000
    assert refund(phone_rule, 300_000, days, 0, {}).asks == (
        "claim.wants_money",
        "claim.same_model_available",
    )
    assert refund(POLICIES["cn_zj_2017"], 300_000, days, 0, wants_money).amount == 300_000
    assert not refund(POLICIES["cn_consumer_law"], 300_000, days, 0, wants_money).is_stated
    assert refund(POLICIES["cn_furniture_gbt_37652"], 300_000, days, 0, wants_money) is None


def test_every_policy_that_is_shipped_can_be_reckoned_for_every_kind_of_thing():
    for kind, (above, parts) in PARTS.items():
        thing = Thing((kind, above, "goods"), parts, "wood")
        sold = Days(date(2026, 3, 6), delivered_on=date(2026, 3, 6))
        found = ends(list(POLICIES.values()), thing, sold, (), ("CN", "CN-ZJ", "CN-SD"), [PLAN])
        assert {end.part for end in found if end.kind == "term" and end.ends_on} >= set(parts)


def _end(case, policy):
    above, parts = PARTS[case["thing"]]
    delivered_on = date.fromisoformat(case["delivered_on"])
    days = Days(
        delivered_on,
        delivered_on=delivered_on,
        invoiced_on=date.fromisoformat(case["invoiced_on"]) if "invoiced_on" in case else None,
        installed_on=date.fromisoformat(case["installed_on"]) if "installed_on" in case else None,
    )
    handed_in = delivered_on + timedelta(30)
    lost = case.get("repair_days", 0)
    events = [Event("repair", handed_in, handed_in + timedelta(lost))] if lost else []
    countings = {**COUNTINGS, "rolls_over": case["resting"]} if "resting" in case else COUNTINGS
    thing = Thing((case["thing"], above, "goods"), parts, case.get("material"))
    found = ends([policy], thing, days, events, case.get("jurisdictions", ["CN"]), [PLAN], countings)
    wanted = ("window", case["window"]) if case["ask"] == "window" else ("term", None)
    (end,) = [
        one
        for one in found
        if (one.kind, one.window) == wanted and one.part == case["part"] and not one.faults
    ]
    return end
