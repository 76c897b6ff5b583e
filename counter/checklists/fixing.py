"""A fix is done, or was not after all. An item that says so is looked at once more."""

from datetime import datetime

from sqlalchemy import select

from counter.checklists.models import Checklist, Fix, Item
from counter.extensions import db
from counter.history.models import note
from counter.staff.signed import Signed


class DoneBefore(Exception):
    """Somebody did it first."""


def complete(fix: Fix, by: Signed, at: datetime) -> None:
    """Raises DoneBefore."""
    item = hold(fix, by, at)
    if not fix.is_open:
        raise DoneBefore
    fix.complete(by.person_id, at)
    if item and item.state == "fix" and item.on_fail.get("recheck"):
        item.look_again()
    note(by, "complete", fix, at)


def reopen(fix: Fix, by: Signed, at: datetime) -> None:
    """The undo: the fix and its item stand as they did before."""
    item = hold(fix, by, at)
    fix.reopen()
    if item and item.state != "fix":
        item.state, item.version = "fix", item.version + 1
    note(by, "reopen", fix, at)


def hold(fix: Fix, by: Signed, at: datetime) -> Item | None:
    """Locks the list, as a tick does, then the fix. Gives the item if its list still takes ticks."""
    list_id = select(Item.checklist_id).where(Item.id == fix.item_id).scalar_subquery()
    kept = db.session.scalar(select(Checklist).where(Checklist.id == list_id).with_for_update(key_share=True))
    db.session.refresh(fix, with_for_update={"key_share": True})
    if kept is None or kept.is_signed or kept.on_date != by.store.today(at):
        return None
    return db.session.get(Item, fix.item_id)
