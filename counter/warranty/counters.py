"""Two repairs and still not usable, 35 days under repair in all: what so many of something open, as the policy counts.

Phone rule of 2001, art. 13: two repairs of a listed fault within the term give an exchange, to the end of the term.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from counter.playbooks import conditions
from counter.warranty.answers import may_hold
from counter.warranty.reckoning import End, Reckoning
from counter.warranty.terms import MAIN_UNIT, UNLISTED, WHOLE, Event


def opened(reckoning: Reckoning, found: Sequence[End], facts: Mapping[str, Any]) -> Iterable[End]:
    """What two repairs open, from the day on which the second is back to the end of the term.

    A law that sets no term of its own counts within the longest that a law gives the part (Zhejiang's measures count
    within the three guarantees), or of a part to which no law gives any, within the longest that was agreed.
    """
    policy = reckoning.policy
    terms = [end for end in found if end.kind == "term" and end.ends_on and not end.faults]
    own = [end for end in terms if end.policy == policy["id"] and end.lent_by is None]
    running: dict[str, End] = {}
    by_law = {end.part for end in terms if end.layer == "law"}
    for end in own or [end for end in terms if end.layer == "law" or end.part not in by_law]:
        if end.part not in running or last(end) > last(running[end.part]):
            running[end.part] = end
    for line in policy.get("counters", ()):
        condition, remedies = line.get("if"), reckoning.left(line["then"])
        if not remedies or not may_hold(condition, facts):
            continue
        for part in reckoning.named(line, tuple(running)):
            term = running[part]
            since = reached_on(line, part, reckoning.events, reckoning.start, last(term))
            if since is not None:
                yield replace(
                    term,
                    layer=policy["layer"],
                    policy=policy["id"],
                    kind="window",
                    remedies=remedies,
                    starts_on=since,
                    ends_on=max(last(term), since),
                    label=line["label"],
                    source=policy["source"],
                    policy_label=policy["label"],
                    policy_note=policy.get("note"),
                    length="term",
                    window=line["id"],
                    asks=tuple(conditions.unknown_facts(condition, facts)),
                    condition=condition,
                    lent_by=None,
                )


def last(end: End) -> date:
    assert end.ends_on
    return end.ends_on


def reached_on(
    line: Mapping[str, Any], part: str, events: Sequence[Event], starts_on: date, ends_on: date
) -> date | None:
    """The day on which it was reached for the part, None as long as it is not. line: a policy's counter.

    Only what was asked for or handed in within the term and is back counts, and no repair of a thing that was exchanged since, or
    instead. Days under repair go on while it is not back: then it is the day on which so many will be reached. A fault
    that nobody named counts where any does: the condition of the line then asks for it.
    """
    if line["count"] != "exchanges":
        new = [event.to_on for event in events if event.kind == "exchange" and event.concerns(part)]
        starts_on = max([starts_on, *(day for day in new if day)])
    goes_on = line["count"] == "repair_days"
    done = [event for event in events if (event.to_on or goes_on) and event.from_on >= starts_on]
    done = [event for event in done if event.is_within(ends_on)]
    done = [event for event in done if is_counted(line, part, event) and not event.came_to_nothing(events)]
    if line["over"] != "same_fault":
        return reaching(line, done)
    faults = {event.fault for event in done} - {"", UNLISTED}
    days = [reaching(line, [event for event in done if event.fault == fault]) for fault in faults]
    return min((day for day in days if day), default=None)


def is_counted(line: Mapping[str, Any], part: str, event: Event) -> bool:
    """An exchange of the thing as a whole is none of an accessory."""
    kind = "exchange" if line["count"] == "exchanges" else "repair"
    if event.kind != kind or not (line["part"] == WHOLE or event.concerns(part)):
        return False
    if kind == "exchange" and line["part"] != WHOLE and event.part is None and part != MAIN_UNIT:
        return False
    return line["over"] != "any_listed_fault" or event.fault != UNLISTED


def reaching(line: Mapping[str, Any], events: Sequence[Event]) -> date | None:
    """The day on which the last of so many was handed back, or the day of so many under repair. A day under two repairs
    is one day."""
    total, counted_to = 0, date.min
    for event in sorted(events, key=lambda one: (one.to_on or date.max, one.from_on)):
        begins = max(event.from_on, counted_to)
        if event.to_on is None:
            return begins + timedelta(line["reach"] - total)
        if line["count"] == "repair_days":
            total += max(0, (event.to_on - begins).days)
            counted_to = max(counted_to, event.to_on)
        else:
            total += 1
        if total >= line["reach"]:
            return event.to_on
    return None
