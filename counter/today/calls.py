"""The first calls that are due: names masked, since everyone sees this page."""

from datetime import datetime
from typing import Any

from counter.callbacks.listing import due_list
from counter.stores.models import Store

SHOWN = 4


def due(store: Store, at: datetime) -> list[Any]:
    found = due_list(store, at, limit=SHOWN)
    return [*found.overdue, *found.today]
