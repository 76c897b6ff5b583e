"""What the counter tells a customer today: the remedies that are open and until when, part by part what is covered.

Of several rules the one that lasts longest is named first and the others stay visible; nothing is merged.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from counter.playbooks import conditions
from counter.warranty.reckoning import LAYERS, End
from counter.warranty.terms import NOTHING, WHOLE

REMEDIES = ("return", "exchange", "repair", "price_reduction", "loan")
THIS_FAULT = "fault.id"  # which of the policies' list it is


@dataclass(frozen=True, slots=True)
class Open:
    """A remedy that can be asked for today. by: the rule that gives it longest; others: the same remedy by other
    policies, the later first. asks: facts that by wants and nobody has told yet (fault.listed). What is given only after
    something happened (the first remedy failed), or for single faults, stands apart from what is given anyway."""

    remedy: str
    part: str
    until: date
    by: End
    others: tuple[End, ...]
    asks: tuple[str, ...]

    @property
    def no_reason(self) -> bool:
        return self.by.no_reason

    @property
    def provisos(self) -> int:
        """How much has to have happened for it, besides a fault."""
        return sum(is_proviso(one) for one in self.asks)


@dataclass(frozen=True, slots=True)
class Cover:
    """A part and its longest cover. faults: only for these. others: what other policies give, the later first."""

    part: str
    until: date
    by: End
    others: tuple[End, ...]
    faults: tuple[str, ...] = ()

    @property
    def is_provisional(self) -> bool:
        return self.by.is_provisional

    @property
    def doubts(self) -> tuple[str, ...]:
        return self.by.doubts

    def days_left(self, day: date) -> int:
        """0 on the last day, negative after it."""
        return (self.until - day).days


@dataclass(frozen=True, slots=True)
class Answer:
    """parts: covered today; coming: not yet; ended: covered once. not_promised: parts for which nobody gives a term;
    not_stated: those of which every policy is silent."""

    day: date
    remedies: tuple[Open, ...]
    parts: tuple[Cover, ...]
    coming: tuple[Cover, ...]
    ended: tuple[Cover, ...]
    not_promised: tuple[str, ...]
    not_stated: tuple[str, ...]

    @property
    def is_covered(self) -> bool:
        return bool(self.parts)

    @property
    def until(self) -> date | None:
        """The last day on which anything is still covered."""
        return max((cover.until for cover in self.parts), default=None)

    @property
    def main_remedies(self) -> tuple[Open, ...]:
        """For the headline: of each remedy the longest for the main part or the thing as a whole, but for what is open only
        after something happened."""
        covers = (*self.parts, *self.coming, *self.ended)
        main = {WHOLE, covers[0].part} if covers else {WHOLE}
        best: dict[str, Open] = {}
        for one in self.remedies:
            if one.part not in main or is_for_later(one.asks):
                continue
            if one.remedy not in best or one.until > best[one.remedy].until:
                best[one.remedy] = one
        return tuple(best.values())


def today(
    ends: Sequence[End], day: date, facts: Mapping[str, Any] | None = None, parts: Sequence[str] = ()
) -> Answer:
    """The answer for one thing from all its ends. facts: what has been told of the fault and the claim by now; parts: the
    thing's, the main one first, whichever of them a law happens to speak of."""
    named = {end.part: None for end in ends if end.part != WHOLE}
    order = list(dict.fromkeys([*(part for part in parts if part in named), *named])) + [WHOLE]
    dated: dict[tuple[str, tuple[str, ...]], list[End]] = {}
    for end in sorted((end for end in ends if end.kind == "term" and end.ends_on), key=_longest_first):
        dated.setdefault((end.part, end.faults), []).append(end)
    covers = sorted(
        (_cover(group) for group in dated.values()), key=lambda one: (order.index(one.part), one.faults)
    )
    running = [cover for cover in covers if cover.until >= day]
    silent = {end.part: end.length for end in ends if end.kind == "term" and not end.ends_on}
    promised = {cover.part for cover in covers}
    spoken = {end.part for end in ends if end.kind == "term" and end.length == NOTHING}
    without = [
        part for part in order if part in silent and part not in promised and (part != WHOLE or not promised)
    ]
    return Answer(
        day=day,
        remedies=_remedies(ends, day, facts or {}, order),
        parts=tuple(cover for cover in running if _begins(cover) <= day),
        coming=tuple(cover for cover in running if _begins(cover) > day),
        ended=tuple(cover for cover in covers if cover.until < day),
        not_promised=tuple(part for part in without if part in spoken or WHOLE in spoken),
        not_stated=tuple(part for part in without if part not in spoken and WHOLE not in spoken),
    )


def together(remedies: Sequence[Open], main: Collection[str]) -> list[tuple[Open, list[str]]]:
    """Each once, with all parts that have it by the same rule until the same day: those of the main part first, and what is
    given only after something happened last."""
    found: dict[tuple[Any, ...], tuple[Open, list[str]]] = {}
    for one in sorted(remedies, key=lambda one: (one.provisos > 0, one.part not in main)):
        key = (one.remedy, one.by.policy, one.by.window, one.by.faults, one.until, one.asks)
        found.setdefault(key, (one, []))[1].append(one.part)
    return list(found.values())


