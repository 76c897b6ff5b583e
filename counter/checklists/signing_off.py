"""The manager signs: everything that must be looked at was. From then on the list is history."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from counter.checklists import late, opening
from counter.checklists.models import Checklist, Item
from counter.checklists.ticking import ListIsSigned
from counter.extensions import db
from counter.history.models import note
from counter.staff.signed import Signed
from counter.stores.models import Store


class NotAllLookedAt(Exception):
    """Some required items have no state."""


def sign(store: Store, kind: str, on: date, by: Signed, at: datetime) -> Checklist:
    """Open fixes don't stand in the way: they go on after it. Raises NotAllLookedAt, ListIsSigned, DayIsOver."""
    kept = opening.kept_copy(store, kind, on, by, at)
    if kept.is_signed:
        raise ListIsSigned
    if on == store.today(at):
        late.join(store, kept, at)
    must = Item.checklist_id == kept.id, Item.is_required, Item.state.is_(None)
    if db.session.scalar(select(Item.id).where(*must).limit(1).options(raiseload("*"))):
        raise NotAllLookedAt
    kept.signed_at, kept.signed_by = at, by.person_id
    note(by, "sign", kept, at)
    return kept
