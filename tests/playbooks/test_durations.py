from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.playbooks.durations import as_timedelta, earlier, is_days, is_duration, later

unhurried = settings(max_examples=50, deadline=None)  # a busy machine is no failure
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "day, duration, then",
    [
        ("2025-12-31", "P2M", "2026-02-28"),  # a furniture callback two months after delivery
        ("2027-12-31", "P2M", "2028-02-29"),
        ("2025-08-31", "P6M", "2026-02-28"),  # a phone's battery
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2026-03-31", "P1M", "2026-04-30"),
        ("2026-11-30", "P3M", "2027-02-28"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2024-02-29", "P12M", "2025-02-28"),
        ("2026-12-15", "P1M", "2027-01-15"),
        ("2026-12-30", "P3D", "2027-01-02"),
        ("2026-11-23", "P2W", "2026-12-07"),
        ("2026-11-23", "P0D", "2026-11-23"),
        ("2026-11-23", "P0M", "2026-11-23"),
    ],
)
def test_later_clips_to_the_end_of_a_shorter_month(day, duration, then):
    assert later(date.fromisoformat(day), duration) == date.fromisoformat(then)


@pytest.mark.parametrize(
    "day, duration, then",
    [
        ("2026-03-31", "P1M", "2026-02-28"),
        ("2026-01-31", "P2M", "2025-11-30"),
        ("2026-01-15", "P1M", "2025-12-15"),
        ("2026-03-01", "P20D", "2026-02-09"),
        ("2028-02-29", "P1Y", "2027-02-28"),
    ],
)
def test_earlier_goes_back_and_clips_as_well(day, duration, then):
    assert earlier(date.fromisoformat(day), duration) == date.fromisoformat(then)


@unhurried
@given(days, st.integers(0, 9999))
def test_days_go_there_and_back(day, count):
    assert earlier(later(day, f"P{count}D"), f"P{count}D") == day


@unhurried
@given(days, st.integers(0, 600))
def test_months_land_in_the_month_that_many_on_and_never_beyond_the_day(day, count):
    then = later(day, f"P{count}M")
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == count
    assert then.day <= day.day
    assert then.day == day.day or (then + timedelta(1)).day == 1


@unhurried
@given(days, st.integers(0, 50))
def test_a_year_is_twelve_months_and_a_week_seven_days(day, count):
    assert later(day, f"P{count}Y") == later(day, f"P{12 * count}M")
    assert later(day, f"P{count}W") == later(day, f"P{7 * count}D")


@pytest.mark.parametrize(
    "duration, length",
    [
        ("PT30M", timedelta(minutes=30)),
        ("PT48H", timedelta(hours=48)),
        ("PT0M", timedelta(0)),
        ("P3D", timedelta(days=3)),
        ("P2W", timedelta(days=14)),
    ],
)
def test_a_fixed_length_is_a_timedelta(duration, length):
    assert as_timedelta(duration) == length


@pytest.mark.parametrize(
    "duration", ["P1M", "P1Y", "", "30M", "PT", "P3", "P1DT2H", "P-1D", "P1.5D", "pt30m", "P３D"]
)
def test_what_has_no_fixed_length_is_refused(duration):
    with pytest.raises(ValueError):
        as_timedelta(duration)


@pytest.mark.parametrize("duration", ["PT1H", "PT30M", "", "2 months", "P1M2D", "P12345D", "P1000Y", " P3D"])
def test_what_is_no_length_in_days_is_not_added_to_a_day(duration):
    assert not is_days(duration)
    with pytest.raises(ValueError):
        later(date(2026, 1, 1), duration)


def test_hours_are_a_duration_but_no_length_in_days():
    assert is_duration("PT1H") and not is_days("PT1H")
    assert is_duration("P3D") and is_days("P3D")
    assert not is_duration("3 days")
