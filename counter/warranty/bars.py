"""Guarantee bars: today stands at a fifth of the track on every card, so what is right of the line is still covered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

TODAY, TRACK = 20.0, 100.0
AHEAD = 80.0 / (14 * 30.44)  # percent a day: fourteen months ahead, three and a half back
LONG = 5  # where cover lasts for years, five months are drawn as one
LEAST = 4.0  # a window of days is still a dot
SOON = 30  # days


@dataclass(frozen=True, slots=True)
class Bar:
    """Percent of the track. left is 0 once it is over; tone: left, soon or over."""

    tone: str
    spent_from: float
    spent: float
    left: float


def scale_of(ends: Iterable[date], today: date) -> float:
    """Percent a day, one for all bars of a card."""
    farthest = max(((end - today).days for end in ends), default=0)
    return AHEAD if farthest * AHEAD <= TRACK - TODAY + 3 else AHEAD / LONG


def bar(starts_on: date, ends_on: date, today: date, scale: float = AHEAD) -> Bar:
    days = (ends_on - today).days
    begins = max(0.0, TODAY - max(0, (today - starts_on).days) * scale)
    if days < 0:
        return Bar("over", round(begins, 1), round(max(0.0, TODAY + days * scale - begins), 1), 0.0)
    left = min(TRACK - TODAY, max(LEAST, days * scale))
    return Bar("soon" if days <= SOON else "left", round(begins, 1), round(TODAY - begins, 1), round(left, 1))
