"""What the shipped policies give where it is easy to give too much or too little; the days are worked out by hand."""

from datetime import date

import pytest

from counter.warranty import waiting
from counter.warranty.coverage import Days, Event, Thing, ends, today
from counter.warranty.refunds import days_under_repair
from counter.warranty.terms import IN_STORE
from tests.warranty import cards
from tests.warranty.test_worked_cases import PARTS, PLAN, POLICIES


def a_thing(kind, material=None):
    category, parts = PARTS[kind]
    return Thing((kind, category, "goods"), parts, material, facts={**IN_STORE, "item.durable": True})


def found(kind, names, delivered_on, *events, material=None, places=("CN",), **more):
    days = Days(delivered_on, invoiced_on=delivered_on, delivered_on=delivered_on, **more)
    policies = [POLICIES[name] for name in names]
    return ends(policies, a_thing(kind, material), days, events, places, [PLAN])


def open_on(found, day, **facts):
    told = {"fault.confirmed": True, "fault.listed": True, "fault.serious": True, **facts}
    return today(found, day, told).remedies


def said(remedies):
    return {(one.remedy, one.part): one.until for one in remedies if not one.provisos}


PHONE, FURNITURE = ("cn_phone_2001",), ("cn_furniture_90_180", "cn_furniture_gbt_37652")


def test_a_term_for_a_single_fault_gives_its_repair():
    """Live woodworm two years, the rest of a wooden bed one (trade contract, B)."""
    bed = found("bed", FURNITURE, date(2025, 3, 3), material="wood")
    assert said(open_on(bed, date(2026, 9, 3), **{"fault.id": "woodworm"})) == {
        ("repair", "whole"): date(2027, 3, 3)
    }
    assert open_on(bed, date(2026, 9, 3), **{"fault.id": "loose"}) == ()
    (one,) = today(bed, date(2026, 9, 3)).remedies
    assert (
        one.asks == ("fault.confirmed", "fault.id") and one.by.label["zh"] == "活虫蛀蚀：有效期内：免费修理"
    )
    assert not today(bed, date(2026, 9, 3)).main_remedies


def test_of_a_part_with_two_terms_each_fault_has_its_own():
    """Panels three years, warping and bubbling five (B)."""
    wardrobe = found("wardrobe", ("store_furniture_parts",), date(2026, 1, 5), material="wood")
    assert said(open_on(wardrobe, date(2030, 1, 7), **{"fault.id": "warp"}))[("repair", "panels")] == date(
        2031, 1, 5
    )
    assert ("repair", "panels") not in said(open_on(wardrobe, date(2030, 1, 7), **{"fault.id": "smell"}))
    early = today(wardrobe, date(2026, 2, 2)).remedies
    assert {one.until for one in early if one.part == "panels"} == {date(2029, 1, 5), date(2031, 1, 5)}


def test_what_single_faults_give_no_longer_than_any_fault_is_not_told_twice():
    bed = found("bed", (*FURNITURE, "cn_mall_three_years"), date(2026, 3, 3), material="wood")
    assert not [one for one in today(bed, date(2026, 10, 9)).remedies if "fault.id" in one.asks]


def test_what_zhejiang_makes_longer_follows_on_the_days_of_the_mall():
    """A frame replaced on 12 June 2025 has its three years anew there; the mall itself does not say so. In its first
    half year, before the window that it makes longer has begun, the frame is repaired until 12 June 2028, too."""
    fixed = Event("exchange", date(2025, 6, 9), date(2025, 6, 12), "frame", fault="tenon")
    names = ("cn_zj_2017", "cn_mall_three_years")
    bed = found("bed", names, date(2025, 3, 3), fixed, material="wood", places=("CN", "CN-ZJ"))
    for day in (date(2025, 7, 1), date(2025, 12, 1), date(2028, 5, 4)):
        (frame,) = [one for one in open_on(bed, day) if (one.remedy, one.part) == ("repair", "frame")]
        assert (frame.until, frame.by.policy) == (date(2028, 6, 12), "cn_zj_2017"), day


def test_the_main_part_stands_first_whichever_part_the_law_speaks_of():
    names = ("cn_furniture_90_180", "store_furniture_parts")
    law = POLICIES["cn_furniture_gbt_37652"] | {"parts": [{"part": "hardware", "term": "P12M"}]}
    bed = ends(
        [law, *(POLICIES[name] for name in names)],
        a_thing("bed", "wood"),
        Days(date(2026, 3, 3)),
        (),
        ("CN",),
        [PLAN],
    )
    answer = today(bed, date(2026, 3, 9), parts=PARTS["bed"][1])
    assert [cover.part for cover in answer.parts if not cover.faults][0] == PARTS["bed"][1][0]


