"""The next occasion for a greeting, and how many customers would get one."""

from dataclasses import dataclass
from datetime import date

from counter.columns import Words
from counter.greetings.audience import reach
from counter.greetings.upcoming import USUAL, next_occasions
from counter.stores.models import Store


@dataclass(frozen=True)
class Following:
    label: Words
    on: date
    reach: int  # through the channel that reaches most


def following(store: Store, on: date) -> Following | None:
    found = next(iter(next_occasions(store, on, 1)), None)
    if found is None:
        return None
    reached = reach([store.id])
    return Following(found.label, found.on, max(reached[channel] for channel in USUAL))
