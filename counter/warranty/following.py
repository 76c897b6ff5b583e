"""What follows when cards are issued, or their coverage, owner or life changes.

A card knows nothing of what rests on it (calls before its end, visits): whoever builds on cards hangs a deed in here.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from counter.warranty.models import Card

Deed = Callable[[Sequence[Card], Any, datetime, bool], None]
PLACE = "counter.following"


def hang_in(app: Flask, deed: Deed) -> None:
    app.extensions.setdefault(PLACE, []).append(deed)


def follow(cards: Sequence[Card], by: Any, at: datetime, are_new: bool = False) -> None:
    """Once all that the deed itself writes is written. by: None where nobody's hand did it."""
    for deed in current_app.extensions.get(PLACE, ()):
        deed(cards, by, at, are_new)