def test_zhejiang_counts_repairs_of_furniture_too():
    """Two repairs: return or exchange as the customer chooses (A3)."""
    events = (
        Event("repair", date(2026, 4, 1), date(2026, 4, 6)),
        Event("repair", date(2026, 5, 6), date(2026, 5, 8)),
    )
    bed = found(
        "bed", (*FURNITURE, "cn_zj_2017"), date(2026, 3, 3), *events, material="wood", places=("CN", "CN-ZJ")
    )
    before, after = (
        {
            one.remedy
            for one in open_on(bed, day, **{"claim.still_faulty": True})
            if one.by.window == "two_repairs"
        }
        for day in (date(2026, 5, 7), date(2026, 5, 8))
    )
    assert before == set() and after == {"return", "exchange"}


def test_in_zhejiang_the_days_of_a_repair_that_goes_on_count():
    """Handed in on 1 May and not back: the 36th day is 6 June (A3)."""
    phone = found(
        "smartphone",
        (*PHONE, "cn_zj_2017"),
        date(2026, 3, 2),
        Event("repair", date(2026, 5, 1)),
        places=("CN", "CN-ZJ"),
    )
    for day, is_open in ((date(2026, 6, 5), False), (date(2026, 6, 6), True)):
        windows = {one.by.window for one in open_on(phone, day)}
        assert ("days_36" in windows) is is_open
    earlier = Event("repair", date(2026, 3, 10), date(2026, 3, 20))
    both = found(
        "smartphone", (*PHONE, "cn_zj_2017"), date(2026, 3, 2), earlier, Event("repair", date(2026, 5, 1)),
        places=("CN", "CN-ZJ"),
    )  # fmt: skip
    assert "days_36" in {one.by.window for one in open_on(both, date(2026, 5, 27))}
    assert "days_36" not in {one.by.window for one in open_on(both, date(2026, 5, 26))}


@pytest.mark.parametrize("part", [None, "main_unit"])
def test_who_exchanges_the_main_unit_exchanges_the_phone(part):
    """The term starts again (2024 regulation, art. 18): 20 May 2026 and a year."""
    exchange = Event("exchange", date(2026, 5, 20), date(2026, 5, 20), part)
    phone = found("smartphone", PHONE, date(2025, 11, 14), exchange)
    (end,) = [one for one in phone if one.kind == "term" and one.part == "main_unit"]
    assert end.ends_on == date(2027, 5, 20) and "replaced_part" not in end.doubts


def test_an_exchange_of_the_phone_is_none_of_its_charger():
    """Return of an accessory that was exchanged twice itself (A1)."""
    whole = [Event("exchange", date(2026, month, 4), date(2026, month, 4)) for month in (4, 5)]
    charger = [Event("exchange", date(2026, month, 4), date(2026, month, 4), "charger") for month in (4, 5)]
    for events, parts in ((whole, set()), (charger, {"charger"})):
        phone = found("smartphone", PHONE, date(2026, 3, 2), *events)
        assert {one.part for one in phone if one.window == "two_exchanges"} == parts


def test_a_repair_that_ended_in_an_exchange_is_none_of_the_new_phone():
    events = [
        Event("repair", date(2026, 5, 18), date(2026, 5, 20)), Event("exchange", date(2026, 5, 20), date(2026, 5, 20)),
        Event("repair", date(2026, 6, 1), date(2026, 6, 5)),
    ]  # fmt: skip
    windows = {one.window for one in found("smartphone", PHONE, date(2026, 3, 2), *events)}
    assert "two_repairs" not in windows
    events += [Event("repair", date(2026, 7, 1), date(2026, 7, 3))]
    assert "two_repairs" in {one.window for one in found("smartphone", PHONE, date(2026, 3, 2), *events)}


def test_money_in_place_of_an_exchange():
    """Day 10: exchange; the full price if there is no such phone, less use if money is wanted (A1)."""
    phone = found("smartphone", PHONE, date(2026, 3, 2))
    day = date(2026, 3, 12)
    (one,) = [one for one in open_on(phone, day) if one.remedy == "return"]
    assert one.asks == ("claim.same_model_available", "claim.wants_money") and one.until == date(2026, 3, 17)
    for facts, is_open in (
        ({"claim.same_model_available": False}, True),
        ({"claim.same_model_available": True, "claim.wants_money": True}, True),
        ({"claim.same_model_available": True, "claim.wants_money": False}, False),
    ):
        assert ("return" in {one.remedy for one in open_on(phone, day, **facts)}) is is_open
    assert "return" not in {one.remedy for one in open_on(phone, date(2026, 3, 18))}
    assert "return" not in {one.remedy for one in today(phone, day).main_remedies}


EU = ("eu_2019_771", "eu_2019_771_until_2026")


def eu_ends(sold_on, *events):
    found_ones = found("smartphone", EU, sold_on, *events, places=("EU",))
    return {one.part: one.ends_on for one in found_ones if one.kind == "term"}


