"""What is promised for a thing and until when: each policy answers alone, nothing is merged.

The first day is not counted, a missing day of the month is its last (Civil Code, art. 201-203; restdays.py). Time
under repair and exchanges move an end as the policy itself says; what it does not say is shown as a doubt. A law
without a term of its own lends its effects to the terms of others: a period may not be worse than the law wants it
(regulation to the Consumer law, 2024, art. 18).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from counter.playbooks import conditions
from counter.playbooks.durations import later
from counter.warranty.answers import Answer, is_for_later, may_hold, today
from counter.warranty.counters import opened
from counter.warranty.reckoning import LAYERS, MOVING, End, Reckoning
from counter.warranty.restdays import COUNTINGS, Plan, plan_for, rolled
from counter.warranty.terms import WHOLE, Days, Event, Policy, Term, Thing, applies, start_of, terms_of

__all__ = ["Answer", "Days", "End", "Event", "Plan", "Thing", "ends", "today"]


def ends(
    policies: Sequence[Policy],
    thing: Thing,
    days: Days,
    events: Iterable[Event] = (),
    jurisdictions: Sequence[str] = ("CN",),
    rest_days: Sequence[Plan | Mapping[str, Any]] = (),
    countings: Mapping[str, Collection[str]] = COUNTINGS,
) -> list[End]:
    """All that is promised, by layer, policy, part; the order of policies and events does not matter.

    policies: the versions of the day of sale; jurisdictions: the store's, as ("CN", "CN-ZJ"); rest_days: plans or the
    files as loaded; countings: what rests under each way of counting.
    """
    plans = [plan if isinstance(plan, Plan) else Plan.of(plan) for plan in rest_days]
    happened = tuple(sorted(events, key=Event.place))
    speaking = [policy for policy in policies if applies(policy, thing, jurisdictions, days.sold_on)]
    facts = thing.known()
    found: list[End] = []
    reckonings = [_reckoning(policy, days, facts, happened, plans, countings) for policy in speaking]
    for reckoning in reckonings:
        terms = [_term_end(reckoning, term) for term in terms_of(reckoning.policy, thing)]
        others = [policy for policy in speaking if policy is not reckoning.policy]
        told = {"claim.other_rule": any(_is_rule(policy) for policy in others), **facts}
        found += [*terms, *_windows(reckoning, terms, thing, told)]
    found += _lent(reckonings, found)
    found += [end for reckoning in reckonings for end in opened(reckoning, found, facts)]
    parts = (*thing.parts, WHOLE)
    return sorted(found, key=lambda end: _place(end, parts))


def _reckoning(
    policy: Policy,
    days: Days,
    facts: Mapping[str, Any],
    events: tuple[Event, ...],
    plans: Sequence[Plan],
    countings: Mapping[str, Collection[str]],
) -> Reckoning:
    start, remedies, is_certain = start_of(policy, days, facts)
    plan = plan_for(policy["applies"]["jurisdictions"], plans)
    return Reckoning(
        policy, policy["effects"], start, is_certain, remedies, countings[policy["counting"]], plan, events
    )


def _term_end(reckoning: Reckoning, term: Term) -> End:
    policy = reckoning.policy
    starts_on = raw = last = None
    doubts: set[str] = set()
    if term.is_dated:
        starts_on, raw, last, doubts = reckoning.lasts(term.length, term.part)
        doubts |= {"sources"} if term.doubt else set()
    return End(
        layer=policy["layer"],
        policy=policy["id"],
        part=term.part,
        kind="term",
        remedies=_term_remedies(reckoning, term) if term.is_dated else (),
        starts_on=starts_on,
        raw_ends_on=raw,
        ends_on=last,
        is_provisional=bool(doubts & MOVING),
        label=term.label or policy["label"],
        source=policy["source"],
        policy_label=policy["label"],
        policy_note=policy.get("note"),
        length=term.length,
        faults=term.faults,
        doubts=tuple(sorted(doubts)),
        note=term.doubt,
    )


def _term_remedies(reckoning: Reckoning, term: Term) -> tuple[str, ...]:
    """What one may ask for until the very end of the term."""
    lines = [line for line in reckoning.policy.get("windows", ()) if line["to"] == "term"]
    lines = [line for line in lines if not is_for_later(tuple(conditions.asked(line.get("if"))))]
    speaking = [line for line in lines if term.part in reckoning.named(line, (term.part,))]
    return reckoning.left(dict.fromkeys(remedy for line in speaking for remedy in line["remedies"]))


def _windows(
    reckoning: Reckoning, terms: Sequence[End], thing: Thing, facts: Mapping[str, Any]
) -> Iterable[End]:
    policy = reckoning.policy
    for line in policy.get("windows", ()):
        condition = line.get("if")
        remedies = reckoning.left(line["remedies"])
        if not remedies or not may_hold(condition, facts):
            continue
        begins = later(reckoning.start, line["from"])
        begins += timedelta(begins > reckoning.start)  # day 7 still belongs to the window before
        for span in _spans(reckoning, line, terms, thing):
            yield End(
                layer=policy["layer"],
                policy=policy["id"],
                part=span.part,
                kind="window",
                remedies=remedies,
                starts_on=begins,
                raw_ends_on=span.raw,
                ends_on=span.last,
                is_provisional=bool(span.doubts & MOVING),
                label=span.label(line.get("label") or policy["label"]),
                source=policy["source"],
                policy_label=policy["label"],
                policy_note=policy.get("note"),
                length=line["to"],
                window=line["id"],
                faults=span.faults,
                asks=tuple(conditions.unknown_facts(condition, facts)),
                condition=condition,
                no_reason=line.get("no_reason", False),
                doubts=tuple(sorted(span.doubts)),
            )


@dataclass(frozen=True, slots=True)
class _Span:
    """Until when a window is open for a part; of_fault: the words for the faults that alone keep it open so long."""

    part: str
    raw: date | None
    last: date | None
    doubts: set[str]
    faults: tuple[str, ...] = ()
    of_fault: Mapping[str, str] | None = None

    def label(self, line: Mapping[str, str]) -> Mapping[str, str]:
        if not self.of_fault:
            return line
        joints = {"zh": "：", "en": ": "}
        return {name: f"{self.of_fault[name]}{joints.get(name, ': ')}{text}" for name, text in line.items()}


def _spans(
    reckoning: Reckoning, line: Mapping[str, Any], terms: Sequence[End], thing: Thing
) -> Iterable[_Span]:
    """To the end of the part's own term, and of those for single faults where they last longer; or for so many days."""
    if line["to"] != "term":
        raw = later(reckoning.start, line["to"])
        last, is_provisional = rolled(raw, reckoning.resting, reckoning.plan)
        doubts = {"rest_days"} if is_provisional else set()
        doubts |= set() if reckoning.is_certain else {"start"}
        for part in reckoning.named(line, thing.parts) if line.get("part") else (WHOLE,):
            yield _Span(part, raw, last, doubts | _window_doubts(reckoning, part))
        return
    running = {term.part: term for term in terms if term.ends_on and not term.faults}
    for part in reckoning.named(line, tuple(running)):
        term = running[part]
        yield _Span(part, term.raw_ends_on, term.ends_on, set(term.doubts))
    for term in terms:
        if not term.faults or not term.ends_on or term.part not in reckoning.named(line, (term.part,)):
            continue
        plain = running.get(term.part)
        if plain is None or _until(plain) < term.ends_on:
            yield _Span(term.part, term.raw_ends_on, term.ends_on, set(term.doubts), term.faults, term.label)


