"""On which days a visit is due: pure, from what the playbook says and the days of the card."""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from counter.playbooks.durations import earlier, nth


def days(
    recurrence: Mapping[str, Any], starts_on: date, ends_on: date | None, from_on: date
) -> dict[int, date]:
    """{number: day}, up to the last day of cover. What was due before `from_on`, the day from which the shop knows of the
    card, is left out; the last inspection of a card that ends sooner than its lead is due at once."""
    if ends_on is None or ends_on < from_on:
        return {}
    if recurrence["before"]:
        return {1: max(earlier(ends_on, recurrence["by"]), from_on)}
    found: dict[int, date] = {}
    last = earlier(ends_on, recurrence["by"]) if recurrence.get("by") else ends_on
    for number in count(1):
        day = nth(starts_on, recurrence["every"], number)
        if day > last:
            return found
        if day >= from_on:
            found[number] = day
    return found


def following(recurrence: Mapping[str, Any], starts_on: date, from_on: date) -> tuple[int, date]:
    """The next one of those that never end: (number, day), on or after a day."""
    for number in count(1):
        if (day := nth(starts_on, recurrence["every"], number)) >= from_on:
            return number, day
    raise AssertionError
