"""What may be asked for of one thing on one day, once it is known what is wrong with it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from counter.stores.models import Store
from counter.warranty import coverage, covering, promises
from counter.warranty.answers import Open
from counter.warranty.models import Card, CardLine
from counter.warranty.terms import UNLISTED, WHOLE


def open_on(
    line: CardLine, card: Card, store: Store, part: str | None, facts: Mapping[str, Any], day: date
) -> list[Open]:
    """For the part, or for any where it is the thing as a whole; of each remedy the longest first."""
    if card.voided_at is not None or line.returned_on is not None:
        return []
    plans = promises.rest_days(store)
    found = coverage.today(covering.ends_of(line, card, store, plans), day, facts).remedies
    mine = [one for one in found if part is None or one.part in (part, WHOLE)]
    return sorted(mine, key=lambda one: (one.remedy, -one.until.toordinal()))


def facts_of(line: CardLine, card: Card, fault: str, is_of_make: bool) -> dict[str, Any]:
    """What the conditions of the rules ask of a fault that somebody looked at."""
    kept = promises.of_version(card.policies_version_id)
    bound = [kept.policies[one] for one in line.facts.get("policies", ()) if one in kept.policies]
    lists = {policy["faults"] for policy in bound if policy.get("faults")}
    rows = {row["id"]: row for name in lists for row in kept.faults.get(name, ())}
    listed = is_of_make and fault not in ("", UNLISTED) and fault in rows
    serious = listed and bool(rows[fault].get("serious"))
    return {
        "fault.confirmed": is_of_make, "fault.listed": listed, "fault.serious": serious, "claim.has_proof": True,
    }  # fmt: skip
