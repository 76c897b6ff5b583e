"""The next occasion for a greeting, and how many customers would get one."""

from dataclasses import dataclass
from datetime import date

from counter.columns import Words
from counter.stores.models import Store


@dataclass(frozen=True)
class Following:
    label: Words
    on: date
    reach: int


def following(store: Store, on: date) -> Following | None:
    try:  # until greetings has its calendar
        from counter.greetings.audience import reach
        from counter.greetings.occasions import next_occasions
    except ImportError:
        return None
    found = next(iter(next_occasions(store, on, 1)), None)
    return Following(found.label, found.on, reach([store.id], found)) if found else None
