"""One line of what is promised, and how a term runs through repairs and exchanges."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from counter.playbooks.durations import later
from counter.warranty.restdays import Plan, rolled
from counter.warranty.terms import NOT_STATED, WHOLE, Event, Policy

# What makes an end provisional: it may yet move, and only to a later day; or the sources of the rule differ.
LAYERS = ("law", "standard", "mall", "brand", "store", "contract")
MOVING = {"rest_days", "under_repair", "extends_once", "start", "sources"}

# As long as it is not back, by what the policy says of the time.
UNDER_REPAIR = {"extends": {"under_repair"}, NOT_STATED: {"repair_time"}}


@dataclass(frozen=True, slots=True)
class End:
    """One line of one policy.

    kind: `term` (cover of a part), `window` (a time for some remedies). raw_ends_on: before it moves off a rest day.
    ends_on: None where nothing is promised (length none) or the policy is silent (length not_stated). asks: facts
    that have to hold and are not known yet. lent_by: the policy whose term this is, where a law lends only its effects.
    policy_note: what is not sure about the policy, or may be longer elsewhere.
    doubts: rest_days, under_repair, extends_once, start, sources, repair_time, replaced_unit, replaced_part,
    repaired_part, window_after_exchange.
    """

    layer: str
    policy: str
    part: str
    kind: str
    remedies: tuple[str, ...]
    starts_on: date | None
    raw_ends_on: date | None
    ends_on: date | None
    is_provisional: bool
    label: Mapping[str, str]
    source: str
    policy_label: Mapping[str, str]
    length: str
    window: str | None = None
    faults: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    condition: Mapping[str, Any] | None = None
    no_reason: bool = False
    doubts: tuple[str, ...] = ()
    note: Mapping[str, str] | None = None
    lent_by: str | None = None
    policy_note: Mapping[str, str] | None = None

    def plain(self) -> dict[str, Any]:
        """For a JSON column."""
        values = {name: getattr(self, name) for name in NAMES}
        values |= {name: values[name].isoformat() for name in DATES if values[name]}
        return values | {name: list(values[name]) for name in LISTS}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "End":
        """Back from plain()."""
        days = {name: date.fromisoformat(plain[name]) for name in DATES if plain[name]}
        return cls(**{**plain, **days, **{name: tuple(plain[name]) for name in LISTS}})


NAMES = tuple(one.name for one in fields(End))
DATES = ("starts_on", "raw_ends_on", "ends_on")
LISTS = ("remedies", "faults", "asks", "doubts")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One policy at work on one thing."""

    policy: Policy
    effects: Mapping[str, str]
    start: date
    is_certain: bool
    remedies: tuple[str, ...] | None
    resting: Collection[str]
    plan: Plan | None
    events: tuple[Event, ...]

    def left(self, remedies: Iterable[str]) -> tuple[str, ...]:
        return tuple(one for one in remedies if self.remedies is None or one in self.remedies)

    def named(self, line: Mapping[str, Any], parts: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the parts that a window or counter speaks of."""
        name = line.get("part")
        if name in (None, WHOLE):
            return parts
        group = self.policy.get("part_groups", {}).get(name, [name])
        return tuple(part for part in parts if part in group)

    def lasts(self, length: str, part: str) -> tuple[date, date, date, set[str]]:
        """(starts_on, raw end, end, doubts) of a part's term after all that happened while it ran."""
        start, lost, counted_to = self.start, 0, self.start
        raw = later(start, length)
        last, is_provisional = rolled(raw, self.resting, self.plan)
        doubts: set[str] = set() if self.is_certain else {"start"}
        once = self.effects.get("repair_extends_once")
        for event in self.events:
            if not event.is_within(last):
                continue
            if once and event.kind == "repair" and not event.to_on:
                doubts.add("extends_once")
            elif once and event.kind == "repair" and not event.came_to_nothing(self.events):
                raw, once = later(raw, once), None  # of the goods, whichever part was repaired
                doubts.discard("extends_once")
                last, is_provisional = rolled(raw, self.resting, self.plan)
            if not event.takes_time_of(part):
                continue
            effect = event.effect()
            if effect and event.concerns(part) and event.to_on:
                says = self.effects[effect]
                if says == "restarts":
                    start, lost, counted_to = event.to_on, 0, event.to_on
                    raw = max(raw, later(start, length))
                    last, is_provisional = rolled(raw, self.resting, self.plan)
                    continue
                doubts |= {effect} if says == NOT_STATED else set()
            if event.to_on is None:
                doubts |= UNDER_REPAIR.get(self.effects["repair_time"], set())
            elif (days := (event.to_on - max(event.from_on, counted_to)).days) > 0:
                counted_to = event.to_on
                if self.effects["repair_time"] == "extends":
                    lost += days
                    raw = max(raw, later(start, length) + timedelta(lost))
                    last, is_provisional = rolled(raw, self.resting, self.plan)
                doubts |= {"repair_time"} if self.effects["repair_time"] == NOT_STATED else set()
        return start, raw, last, doubts | ({"rest_days"} if is_provisional else set())
