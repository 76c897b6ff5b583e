"""What is asked for the things of a card and was not given yet: what was asked for within a term is within it.

A card knows nothing of tickets: whoever keeps what customers ask for hangs in how it is found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app

from counter.warranty.models import Card

PLACE = "counter.demands"


@dataclass(frozen=True, slots=True)
class Demand:
    """part: None for the thing as a whole. told_on: the day on which it was asked for."""

    line_id: int
    part: str | None
    told_on: date


Finding = Callable[[Card], Sequence[Demand]]


def hang_in(app: Flask, found: Finding) -> None:
    app.extensions.setdefault(PLACE, []).append(found)


def of(card: Card) -> list[Demand]:
    return [one for found in current_app.extensions.get(PLACE, ()) for one in found(card)]
