"""The demo's two weeks: signed days behind, a morning half-way through, and fixes that still wait."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from counter.checklists.models import Checklist, Fix, Item
from counter.demo.openings import open_days
from counter.demo.shops import open_shops
from counter.extensions import db
from counter.stock.models import Unit
from tests.conftest import wipe
from tests.factories import NOW


@pytest.fixture
def demo(app):
    with time_machine.travel(NOW, tick=False), app.app_context():
        open_shops(NOW)
        db.session.commit()
        open_days(NOW)
        db.session.commit()
        yield
        db.session.rollback()
    wipe(app)


def test_two_weeks_of_lists_look_lived_in(demo):
    lists = db.session.scalars(select(Checklist)).all()
    assert len(lists) == 2 * 14 + 1 and sum(one.is_signed for one in lists) == 28
    left = (
        select(func.count(Item.id))
        .join(Checklist)
        .where(Checklist.signed_at.is_not(None), Item.state.is_(None))
    )
    assert db.session.scalar(left) == 0
    waiting = db.session.scalars(select(Fix).where(Fix.done_at.is_(None))).all()
    assert len(waiting) == 4 and sum(fix.is_overdue(NOW) for fix in waiting) >= 2
    assert all(fix.due_at > NOW - timedelta(days=2) for fix in waiting)
    morning = db.session.scalars(select(Item).join(Checklist).where(Checklist.signed_at.is_(None))).all()
    assert 20 <= sum(item.state is not None for item in morning) < len(morning)
    k12 = str(db.session.scalar(select(Unit.id).where(Unit.label == "K12")))
    low = next(item for item in morning if (item.code, item.subject) == ("battery", k12))
    assert (low.value, low.state) == (41, "fix") and any(fix.kind == "charge" for fix in waiting)
