"""Many hands at the same moment, on both databases: one copy, one winner, nothing twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from sqlalchemy import func, select

from counter.checklists.models import Checklist, Fix, Item
from counter.extensions import db
from counter.staff.models import Shift
from tests import factories
from tests.factories import NOW, the_person, the_store

TICKS = "/checklists/opening/2026-11-23/ticks"


@pytest.fixture
def hands(visit, shop):
    """Six assistants of one store, each with a tablet, the list not opened yet."""
    store = the_store()
    for n in range(4):
        factories.a_person(f"hand{n}", store)
    db.session.commit()
    with time_machine.travel(NOW, tick=False):
        yield [visit(name) for name in ("ann", "bo", "hand0", "hand1", "hand2", "hand3")]


def at_once(deeds):
    db.session.commit()
    gate = threading.Barrier(len(deeds))

    def go(deed):
        gate.wait()
        return deed().status_code

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(go, deeds))


def test_the_first_ticks_of_six_people_make_one_copy(hands):
    codes = ["pen", "calculator", "stamp", "scanner", "qr_handbook", "wifi"]
    deeds = [lambda h=h, c=c: h.send(TICKS, item=c, state="ok") for h, c in zip(hands, codes, strict=True)]
    assert at_once(deeds) == [303] * 6
    assert db.session.scalar(select(func.count(Checklist.id))) == 1
    rows = db.session.execute(select(Item.code, func.count()).group_by(Item.code, Item.subject)).all()
    assert len(rows) > 10 and all(count == 1 for _, count in rows)
    ticked = set(db.session.scalars(select(Item.code).where(Item.state == "ok")))
    assert ticked == set(codes)


def test_six_people_who_open_the_store_open_it_once(hands):
    opened = "/checklists/opening/2026-11-23/opening"
    assert at_once([lambda h=h: h.send(opened) for h in hands]) == [303] * 6
    assert db.session.scalar(select(func.count(Checklist.id))) == 1


def test_of_two_who_say_different_things_one_wins_and_the_other_is_told(hands):
    hands[0].send("/checklists/opening/2026-11-23/opening")
    ok, fix = hands[0], hands[1]
    codes = at_once([
        lambda: ok.send(TICKS, item="pen", state="ok", version="1"),
        lambda: fix.send(TICKS, item="pen", state="fix", version="1"),
    ])  # fmt: skip
    assert sorted(codes) == [303, 409]
    db.session.expire_all()
    pen = db.session.scalars(select(Item).where(Item.code == "pen")).one()
    assert pen.version == 2 and pen.state == ("ok" if codes[0] == 303 else "fix")
    assert len(db.session.scalars(select(Fix)).all()) == (1 if codes[1] == 303 else 0)


def test_somebody_who_comes_late_gets_each_item_once(hands):
    hands[0].send("/checklists/opening/2026-11-23/opening")
    late = the_person("hand3").id
    db.session.add(Shift(person_id=late, store_id=the_store().id, on_date=NOW.date(), started_at=NOW))
    db.session.commit()
    codes = at_once([
        lambda h=h, c=c: h.send(TICKS, item=c, subject=str(late), state="ok")
        for h, c in zip(hands[:4], ["dress", "grooming"] * 2, strict=True)
    ])  # fmt: skip
    assert codes == [303] * 4
    mine = select(Item.code).where(Item.subject == str(late)).order_by(Item.code)
    assert list(db.session.scalars(mine)) == ["dress", "grooming"]


def test_a_fix_is_done_once(hands):
    hands[0].send(TICKS, item="pen", state="fix")
    number = db.session.scalar(select(Fix.id))
    codes = at_once([lambda h=h: h.send(f"/fixes/{number}/completion") for h in hands[:4]])
    assert sorted(codes) == [303, 409, 409, 409]
