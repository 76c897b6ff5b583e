"""What coverage is reckoned from: a thing, its days, what happened to it, and what one policy says of a part.

A policy is a mapping as in a policies file (playbooks/schema/guarantees.py).
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from counter.playbooks import conditions
from counter.playbooks.durations import later

Policy = Mapping[str, Any]
WHOLE = "whole"
MAIN_UNIT = "main_unit"  # who exchanges it exchanges the thing: the phone rule's art. 13 says it so
UNLISTED = "unlisted"  # a fault that is on nobody's list
NOTHING, NOT_STATED = "none", "not_stated"  # expressly nothing; the policy does not say
IN_STORE = {"sale.channel": "in_store"}


def is_the_thing(part: str | None) -> bool:
    """Whether a part is the thing as such: its serial is that of the thing."""
    return part in (None, MAIN_UNIT)


@dataclass(frozen=True, slots=True)
class Thing:
    """What the card covers. category_path: its category and all above, nearest first; parts: as the playbook lists
    them, the main one first; material: the class that policies speak of (wood, upholstered), not the timber; brand: in each
    language, None where nobody said; facts: what else is known of it and of the sale or claim, by the names of the conditions."""

    category_path: tuple[str, ...]
    parts: tuple[str, ...] = ()
    material: str | None = None
    price_minor: int | None = None
    custom: bool = False
    brand: Mapping[str, str] | None = field(default=None, hash=False)
    facts: Mapping[str, Any] = field(default_factory=lambda: dict(IN_STORE))

    def known(self) -> dict[str, Any]:
        item = {
            "item.category": self.category_path,
            "item.custom": self.custom,
            "item.price": self.price_minor,
        }
        return {**item, **self.facts}


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a term may count from; sold_on where a policy's own are not known yet."""

    sold_on: date
    invoiced_on: date | None = None
    delivered_on: date | None = None
    installed_on: date | None = None
    activated_on: date | None = None
    accepted_on: date | None = None
    commissioned_on: date | None = None
    back_in_service_on: date | None = None
    manufactured_on: date | None = None

    @classmethod
    def as_of(cls, sold_on: date, on: date) -> "Days":
        """As if all that terms count from were that day; sold_on: by which the rules of its time are chosen."""
        return cls(sold_on, on, on, on, on, on, on, on)


@dataclass(frozen=True, slots=True)
class Event:
    """A repair or an exchange. kind: repair or exchange; from_on: handed in; to_on: handed back in order, None as long
    as it is not; part: what was repaired or exchanged, None for the thing as a whole. is_thing_away: the rest could not
    be used meanwhile (no: only the charger was sent in). fault: as the policies' lists name it, UNLISTED where none
    does, "" as long as nobody said. told_on: the customer asked for it, where that was before from_on: what was asked for
    within the term is within the term, whenever it is done."""

    kind: str
    from_on: date
    to_on: date | None = None
    part: str | None = None
    is_thing_away: bool = True
    fault: str = ""
    told_on: date | None = None

    def place(self) -> tuple[Any, ...]:
        """Among others: one after the other as they happened."""
        return self.from_on, self.to_on or date.max, self.kind, self.part or "", self.told_on or date.max

    def effect(self) -> str | None:
        """The line of a policy's effects that says what it does to the term of its part, or of all."""
        if self.kind == "exchange":
            return "replaced_unit" if is_the_thing(self.part) else "replaced_part"
        return "repaired_part" if self.part else None

    def is_within(self, last: date) -> bool:
        """Asked for, or handed in, on the last day of a term or before."""
        return min(self.told_on or self.from_on, self.from_on) <= last

    def concerns(self, part: str) -> bool:
        return self.part in (None, part)

    def renews(self, part: str) -> bool:
        """Whether the part, or the thing as a whole, is a new one since."""
        is_new = is_the_thing(self.part) if part == WHOLE else self.concerns(part)
        return self.kind == "exchange" and self.to_on is not None and is_new

    def takes_time_of(self, part: str) -> bool:
        return self.is_thing_away or self.concerns(part)

    def came_to_nothing(self, events: Iterable["Event"]) -> bool:
        """A repair that ended on the day on which the thing, or that part of it, was exchanged instead; a part that went in with it
        (then the thing is not away for it) is what it came to."""
        return self.kind == "repair" and any(
            other.kind == "exchange"
            and other.is_thing_away
            and other.to_on == self.to_on
            and other.part in (None, MAIN_UNIT, self.part)
            for other in events
        )


