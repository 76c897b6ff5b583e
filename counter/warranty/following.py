"""What follows when cards are issued, or their coverage, owner or life changes.

A card knows nothing of what rests on it (calls before its end, visits): whoever builds on cards hangs a deed in here.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from counter.customers.models import Customer
from counter.warranty.models import Card

Deed = Callable[[Sequence[Card], Any, datetime, bool], None]
Passing = Callable[[Card, Customer, Any, datetime], None]
Hold = Callable[[int], None]
PLACE, ALONG = "counter.following", "counter.going_along"


def hang_in(app: Flask, deed: Deed) -> None:
    app.extensions.setdefault(PLACE, []).append(deed)


def follow(cards: Sequence[Card], by: Any, at: datetime, are_new: bool = False) -> None:
    """Once all that the deed itself writes is written. by: None where nobody's hand did it."""
    for deed in current_app.extensions.get(PLACE, ()):
        deed(cards, by, at, are_new)


def hang_in_along(app: Flask, hold: Hold, deed: Passing) -> None:
    """hold: by the card's id, what the deed will write; it is taken before the card."""
    app.extensions.setdefault(ALONG, []).append((hold, deed))


def hold_along(number: int) -> None:
    for hold, _deed in current_app.extensions.get(ALONG, ()):
        hold(number)


def take_along(card: Card, owner: Customer, by: Any, at: datetime) -> None:
    """What is open for its things is the new owner's from now on, where that was said when it was handed over."""
    for _hold, deed in current_app.extensions.get(ALONG, ()):
        deed(card, owner, by, at)
