from datetime import date

import pytest

from counter.warranty.coverage import Days, Plan
from tests.warranty.policies import PLAN, a_policy, the_end


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
