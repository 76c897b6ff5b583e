"""What if it were repaired, or exchanged, today: reckoned before the customer chooses; nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from counter.stores.models import Store
from counter.warranty import coverage, covering, demands, promises, repairing
from counter.warranty.answers import Answer, is_for_later
from counter.warranty.models import Card, CardLine
from counter.warranty.terms import Event, Policy


@dataclass(frozen=True)
class Row:
    """A part and its last day: now, after the repair, after the exchange. None: not covered then. moving: those of the days
    that may yet move."""

    part: str
    now: date | None
    repaired: date | None
    exchanged: date | None
    moving: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Foreseen:
    """opened: (remedy, until) that the repair opens, as the second of two; doubts: what the rules do not say."""

    rows: Sequence[Row]
    opened: Sequence[tuple[str, date]]
    doubts: Sequence[str]


def foresee(line: CardLine, card: Card, store: Store, part: str | None, today: date, days: int) -> Foreseen:
    """days: how long the repair would take. What is under repair now is back then, too; of the same thing or part, it is
    that repair. What was asked for by now counts from the day on which it was told."""
    plans, kept = promises.rest_days(store), promises.of_version(card.policies_version_id)
    back = today + timedelta(days)
    happened = covering.events_of(line)
    here = [event for event in happened if not event.to_on and repairing.is_same(line, part, event.part)]
    mine = next((event for event in here if event.part == part), None)
    asked_on = demands.told_on(line, part, today)
    told_on = min([asked_on, *(event.told_on or event.from_on for event in here)])
    is_away = part not in kept.apart
    repair = [] if mine else [Event("repair", today, back, part, is_away, told_on=asked_on)]
    exchange = Event("exchange", today, today, part, told_on=told_on)

    def given_back(on: date) -> list[Event]:
        return [event if event.to_on else replace(event, to_on=on) for event in happened]

    def answer(day: date, events: Sequence[Event]) -> Answer:
        ends = covering.ends_of(line, card, plans, events)
        return coverage.today(ends, day, parts=line.facts.get("parts", ()))

    now = answer(today, happened)
    repaired = answer(back, [*given_back(back), *repair])
    exchanged = answer(today, [*given_back(today), exchange])
    all_three = now, repaired, exchanged
    parts = dict.fromkeys(cover.part for found in all_three for cover in found.parts if not cover.faults)
    return Foreseen(
        rows=[
            Row(
                name,
                last_day(now, name),
                last_day(repaired, name),
                last_day(exchanged, name),
                moving_days(all_three, name),
            )
            for name in parts
        ],
        opened=opened(
            answer(back, [event for event in happened if event.to_on]), repaired, kept.policies.values()
        ),
        doubts=sorted(
            {doubt for found in (repaired, exchanged) for one in found.parts for doubt in one.doubts}
        ),
    )


def last_day(answer: Answer, part: str) -> date | None:
    return next((cover.until for cover in answer.parts if cover.part == part and not cover.faults), None)


def moving_days(answers: Sequence[Answer], part: str) -> frozenset[date]:
    covers = [
        cover for answer in answers for cover in answer.parts if cover.part == part and not cover.faults
    ]
    return frozenset(cover.until for cover in covers if cover.is_provisional)


def opened(before: Answer, after: Answer, policies: Iterable[Policy]) -> list[tuple[str, date]]:
    """What can be asked for afterwards and could not without the repair, by what is counted: that the term lasts longer gives
    nothing else than it gave."""
    counters = {(policy["id"], line["id"]) for policy in policies for line in policy.get("counters", ())}
    had = {(one.remedy, one.part) for one in before.remedies if not is_for_later(one.asks)}
    found: dict[str, date] = {}
    for one in (one for one in after.remedies if not is_for_later(one.asks)):
        is_counted = any((end.policy, end.window) in counters for end in (one.by, *one.others))
        if is_counted and (one.remedy, one.part) not in had:
            found[one.remedy] = max(found.get(one.remedy, one.until), one.until)
    return list(found.items())
