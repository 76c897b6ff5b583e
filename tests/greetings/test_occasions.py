"""The days of the occasions file against the days that calendars give."""

from datetime import date, timedelta

import pytest

from counter.greetings.lunar import days_in, lunar_day, month_and_day, solar_term
from counter.greetings.occasions import nth_weekday, occasions
from counter.playbooks.reading import read_all

TABLE = {
    "spring_festival": ["2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"],
    "lantern": ["2026-03-03", "2027-02-20", "2028-02-09", "2029-02-27", "2030-02-17"],
    "dragon_boat": ["2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16", "2030-06-05"],
    "qixi": ["2026-08-19", "2027-08-08", "2028-08-26", "2029-08-16", "2030-08-05"],
    "mid_autumn": ["2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12"],
    "double_ninth": ["2026-10-18", "2027-10-08", "2028-10-26", "2029-10-16", "2030-10-05"],
    "laba": ["2027-01-15", "2028-01-04", "2029-01-22", "2030-01-11", "2031-01-01"],
    "new_year_eve": ["2027-02-05", "2028-01-25", "2029-02-12", "2030-02-02", "2031-01-22"],
    "qingming": ["2026-04-05", "2027-04-05", "2028-04-04", "2029-04-04", "2030-04-05"],
}
BODY = read_all().occasions["occasions"]
SOUTH = {"store.region": "south"}


def all_of(start, days, facts=SOUTH):
    return occasions(BODY, start, days, facts)


def days_of(name, start, days, facts=SOUTH):
    return [one.on.isoformat() for one in all_of(start, days, facts) if one.id == name]


@pytest.mark.parametrize("name", TABLE)
def test_the_days_of_2026_to_2030(name):
    first, last = (date.fromisoformat(TABLE[name][place]) for place in (0, -1))
    assert days_of(name, first, (last - first).days + 1) == TABLE[name]


def test_new_years_eve_is_the_day_before_the_new_year_whether_its_month_has_29_days_or_30():
    lengths = set()
    for year in range(2024, 2041):
        eve = [one.on for one in all_of(date(year, 1, 15), 45) if one.id == "new_year_eve"]
        assert eve == [lunar_day(year, 1, 1) - timedelta(days=1)]
        lengths.add(days_in(year - 1, 12))
    assert lengths == {29, 30}


@pytest.mark.parametrize(
    ("year", "leap"), [(2025, 6), (2028, 5), (2031, 3), (2033, 11), (2036, 6), (2039, 5)]
)
def test_a_leap_month_brings_no_second_festival(year, leap):
    for name in ("spring_festival", "lantern", "dragon_boat", "qixi", "mid_autumn", "double_ninth"):
        assert len(days_of(name, lunar_day(year, 1, 1), 354)) == 1
    assert month_and_day(lunar_day(year, leap, 1))[1] == leap
    assert month_and_day(lunar_day(year, leap, 1) + timedelta(days=days_in(year, leap)))[1] == -leap


def test_a_day_that_the_month_does_not_have_is_its_last_day():
    assert lunar_day(2026, 12, 30) == lunar_day(2026, 12, 29) == date(2027, 2, 5)
    assert lunar_day(2029, 12, 30) == lunar_day(2029, 12, 29) + timedelta(days=1)


def test_a_lunar_day_late_in_the_year_falls_twice_or_not_at_all_in_one_year_of_the_other_calendar():
    first_of_the_twelfth = [lunar_day(year, 12, 1).year for year in range(2022, 2032)]
    seen = {year: first_of_the_twelfth.count(year) for year in range(2023, 2032)}
    assert [year for year, times in seen.items() if times == 0] == [2023, 2025, 2028, 2031]
    assert [year for year, times in seen.items() if times == 2] == [2024, 2027, 2030]


def test_little_new_year_is_a_day_later_in_the_south():
    assert days_of("little_new_year_south", date(2026, 12, 1), 90) == ["2027-01-31"]
    assert days_of("little_new_year_north", date(2026, 12, 1), 90, {"store.region": "north"}) == [
        "2027-01-30"
    ]
    assert days_of("little_new_year_north", date(2026, 12, 1), 90) == []
    assert not days_of("little_new_year_south", date(2026, 12, 1), 90, {})


@pytest.mark.parametrize(
    ("year", "term", "on"),
    [
        (2026, "冬至", date(2026, 12, 22)),
        (2027, "冬至", date(2027, 12, 22)),
        (2026, "大暑", date(2026, 7, 23)),
        (2026, "芒种", date(2026, 6, 5)),
        (2026, "霜降", date(2026, 10, 23)),
    ],
)
def test_solar_terms(year, term, on):
    assert solar_term(year, term) == on


@pytest.mark.parametrize(
    ("arguments", "on"),
    [
        ((2026, "05", "sun", "2"), date(2026, 5, 10)),
        ((2026, "06", "sun", "3"), date(2026, 6, 21)),
        ((2027, "05", "sun", "2"), date(2027, 5, 9)),
        ((2022, "05", "sun", "1"), date(2022, 5, 1)),
        ((2026, "11", "thu", "4"), date(2026, 11, 26)),
    ],
)
def test_the_second_sunday_and_its_like(arguments, on):
    assert nth_weekday(*arguments) == on


def test_only_days_of_the_calendar_are_listed_and_none_that_need_a_customers_wish():
    found = {one.id for one in all_of(date(2026, 11, 23), 366)}
    left_out = {
        "birthday",
        "purchase_year",
        "delivery_year",
        "store_year",
        "christmas",
        "eid_al_fitr",
        "diwali",
    }
    assert not found & left_out
    assert len(found) == len(BODY["occasions"]) - len(left_out) - 1  # little new year, once


def test_the_days_come_in_order_and_within_the_stretch():
    start = date(2026, 11, 23)
    days = [one.on for one in all_of(start, 366)]
    assert days == sorted(days) and days[0] >= start and days[-1] < start + timedelta(days=366)
    assert days_of("winter_solstice", date(2026, 12, 22), 1) == ["2026-12-22"]
    assert days_of("winter_solstice", date(2026, 12, 21), 1) == []


def test_qingming_and_zhongyuan_are_quiet():
    quiet = [(one.id, one.on) for one in all_of(date(2026, 11, 23), 366) if one.is_quiet]
    assert quiet == [("qingming", date(2027, 4, 5)), ("zhongyuan", date(2027, 8, 16))]
