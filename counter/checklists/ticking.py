"""One tick: who looked at what, and how it was. What needs fixing opens a fix; what is well again closes it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, raiseload

from counter.checklists import late, opening
from counter.checklists.judging import figure, judged
from counter.checklists.models import Checklist, Fix, Item
from counter.extensions import db
from counter.history.models import note
from counter.playbooks.durations import as_timedelta
from counter.staff.signed import Signed
from counter.stores.models import Store

SOON = timedelta(hours=4)  # for an item whose playbook says nothing of its fix


@dataclass(frozen=True)
class Tick:
    """What somebody saw and chose. `version` is the item's when they saw it."""

    code: str
    subject: str
    state: str
    figure: str = ""
    note: str = ""
    version: int = 1


class NotOnTheList(Exception):
    """The item is gone, or never was on this list."""


class ListIsSigned(Exception):
    """Signed off, a list is history."""


class TickedMeanwhile(Exception):
    """Somebody else looked at it first, and saw something else."""


class NoReason(Exception):
    """That a must doesn't apply needs a word why."""


def tick(store: Store, kind: str, on: date, seen: Tick, by: Signed, at: datetime) -> Item:
    """Makes the store's copy on the first tick. Raises what is above, NoFigure, OddFigure, NoSuchList, DayIsOver."""
    kept = opening.kept_copy(store, kind, on, by, at)
    if kept.is_signed:
        raise ListIsSigned
    if on != store.today(at):
        raise opening.DayIsOver
    item = find(kept, seen) or joined(store, kept, seen, at)
    state, value = weighed(item, seen)
    refuse_what_is_stale(item, seen, state, value, by)
    if state == "na" and not (item.is_optional or seen.note):
        raise NoReason
    before = item.state
    item.state, item.value, item.note = state, value, "" if state == "ok" else seen.note
    item.ticked_at, item.ticked_by, item.version = at, by.person_id, item.version + 1
    settle(store, item, by, at)
    note(by, "tick", kept, at, {item.key: [before, state]})
    return item


def weighed(item: Item, seen: Tick) -> tuple[str, int | None]:
    """The state and the figure that it comes to."""
    if not item.is_measured or seen.state == "na":
        return seen.state, None
    value = figure(seen.figure, item.kind)
    return judged(seen.state, value, item.minimum, item.state, item.value), value


@cache
def finding() -> Any:
    place = Item.code == bindparam("code"), Item.subject == bindparam("subject")
    options = joinedload(Item.fix).options(raiseload("*")), raiseload("*")
    return select(Item).where(Item.checklist_id == bindparam("kept"), *place).options(*options)


def find(kept: Checklist, seen: Tick) -> Item | None:
    mine = {"kept": kept.id, "code": seen.code, "subject": seen.subject}
    found: Item | None = db.session.scalar(finding(), mine)
    return found


def joined(store: Store, kept: Checklist, seen: Tick, at: datetime) -> Item:
    """Perhaps the item of somebody who came later."""
    late.join(store, kept, at)
    item = find(kept, seen)
    if item is None:
        raise NotOnTheList
    return item


def refuse_what_is_stale(item: Item, seen: Tick, state: str, value: int | None, by: Signed) -> None:
    """One's own last tap never stands in one's way, nor does somebody who saw the same."""
    if seen.version == item.version or item.ticked_by in (None, by.person_id):
        return
    if (item.state, item.value) != (state, value) or (seen.note and seen.note != item.note):
        raise TickedMeanwhile


def settle(store: Store, item: Item, by: Signed, at: datetime) -> None:
    """The fix follows the item: opened, opened again, or done."""
    fix = item.fix
    if item.state != "fix":
        if fix:
            fix.complete(by.person_id, at)
        return
    if fix is None:
        fix = Fix(store_id=store.id, item_id=item.id, made_at=at)
        fix.due_at = due(item, at)
        db.session.add(fix)
    elif not fix.is_open:
        fix.reopen()
        fix.made_at, fix.due_at = at, due(item, at)
    is_low = item.value is not None and item.minimum is not None and item.value < item.minimum
    fix.kind = "charge" if is_low and item.kind == "percent" else "fix"
    deed = item.on_fail.get("fix") if is_low or not item.is_measured else None
    fix.label = deed or item.label
    fix.note = item.note


def due(item: Item, at: datetime) -> datetime:
    """By the playbook's `within`, from now."""
    return at + (as_timedelta(item.on_fail["within"]) if item.on_fail.get("within") else SOON)
