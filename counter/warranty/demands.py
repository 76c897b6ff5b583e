"""What is asked for the things of a card and was not given yet: what was asked for within a term is within it. And what was
brought and came back as it was.

A card knows nothing of tickets: whoever keeps what customers ask for hangs in how it is found.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app

from counter.warranty import repairing
from counter.warranty.models import Card, CardLine

PLACE = "counter.demands"


@dataclass(frozen=True, slots=True)
class Demand:
    """part: None for the thing as a whole. told_on: the day on which it was asked for."""

    line_id: int
    part: str | None
    told_on: date


Finding = Callable[[Card], Sequence[Demand]]
Unrepaired = Callable[[Card], Collection[int]]


def hang_in(app: Flask, found: Finding, unrepaired: Unrepaired) -> None:
    app.extensions.setdefault(PLACE, []).append((found, unrepaired))


def of(card: Card) -> list[Demand]:
    return [one for found, _ in current_app.extensions.get(PLACE, ()) for one in found(card)]


def unrepaired(card: Card) -> set[int]:
    """Of its repair record, by ids, what was handed back and not repaired."""
    return {one for _, found in current_app.extensions.get(PLACE, ()) for one in found(card)}


def told_on(line: CardLine, part: str | None, on: date) -> date:
    """What is done on that day for the thing, or the part that comes by itself, was asked for then, or before."""
    asked = [
        one for one in of(line.card) if one.line_id == line.id and repairing.is_same(line, part, one.part)
    ]
    return min([on, *(one.told_on for one in asked)])
