"""Two repairs and still not usable, 35 days under repair in all: what so many of something open, as the policy counts.

Phone rule of 2001, art. 13: two repairs of a listed fault within the term give an exchange, to the end of the term.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from counter.warranty.terms import UNLISTED, WHOLE, Event


def reached_on(
    line: Mapping[str, Any], part: str, events: Sequence[Event], starts_on: date, ends_on: date
) -> date | None:
    """The day on which it was reached for the part, None as long as it is not. line: a policy's counter.

    Only what was handed in within the term and is back counts, and no repair of a thing that was exchanged since. A
    fault that nobody named counts where any does: the condition of the line then asks for it.
    """
    if line["count"] != "exchanges":
        new = [event.to_on for event in events if event.kind == "exchange" and event.concerns(part)]
        starts_on = max([starts_on, *(day for day in new if day)])
    done = [event for event in events if event.to_on and starts_on <= event.from_on <= ends_on]
    done = [event for event in done if is_counted(line, part, event)]
    if line["over"] != "same_fault":
        return reaching(line, done)
    faults = {event.fault for event in done} - {"", UNLISTED}
    days = [reaching(line, [event for event in done if event.fault == fault]) for fault in faults]
    return min((day for day in days if day), default=None)


def is_counted(line: Mapping[str, Any], part: str, event: Event) -> bool:
    kind = "exchange" if line["count"] == "exchanges" else "repair"
    if event.kind != kind or not (line["part"] == WHOLE or event.concerns(part)):
        return False
    return line["over"] != "any_listed_fault" or event.fault != UNLISTED


def reaching(line: Mapping[str, Any], events: Sequence[Event]) -> date | None:
    """The day on which the last of so many was handed back. A day under two repairs is one day."""
    total, counted_to = 0, date.min
    for event in sorted(events, key=lambda one: (one.to_on or date.max, one.from_on)):
        assert event.to_on
        if line["count"] == "repair_days":
            total += max(0, (event.to_on - max(event.from_on, counted_to)).days)
            counted_to = max(counted_to, event.to_on)
        else:
            total += 1
        if total >= line["reach"]:
            return event.to_on
    return None
