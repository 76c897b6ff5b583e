"""The ticket: how far the opening checklist is, and how long until the doors open."""

from dataclasses import dataclass
from datetime import datetime

from counter.checklists.sheets import Sheet, counted
from counter.stores.models import Store


@dataclass(frozen=True)
class Ticket:
    sheet: Sheet
    minutes: int  # until the doors open; below zero they have been open so long
    opens_at: datetime

    @property
    def is_late(self) -> bool:
        return self.minutes < 0 and not self.sheet.is_signed


def ticket(store: Store, at: datetime) -> Ticket | None:
    """None where the shop's playbook has no opening list."""
    on = store.today(at)
    sheet, opens_at = counted(store, "opening", on, at), store.opening(on)
    return Ticket(sheet, int((opens_at - at).total_seconds() // 60), opens_at) if sheet else None
