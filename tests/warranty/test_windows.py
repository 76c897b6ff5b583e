from datetime import date

from counter.warranty.coverage import Thing, ends
from tests.warranty.policies import PHONE, SOLD, SOLD_ON, YEAR, a_policy, a_window, windows


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
