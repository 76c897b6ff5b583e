"""What may be asked for of one thing on one day, once it is known what is wrong with it, and how long it is away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from counter.stores.models import Store
from counter.warranty import again, coverage, covering, promises, repairing, waiting
from counter.warranty.answers import THIS_FAULT, Open
from counter.warranty.models import Card, CardLine, Repair
from counter.warranty.terms import UNLISTED, WHOLE, is_the_thing


def open_on(
    line: CardLine, card: Card, store: Store, part: str | None, facts: Mapping[str, Any], day: date
) -> list[Open]:
    """For the part, or that of the fault, or for any where nobody knows either; of each remedy the longest first."""
    if card.voided_at is not None or line.returned_on is not None:
        return []
    plans = promises.rest_days(store)
    found = coverage.today(
        covering.ends_of(line, card, plans), day, facts, line.facts.get("parts", ())
    ).remedies
    return of_part(found, line, card, part, facts)


def perhaps_on(
    line: CardLine, card: Card, store: Store, part: str | None, facts: Mapping[str, Any], day: date
) -> list[again.Perhaps]:
    """What may be open again since an exchange, besides what open_on() gives."""
    is_over = card.voided_at is not None or line.returned_on is not None
    if is_over or all(event.kind != "exchange" for event in covering.events_of(line)):
        return []
    plans = promises.rest_days(store)
    ends = covering.ends_of(line, card, plans)
    given = coverage.today(ends, day, facts, line.facts.get("parts", ())).remedies
    found = again.of(line, card, plans, ends, given, day, facts)
    mine = [replace(one, remedies=tuple(of_part(one.remedies, line, card, part, facts))) for one in found]
    return [one for one in mine if one.remedies]


def of_part(
    found: Sequence[Open], line: CardLine, card: Card, part: str | None, facts: Mapping[str, Any]
) -> list[Open]:
    part = part or part_of(line, card, facts.get(THIS_FAULT))
    mine = [one for one in found if part is None or one.part in (part, WHOLE)]
    return sorted(mine, key=lambda one: (one.remedy, -one.until.toordinal()))


def part_of(line: CardLine, card: Card, fault: str | None) -> str | None:
    """Where the list says of which part a fault is: a fault of the main unit gives nobody another charger."""
    parts = line.facts.get("parts", ())
    named = listed(line, card).get(fault or "", {}).get("part")
    return named if named in parts else None


def listed(line: CardLine, card: Card) -> dict[str, Any]:
    """The faults that the rules of this thing name, else those of its kind."""
    return promises.of_version(card.policies_version_id).faults_for(line.facts)


def overdue(
    line: CardLine, card: Card, store: Store, part: str | None, day: date
) -> list[Open]:  # fmt: skip
    """What a repair that takes too long gives, as long as the thing is not back: an exchange after 30 days by the
    repairer's own fault, after 60 for want of a part (phone rule of 2001, art. 16 and 17). Only what was
    asked for or handed in within the term; why it takes so long is asked."""
    found: list[Open] = []
    if card.voided_at is not None or line.returned_on is not None:
        return found
    terms = [end for end in covering.ends_of(line, card, promises.rest_days(store)) if end.kind == "term"]
    here = [one for one in repairing.here_of(line, part) if is_of(one, part)]
    for repair in here:
        due, _next = waiting.of(repair, card, day)
        until = max(day, card.ends_on or day)
        for one in due:
            own = [end for end in terms if end.policy == one.policy and end.lent_by is None and end.ends_on]
            if not any(end.ends_on and repair.event.is_within(end.ends_on) for end in own or terms):
                continue
            end = waiting.as_end(one, until)
            found += [Open(remedy, WHOLE, until, end, (), one.asks) for remedy in one.then]
    return found


def is_of(repair: Repair, part: str | None) -> bool:
    """Whether that repair keeps what is asked about: a charger that was sent in keeps nobody's phone."""
    return is_the_thing(repair.part) or repair.part == part


def facts_of(line: CardLine, card: Card, fault: str, is_of_make: bool) -> dict[str, Any]:
    """What the conditions of the rules ask of a fault that somebody looked at."""
    rows = listed(line, card)
    is_listed = is_of_make and fault not in ("", UNLISTED) and fault in rows
    return {
        THIS_FAULT: (fault or None) if is_of_make else "",
        "fault.confirmed": is_of_make, "fault.listed": is_listed,
        "fault.serious": is_listed and bool(rows[fault].get("serious")), "claim.has_proof": True,
        "claim.still_faulty": is_of_make,
    }  # fmt: skip