@dataclass(frozen=True, slots=True)
class Term:
    """What a policy says of one part: length is a duration, NOTHING or NOT_STATED; line: the part, material class or
    `whole` where it says so."""

    part: str
    length: str
    line: str | None = None
    faults: tuple[str, ...] = ()
    label: Mapping[str, str] | None = field(default=None, hash=False)
    doubt: Mapping[str, str] | None = field(default=None, hash=False)

    @property
    def is_dated(self) -> bool:
        return self.length not in (NOTHING, NOT_STATED)


def applies(policy: Policy, thing: Thing, jurisdictions: Sequence[str], sold_on: date) -> bool:
    """Does it speak of this thing, in this place, on the day of sale?"""
    scope, force = policy["applies"], policy["in_force"]
    return (
        bool(set(scope["jurisdictions"]) & set(jurisdictions))
        and bool(set(scope["categories"]) & set(thing.category_path))
        and str(force["from"]) <= sold_on.isoformat() <= str(force.get("until") or "9999")
        and conditions.holds(scope.get("if"), thing.known())
    )


def is_of_brand(policy: Policy, brand: Mapping[str, str] | None) -> bool:
    """A brand's promise is for its own things; a policy that names none speaks of all. Brands are told by either spelling."""
    named = policy["applies"].get("brands") or ()
    mine = {folded(one) for one in (brand or {}).values()}
    return not named or any(folded(one) in mine for words in named for one in words.values())


def folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def places_of(policies: Iterable[Policy]) -> list[str]:
    """Where they speak: what a card has been promised stays promised, wherever its store stands by now."""
    return list(dict.fromkeys(place for policy in policies for place in policy["applies"]["jurisdictions"]))


def term_of(policy: Policy, part: str, material: str | None = None, fault: str | None = None) -> Term:
    """The term of a part: its own line, else that of its material class, else `whole`; of two, the one for the fault."""
    for name in (part, material, WHOLE):
        lines = [line for line in policy["parts"] if line["part"] == name]
        special = [line for line in lines if fault and fault in line.get("faults", ())]
        plain = [line for line in lines if not line.get("faults")]
        if special or plain:
            return _term(part, (special or plain)[0])
    return Term(part, NOT_STATED)


def terms_of(policy: Policy, thing: Thing) -> list[Term]:
    """For each part of the thing its term, and those for single faults. What is said of the whole for a single fault, and
    that nothing is promised for the rest, stands there once."""
    parts = thing.parts or (WHOLE,)
    terms = [term_of(policy, part, thing.material) for part in parts]
    terms += [term for part in parts for term in _for_faults(policy, part, thing.material)]
    return list(dict.fromkeys(_of_whole(term) for term in terms))


def start_of(
    policy: Policy, days: Days, facts: Mapping[str, Any]
) -> tuple[date, tuple[str, ...] | None, bool]:
    """(first day, the remedies that are left or None for all, is_certain).

    The latest of the policy's days that are known; the day of sale where none is yet. What is delivered and put up, and
    was not delivered yet, will start later. Invoice and card both lost: the policy's other way (the phone rule: 90 days
    after the factory's date, repair only).
    """
    start = policy["start"]
    lost = start.get("fallback")
    if (
        lost
        and conditions.holds(lost.get("if"), facts)
        and lost.get("if")
        and (made_on := getattr(days, lost["basis"]))
    ):
        return later(made_on, lost["plus"]), tuple(lost["remedies"]), True
    known = [day for basis in start["basis"] if (day := getattr(days, basis))]
    is_awaited = {"delivered_on", "installed_on"} <= set(start["basis"]) and not (
        days.delivered_on or days.installed_on
    )
    return (max(known), None, not is_awaited) if known else (days.sold_on, None, False)


def _term(part: str, line: Mapping[str, Any]) -> Term:
    faults = tuple(line.get("faults", ()))
    return Term(part, line.get("term") or NOTHING, line["part"], faults, line.get("label"), line.get("doubt"))


def _of_whole(term: Term) -> Term:
    return replace(term, part=WHOLE) if term.line == WHOLE and (term.faults or not term.is_dated) else term


def _for_faults(policy: Policy, part: str, material: str | None) -> Iterator[Term]:
    """A part with a line of its own does not share those of the whole."""
    for name in (part, material, WHOLE):
        lines = [line for line in policy["parts"] if line["part"] == name]
        yield from (_term(part, line) for line in lines if line.get("faults"))
        if any(not line.get("faults") for line in lines):
            return
