"""The last two weeks: which lists were kept, how far they came, who signed them."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select

from counter.checklists.models import Checklist, Item
from counter.extensions import db
from counter.staff.models import Person
from counter.stores.models import Store

SHOWN = timedelta(days=14)


def since(store: Store, today: date, shown: timedelta = SHOWN) -> list[Any]:
    """Rows of kind, label, on_date, total, done, fixes, signed_at and signer's name; newest first."""
    fixes = func.sum(case((Item.state == "fix", 1), else_=0)).label("fixes")
    total, done = func.count(Item.id).label("total"), func.count(Item.state).label("done")
    figures = select(Item.checklist_id, total, done, fixes).group_by(Item.checklist_id).subquery()
    asked = (
        select(
            Checklist.kind,
            Checklist.label,
            Checklist.on_date,
            Checklist.signed_at,
            Person.name.label("signer"),
        )
        .add_columns(figures.c.total, figures.c.done, figures.c.fixes)
        .outerjoin(figures, figures.c.checklist_id == Checklist.id)
        .outerjoin(Person, Person.id == Checklist.signed_by)
        .where(Checklist.store_id == store.id, Checklist.on_date > today - shown)
        .order_by(Checklist.on_date.desc(), Checklist.id)
    )
    return list(db.session.execute(asked))
