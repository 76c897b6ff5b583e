"""A Monday morning, 09:00 in the shop, for the tests of the lists."""

from contextlib import contextmanager
from datetime import timedelta

import time_machine
from sqlalchemy import select

from counter.checklists.models import Checklist, Fix, Item
from counter.extensions import db
from counter.staff.models import Shift
from counter.stock.moving import receive
from tests.factories import NOW, a_product, the_person, the_store

DAY = "/checklists/opening/2026-11-23"
TICKS, AT = f"{DAY}/ticks", NOW - timedelta(hours=1)


def on_shift(*names, code="NM"):
    for name in names:
        db.session.add(
            Shift(
                person_id=the_person(name).id, store_id=the_store(code).id, on_date=AT.date(), started_at=AT
            )
        )
    db.session.commit()


def a_demo_unit(label="K12", threshold=60, spec=None, code="NM"):
    store, product = the_store(code), a_product(f"P{label}", spec=spec or {})
    serials = {"sn": f"SN{label}"}
    unit = receive(store.id, product.id, "demo", AT, serials, label=label, battery_threshold=threshold)
    db.session.commit()
    return str(unit.id)


def item(code, subject="", kind="opening"):
    db.session.expire_all()
    mine = (
        select(Item).join(Checklist).where(Item.code == code, Item.subject == subject, Checklist.kind == kind)
    )
    return db.session.scalar(mine)


def fixes():
    db.session.expire_all()
    return list(db.session.scalars(select(Fix).order_by(Fix.id)))


def tick(visitor, code="pen", state="ok", **fields):
    return visitor.send(TICKS, item=code, state=state, **fields)


def tick_all(visitor, state="ok"):
    visitor.send(f"{DAY}/opening")
    left = db.session.execute(select(Item.code, Item.subject, Item.kind).where(Item.state.is_(None))).all()
    for code, subject, kind in left:
        value = {"percent": "90", "count": "100"}.get(kind)
        assert tick(visitor, code, state, subject=subject, value=value).status_code == 303


@contextmanager
def the_next_day(visitor):
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        visitor.sign_in("ann")
        yield
