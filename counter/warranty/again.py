"""What may be open again since an exchange: whether a time of so many days opens anew with the new one, the rules do not say. It is
named as a doubt, with the day on which it would end, and decides nothing.

The period starts again after an exchange (regulation to the Consumer law, 2024, art. 18); whether that is said of the 7 and 15
days of the phone rule, too, no text says.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.warranty import answers, covering
from counter.warranty.answers import Open, is_for_later
from counter.warranty.models import Card, CardLine
from counter.warranty.reckoning import End
from counter.warranty.restdays import Plan
from counter.warranty.terms import WHOLE, Days, Event

DOUBT = "window_after_exchange"


@dataclass(frozen=True, slots=True)
class Perhaps:
    """remedies: as they would stand if the exchange of that day had opened their time again."""

    exchanged_on: date
    remedies: tuple[Open, ...]


def of(
    line: CardLine, card: Card, plans: Sequence[Plan], ends: Sequence[End], given: Sequence[Open],
    day: date, facts: Mapping[str, Any] | None = None,
) -> list[Perhaps]:  # fmt: skip
    """ends: all that is promised for the thing; given: what may be asked for on that day by them."""

    def anew(on: date) -> list[End]:
        return covering.ends_of(line, card, plans, [], days=Days.as_of(card.sold_on, on))

    if not any(DOUBT in end.doubts for end in ends):
        return []
    return perhaps(ends, anew, covering.events_of(line), given, day, facts or {}, line.facts.get("parts", ()))


def perhaps(
    ends: Sequence[End], anew: Callable[[date], Sequence[End]], events: Iterable[Event], given: Sequence[Open],
    day: date, facts: Mapping[str, Any], parts: Sequence[str],
) -> list[Perhaps]:  # fmt: skip
    """By the last exchange of each part. anew: the ends as they would be if all began on that day; what is given as long anyway
    is left out."""
    doubted = {place(end) for end in ends if DOUBT in end.doubts}
    swapped = [one for one in events if one.kind == "exchange" and one.to_on and one.to_on <= day]
    found: list[Perhaps] = []
    for on in sorted({one.to_on for one in swapped if one.to_on}, reverse=True):
        of_day = [one for one in swapped if one.to_on == on]
        windows = [
            end
            for end in anew(on)
            if place(end) in doubted
            and any(one.renews(end.part) and is_in_term(one, end, ends, parts) for one in of_day)
        ]
        doubted -= {place(end) for end in windows}
        open_again = answers.today(windows, day, facts, parts).remedies
        found.append(Perhaps(on, tuple(one for one in open_again if not is_given(one, given))))
    return [one for one in found if one.remedies]


def is_in_term(event: Event, window: End, ends: Sequence[End], parts: Sequence[str]) -> bool:
    """What is given once the term is over renews nothing; where nobody sets a term, once the time itself is over."""
    named = {window.part, WHOLE} | set(parts[:1] if window.part == WHOLE else ())
    terms = [end for end in ends if end.kind == "term" and end.part in named and not end.faults]
    own = [end for end in terms if end.policy == window.policy and end.ends_on]
    lasts = [end.ends_on for end in own or terms if end.ends_on]
    first = [end.ends_on for end in ends if place(end) == place(window) and end.ends_on]
    return any(event.is_within(last) for last in lasts or first)


def place(end: End) -> tuple[Any, ...]:
    return end.policy, end.window, end.part


def is_given(one: Open, given: Sequence[Open]) -> bool:
    return any(
        other.remedy == one.remedy
        and other.part in (one.part, WHOLE)
        and other.until >= one.until
        and other.no_reason >= one.no_reason
        and not is_for_later(other.asks)
        for other in given
    )
