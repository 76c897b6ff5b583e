"""ISO 8601 durations of one unit: P3D, P2W, P1M, P1Y, PT1H, PT30M.

A missing day of the month is clipped to its last day: 31 December and two months is 28 February
(Civil Code, art. 202: where there is no such day, the month's last day).
"""

import calendar
import re
from datetime import date, timedelta

# Bounded, so that no length leaves the calendar.
_DAYS = re.compile(r"P(\d{1,4}(?=[DWM])|\d{1,3}(?=Y))([DWMY])", re.ASCII)
_HOURS = re.compile(r"PT(\d{1,4})([HM])", re.ASCII)


def is_days(duration: str) -> bool:
    """Is it a length in days, weeks, months or years, so that it can be added to a day?"""
    return bool(_DAYS.fullmatch(duration))


def is_duration(duration: str) -> bool:
    """Is it either a length in days or one in hours or minutes?"""
    return bool(_DAYS.fullmatch(duration) or _HOURS.fullmatch(duration))


def later(day: date, duration: str) -> date:
    """The day that lies `duration` after `day`. Raises ValueError for hours and minutes."""
    return _moved(day, duration, 1)


def nth(day: date, duration: str, count: int) -> date:
    """The day that lies `count` times `duration` after `day`; the end of a month is clipped once, not each time."""
    number, unit = _parts(duration)
    return _moved(day, f"P{number * count}{unit}", 1)


def earlier(day: date, duration: str) -> date:
    """The day that lies `duration` before `day`. Raises ValueError for hours and minutes."""
    return _moved(day, duration, -1)


def as_timedelta(duration: str) -> timedelta:
    """The fixed length of days, weeks, hours or minutes. Raises ValueError for months and years, which have none."""
    if found := _HOURS.fullmatch(duration):
        return timedelta(hours=int(found[1])) if found[2] == "H" else timedelta(minutes=int(found[1]))
    count, unit = _parts(duration)
    if unit in "MY":
        raise ValueError(f"{duration} has no fixed length")
    return timedelta(days=count * (7 if unit == "W" else 1))


def _moved(day: date, duration: str, sign: int) -> date:
    count, unit = _parts(duration)
    if unit in "DW":
        return day + sign * timedelta(days=count * (7 if unit == "W" else 1))
    months = day.year * 12 + day.month - 1 + sign * count * (12 if unit == "Y" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _parts(duration: str) -> tuple[int, str]:
    found = _DAYS.fullmatch(duration)
    if not found:
        raise ValueError(f"{duration!r} is not a length in days, weeks, months or years")
    return int(found[1]), found[2]