def may_hold(condition: conditions.Condition | None, facts: Mapping[str, Any]) -> bool:
    """Is nothing known that speaks against it?"""
    for fact, wanted in (condition or {}).items():
        if fact == "any":
            if not any(may_hold(one, facts) for one in wanted):
                return False
        elif facts.get(fact) is not None and not conditions.holds({fact: wanted}, facts):
            return False
    return True


def is_proviso(fact: str) -> bool:
    return fact.startswith("claim.") or fact == THIS_FAULT


def is_for_later(asks: Sequence[str]) -> bool:
    """A lower price where the first remedy failed, money in place of an exchange. What so many repairs open is here."""
    return any(is_proviso(fact) and fact != "claim.still_faulty" for fact in asks)


def _remedies(ends: Sequence[End], day: date, facts: Mapping[str, Any], order: list[str]) -> tuple[Open, ...]:
    windows = [
        end for end in ends if end.kind == "window" and end.starts_on and end.ends_on and _may(end, facts)
    ]
    found = []
    for remedy in dict.fromkeys([*REMEDIES, *(one for end in windows for one in end.remedies)]):
        giving = [(end, _asks(end, facts)) for end in windows if remedy in end.remedies]
        kinds = {(end.part, end.no_reason, _provisos(end, asks)) for end, asks in giving}
        for part, no_reason, provisos in sorted(
            kinds, key=lambda one: (order.index(one[0]), not one[1], one[2])
        ):
            # what is said of the whole is said of each part
            own = [
                end
                for end, asks in giving
                if end.part in (part, WHOLE)
                and end.no_reason == no_reason
                and _provisos(end, asks) == provisos
            ]
            lasts = [
                last
                for policy in dict.fromkeys(end.policy for end in own)
                if (last := _last(own, policy, day))
            ]
            if any(end.part == part for end in lasts):
                lasts.sort(key=_longest_first)
                asks = _asks(lasts[0], facts)
                found.append(Open(remedy, part, _until(lasts[0]), lasts[0], tuple(lasts[1:]), asks))
    return tuple(one for one in found if not _is_told_anyway(one, found, order))


def _is_told_anyway(one: Open, found: Sequence[Open], order: Sequence[str]) -> bool:
    """What single faults give no longer than any fault does."""
    if THIS_FAULT not in one.asks:
        return False
    given: dict[str, date] = {}
    for other in found:
        if (
            other.remedy == one.remedy
            and not other.no_reason
            and set(other.asks) <= set(one.asks) - {THIS_FAULT}
        ):
            given[other.part] = max(other.until, given.get(other.part, other.until))
    parts = [part for part in order if part != WHOLE] if one.part == WHOLE else [one.part]
    return all(max(given.get(part, date.min), given.get(WHOLE, date.min)) >= one.until for part in parts)


def _asks(end: End, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What nobody has told yet; THIS_FAULT where it is for single faults and nobody has named the fault."""
    unnamed = (THIS_FAULT,) if end.faults and facts.get(THIS_FAULT) is None else ()
    return tuple(fact for fact in end.asks if facts.get(fact) is None) + unnamed


def _provisos(end: End, asks: Sequence[str]) -> tuple[str, ...]:
    faults = end.faults if THIS_FAULT in asks else ()
    return *sorted(fact for fact in asks if is_proviso(fact)), *faults


def _last(windows: Sequence[End], policy: str, day: date) -> End | None:
    """Of one policy the window that is open today, or the one that follows it without a gap (day 8 on day 7). What a law
    makes longer follows on the windows of whose term it is."""
    last, reached = None, None
    lenders = {end.lent_by for end in windows if end.policy == policy}
    together = [end for end in windows if end.policy == policy or end.policy in lenders]
    for end in sorted(together, key=lambda end: (end.starts_on or day, _until(end))):
        begins_in_time = (end.starts_on or day) <= (day if reached is None else reached + timedelta(1))
        if begins_in_time and _until(end) >= (reached or day):
            reached = _until(end)
            last = end if end.policy == policy else last
    return last


def _may(end: End, facts: Mapping[str, Any]) -> bool:
    """Of the condition only what was unknown when the end was reckoned; the rest is settled. One for single faults is
    shut where another was found."""
    named = facts.get(THIS_FAULT)
    if end.faults and named is not None and named not in end.faults:
        return False
    return may_hold(end.condition, {fact: facts[fact] for fact in end.asks if fact in facts})


def _cover(group: list[End]) -> Cover:
    return Cover(group[0].part, _until(group[0]), group[0], tuple(group[1:]), group[0].faults)


def _begins(cover: Cover) -> date:
    """An end that starts again after an exchange does not hide that the cover ran before."""
    return min(end.starts_on for end in (cover.by, *cover.others) if end.starts_on)


def _until(end: End) -> date:
    assert end.ends_on
    return end.ends_on


def _longest_first(end: End) -> tuple[Any, ...]:
    """Of two that end on one day the stronger layer comes first."""
    return -_until(end).toordinal(), LAYERS.index(end.layer), end.policy, end.window or ""
