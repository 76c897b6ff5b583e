"""Time as a shop counts it, with days by hand and its algebra."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.tickets.hours import ALL, SHOP, Doors, after, between, resumed

SHANGHAI = Doors(time(10), time(21, 30), "Asia/Shanghai")
BERLIN = Doors(time(9), time(18), "Europe/Berlin")
NIGHT = Doors(time(18), time(2), "Asia/Shanghai")
SUNDAYS = Doors(time(9), time(18), "Europe/Berlin", (7,))
BAR = Doors(time(18), time(2), "Europe/Berlin", (1, 7))
HOUR = timedelta(hours=1)


def at(text, doors=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(doors.time_zone))


@pytest.mark.parametrize(
    ("doors", "start", "length", "end"),
    [
        (SHANGHAI, "2026-11-23 10:00", HOUR, "2026-11-23 11:00"),
        (SHANGHAI, "2026-11-23 21:00", HOUR, "2026-11-24 10:30"),  # half of it the next morning
        (
            SHANGHAI,
            "2026-11-23 20:30",
            HOUR,
            "2026-11-23 21:30",
        ),  # ends with the doors, not when they open again
        (SHANGHAI, "2026-11-23 23:00", HOUR, "2026-11-24 11:00"),
        (SHANGHAI, "2026-11-23 03:00", HOUR, "2026-11-23 11:00"),
        (SHANGHAI, "2026-11-23 10:00", 23 * HOUR, "2026-11-24 21:30"),  # two days of eleven and a half hours
        (NIGHT, "2026-11-23 01:30", HOUR, "2026-11-23 18:30"),  # open past midnight
        (NIGHT, "2026-11-23 23:30", HOUR, "2026-11-24 00:30"),
        (BERLIN, "2026-03-28 17:30", HOUR, "2026-03-29 09:30"),  # the clocks go forward that night
        (BERLIN, "2026-10-24 17:30", HOUR, "2026-10-25 09:30"),  # and back
        (SUNDAYS, "2026-11-28 17:30", HOUR, "2026-11-30 09:30"),  # Saturday evening, Monday morning
        (SUNDAYS, "2026-11-29 12:00", HOUR, "2026-11-30 10:00"),
        (SUNDAYS, "2026-11-27 17:30", HOUR, "2026-11-28 09:30"),
        (
            BAR,
            "2026-11-29 01:30",
            HOUR,
            "2026-12-01 18:30",
        ),  # Saturday's night ends on Sunday; Monday is closed, too
    ],
)
def test_an_hour_of_the_shop_by_hand(doors, start, length, end):
    assert after(at(start, doors), length, doors, SHOP) == at(end, doors)


def test_round_the_clock_a_day_has_24_hours_also_when_the_clocks_change():
    start = at("2026-03-28 12:00", BERLIN)
    assert after(start, timedelta(hours=24), BERLIN, ALL) == at("2026-03-29 13:00", BERLIN)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))
lengths = st.timedeltas(timedelta(minutes=1), timedelta(hours=60))
shops = st.sampled_from([SHANGHAI, BERLIN, NIGHT, SUNDAYS, BAR])
ways = st.sampled_from([SHOP, ALL])


@given(moments, lengths, shops, ways)
def test_what_lies_between_is_what_was_added(start, length, doors, hours):
    assert between(start, after(start, length, doors, hours), doors, hours) == length


@given(moments, lengths, lengths, shops, ways)
def test_more_time_is_later_and_an_earlier_start_never_ends_later(start, length, more, doors, hours):
    assert after(start, length, doors, hours) < after(start, length + more, doors, hours)
    assert after(start, length, doors, hours) <= after(start + more, length, doors, hours)
    assert after(start, length, doors, hours) >= start + length


@given(moments, lengths, lengths, lengths, shops, ways)
def test_a_pause_takes_nothing_of_what_was_left(start, length, until, pause, doors, hours):
    due = after(start, length, doors, hours)
    paused_at, back = start + until, start + until + pause
    new = resumed(due, paused_at, back, doors, hours)
    if due <= paused_at:
        assert new == due  # late is late
    else:
        assert between(back, new, doors, hours) == between(paused_at, due, doors, hours)
        assert new >= due