def test_in_the_eu_the_repair_of_any_part_extends_the_guarantee_of_the_goods():
    """2019/771 art. 10(2a): once, by twelve months; an exchange does not."""
    battery = Event("repair", date(2027, 1, 4), date(2027, 1, 8), "battery", is_thing_away=False)
    assert set(eu_ends(date(2026, 8, 3), battery).values()) == {date(2029, 8, 3)}
    exchanged = [
        Event("repair", date(2027, 1, 4), date(2027, 1, 8)),
        Event("exchange", date(2027, 1, 8), date(2027, 1, 8)),
    ]
    assert set(eu_ends(date(2026, 8, 3), *exchanged).values()) == {date(2028, 8, 3)}


def test_in_the_eu_the_two_years_held_before_the_extension_did():
    repair = Event("repair", date(2026, 9, 1), date(2026, 9, 4))
    for sold_on, last in ((date(2022, 1, 3), date(2024, 1, 3)), (date(2026, 7, 15), date(2028, 7, 15))):
        assert set(eu_ends(sold_on, repair).values()) == {last}
    assert set(eu_ends(date(2026, 7, 31), repair).values()) == {date(2029, 7, 31)}


def test_in_the_uk_the_short_right_to_reject_is_not_drowned_by_the_final_one():
    """Delivered 4 May 2026: rejecting until 3 June; the final right only where the first remedy failed, within six years."""
    phone = found("smartphone", ("uk_cra_2015",), date(2026, 5, 4), places=("GB",))
    assert {one.remedy: one.until for one in today(phone, date(2026, 5, 14)).main_remedies} == {
        "return": date(2026, 6, 3), "repair": date(2032, 5, 4), "exchange": date(2032, 5, 4),
    }  # fmt: skip
    assert "return" not in {one.remedy for one in today(phone, date(2026, 8, 12)).main_remedies}
    failed = open_on(phone, date(2026, 8, 12), **{"claim.first_remedy": "failed"})
    assert said(failed)[("return", "whole")] == date(2032, 5, 4)
    assert not today(phone, date(2026, 5, 14)).parts, "six years are for claims, no guarantee"


def test_what_was_not_delivered_yet_starts_later():
    days = Days(date(2025, 6, 2), invoiced_on=date(2025, 6, 2))
    bed = ends([POLICIES["cn_furniture_gbt_37652"]], a_thing("bed", "wood"), days, (), ("CN",), [PLAN])
    assert all("start" in one.doubts and one.is_provisional for one in bed)
    delivered = found("bed", ("cn_furniture_gbt_37652",), date(2025, 6, 2), material="wood")
    assert not any("start" in one.doubts for one in delivered)


def test_the_seller_bears_the_proof_of_durable_goods_for_six_months(shop):
    """Consumer law, art. 23; of phones Shandong says so by name."""
    card = cards.a_card(sold_on=date(2026, 11, 12))
    assert waiting.proof_until(card.lines[0], card) == date(2027, 5, 12)


def test_days_under_repair_are_counted_once_and_go_on_until_it_is_paid_back():
    events = [
        Event("repair", date(2026, 3, 1), date(2026, 3, 11)), Event("repair", date(2026, 3, 6), date(2026, 3, 16)),
        Event("exchange", date(2026, 3, 20), date(2026, 3, 20)), Event("repair", date(2026, 4, 1)),
    ]  # fmt: skip
    assert days_under_repair(events, date(2026, 4, 6)) == 15 + 5


def test_a_third_repair_of_one_part_takes_no_right_from_the_others():
    """Zhejiang lends a term for the part alone; of the rest what was agreed goes on."""
    two = [
        Event("repair", date(2026, 4, 1), date(2026, 4, 6)),
        Event("repair", date(2026, 5, 6), date(2026, 5, 8)),
    ]
    names = (*FURNITURE, "cn_zj_2017", "cn_consumer_law")
    for events in (two, [*two, Event("repair", date(2026, 6, 1), date(2026, 6, 4), "hardware")]):
        bed = found("bed", names, date(2026, 3, 3), *events, material="wood", places=("CN", "CN-ZJ"))
        assert {one.part for one in bed if one.window == "two_repairs"} == set(PARTS["bed"][1])


def test_where_a_law_lends_a_longer_term_for_a_fault_its_repair_lasts_as_long():
    repair = Event("repair", date(2027, 1, 5), date(2027, 1, 10), "panels")
    names = ("store_furniture_parts", "cn_zj_2017")
    wardrobe = found("wardrobe", names, date(2026, 1, 5), repair, material="wood", places=("CN", "CN-ZJ"))
    given = said(open_on(wardrobe, date(2031, 6, 2), **{"fault.id": "warp"}))
    assert given[("repair", "panels")] >= date(2032, 1, 10)


def test_what_holds_only_then_is_no_remedy_of_the_term():
    """EU: a lower price only where the first remedy failed."""
    terms = [one for one in found("smartphone", EU, date(2026, 8, 3), places=("EU",)) if one.kind == "term"]
    assert {one.remedies for one in terms} == {("repair", "exchange")}
