"""Time as a shop counts it: "within an hour" runs while the doors are open, "within a day" round the clock.

All in UTC instants; the shop's own time decides when its doors are open, also on a day that is an hour longer or shorter.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

SHOP, ALL = "shop", "all"
YEAR = 366


class Doors(NamedTuple):
    """When a shop is open: in its own time. One that closes at or before it opens closes the next morning. closed_days: of each
    week, 1 for Monday."""

    opens_at: time
    closes_at: time
    time_zone: str
    closed_days: tuple[int, ...] = ()

    def day(self, on: date) -> tuple[datetime, datetime]:
        zone = ZoneInfo(self.time_zone)
        ends_on = on if self.closes_at > self.opens_at else on + timedelta(1)
        opens = datetime.combine(on, self.opens_at, zone).astimezone(UTC)
        return opens, datetime.combine(ends_on, self.closes_at, zone).astimezone(UTC)

    def days(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """From the one that is open at `since`, or the next one."""
        first = since.astimezone(ZoneInfo(self.time_zone)).date() - timedelta(1)
        for on in (first + timedelta(ahead) for ahead in range(YEAR * 10)):
            opens, closes = self.day(on)
            if closes > since and on.isoweekday() not in self.closed_days:
                yield max(opens, since), closes


def after(at: datetime, length: timedelta, doors: Doors, hours: str) -> datetime:
    """The moment `length` after `at`. A length that ends with the doors ends then, not when they open again."""
    if hours == ALL:
        return at.astimezone(UTC) + length
    left = length
    for opens, closes in doors.days(at.astimezone(UTC)):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise OverflowError(length)


def between(start: datetime, end: datetime, doors: Doors, hours: str) -> timedelta:
    """How much of it is counted; nothing where the end comes first."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if hours == ALL:
        return max(timedelta(), end - start)
    total = timedelta()
    for opens, closes in doors.days(start):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total


def resumed(due_at: datetime, paused_at: datetime, at: datetime, doors: Doors, hours: str) -> datetime:
    """What was left of it when the clock stood still is left when it runs again. What was late stays late."""
    if due_at <= paused_at:
        return due_at
    return after(at, between(paused_at, due_at, doors, hours), doors, hours)