def _window_doubts(reckoning: Reckoning, part: str) -> set[str]:
    """Whether a window of days opens again after an exchange no rule says, but one by which nothing begins anew."""
    goes_on = reckoning.effects["replaced_unit"] == "continues"
    is_renewed = any(one.renews(part) for one in reckoning.events)
    return {"window_after_exchange"} if is_renewed and not goes_on else set()


def _is_rule(policy: Policy) -> bool:
    """Does it set a term, or give remedies where there is a fault? Then "no other rule" is not true."""
    windows = policy.get("windows", ())
    return any(line.get("term") not in (None, "none") for line in policy["parts"]) or any(
        line["remedies"]
        for line in windows
        if "claim.other_rule" not in (line.get("if") or {}) and not line.get("no_reason")
    )


def _lent(reckonings: Sequence[Reckoning], found: Sequence[End]) -> list[End]:
    """A law that sets no term: what others promise lasts as long as its own effects make it, if that is longer."""
    dated = [end for end in found if end.kind == "term" and end.ends_on]
    lent: list[End] = []
    for law in reckonings:
        if law.policy["layer"] != "law" or any(end.policy == law.policy["id"] for end in dated):
            continue
        longer: dict[tuple[str, tuple[str, ...]], End] = {}
        for giver in reckonings:
            if not giver.events and giver.start >= law.start:
                continue
            asked = replace(giver, effects=law.effects, start=max(giver.start, law.start))
            for end in (end for end in dated if end.policy == giver.policy["id"]):
                mine = _as_lent(asked, law.policy, end)
                other = longer.get((end.part, end.faults))
                if _until(mine) > _until(end) and (other is None or _preference(mine) > _preference(other)):
                    longer[(end.part, end.faults)] = mine
        lent += longer.values()
    return [
        *lent,
        *(_reaching(window, term) for term in lent for window in found if _runs_with(window, term)),
    ]


def _as_lent(asked: Reckoning, law: Policy, end: End) -> End:
    starts_on, raw, last, doubts = asked.lasts(end.length, end.part)
    doubts |= {"sources"} if end.note else set()
    return replace(
        end,
        layer=law["layer"],
        policy=law["id"],
        starts_on=starts_on,
        raw_ends_on=raw,
        ends_on=last,
        is_provisional=bool(doubts & MOVING),
        source=law["source"],
        policy_label=law["label"],
        policy_note=law.get("note"),
        doubts=tuple(sorted(doubts)),
        lent_by=end.policy,
    )


def _runs_with(window: End, term: End) -> bool:
    is_same_line = (window.policy, window.part) == (term.lent_by, term.part)
    is_to_its_end = window.kind == "window" and window.length == "term"
    return is_same_line and is_to_its_end and term.faults == window.faults


def _reaching(window: End, term: End) -> End:
    """What may be asked for until the end of a term may be asked for until its longer end."""
    return replace(
        window,
        layer=term.layer,
        policy=term.policy,
        raw_ends_on=term.raw_ends_on,
        ends_on=term.ends_on,
        is_provisional=term.is_provisional,
        source=term.source,
        policy_label=term.policy_label,
        policy_note=term.policy_note,
        doubts=term.doubts,
        lent_by=term.lent_by,
    )


def _until(end: End) -> date:
    assert end.ends_on
    return end.ends_on


def _preference(end: End) -> tuple[date, str]:
    """Of several that lend alike the same one whatever their order."""
    return _until(end), end.lent_by or ""


def _place(end: End, parts: tuple[str, ...]) -> tuple[Any, ...]:
    part = parts.index(end.part) if end.part in parts else len(parts)
    return (
        LAYERS.index(end.layer),
        end.policy,
        end.kind,
        part,
        end.starts_on or date.max,
        end.window or "",
        end.faults,
    )
