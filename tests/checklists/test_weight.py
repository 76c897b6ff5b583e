"""What a list costs: queries whatever its length, and bytes on the wire."""

import brotli
import pytest
import time_machine

from counter.checklists.models import Checklist, Fix, Item
from counter.extensions import db
from counter.stock.moving import receive
from tests.factories import NOW, a_product, the_person, the_store
from tests.support.queries import counted

DAY = "/checklists/opening/2026-11-23"


@pytest.fixture(autouse=True)
def morning(shop):
    with time_machine.travel(NOW, tick=False):
        yield


def units(first, last):
    store = the_store()
    for n in range(first, last):
        receive(
            store.id,
            a_product(f"P{n}").id,
            "demo",
            NOW,
            {"sn": f"SN{n}"},
            label=f"K{n}",
            battery_threshold=60,
        )
    db.session.commit()


def cost(visitor, path, **kw):
    db.session.commit()
    with counted() as asked:
        answer = visitor.get(path, **kw)
    assert answer.status_code == 200
    return len(asked), answer.get_data()


@pytest.mark.parametrize("opened", [False, True])
def test_one_unit_costs_as_many_queries_as_fifty(ann, opened):
    units(0, 1)
    if opened:
        ann.send(f"{DAY}/opening")
    few, _ = cost(ann, DAY)
    if opened:
        db.session.query(Item).delete()
        db.session.query(Checklist).delete()
    units(1, 50)
    if opened:
        ann.send(f"{DAY}/opening")
    many, page = cost(ann, DAY)
    assert page.count(b"battery-") > 50 and many == few <= 6


def test_the_index_costs_the_same_with_two_weeks_of_lists(ann):
    few, _ = cost(ann, "/checklists")
    person = the_person("bo").id
    ann.send(f"{DAY}/opening")
    kept = db.session.query(Checklist).one()
    from datetime import timedelta

    for ago in range(1, 14):
        day = kept.on_date - timedelta(days=ago)
        old = Checklist(store_id=kept.store_id, kind="opening", label=kept.label, on_date=day, opened_at=NOW)
        old.playbook_version_id, old.opened_by = kept.playbook_version_id, person
        old.signed_at, old.signed_by = NOW, person
        db.session.add(old)
    db.session.commit()
    many, page = cost(ann, "/checklists")
    assert page.count(b"/checklists/opening/") >= 14 and many == few <= 5


def test_a_tick_costs_the_same_on_a_long_list(ann):
    units(0, 1)
    ann.send(f"{DAY}/opening")
    with counted() as asked:
        ann.send(f"{DAY}/ticks", htmx=True, item="pen", state="ok")
    few = len(asked)
    db.session.query(Fix).delete()
    db.session.query(Item).delete()
    db.session.query(Checklist).delete()
    units(1, 40)
    ann.send(f"{DAY}/opening")
    with counted() as asked:
        ann.send(f"{DAY}/ticks", htmx=True, item="pen", state="ok")
    assert len(asked) == few <= 11


def test_a_page_of_forty_items_is_light(ann):
    units(1, 13)
    _, page = cost(ann, DAY)
    assert page.count(b"data-item") >= 28
    assert len(brotli.compress(page, quality=5)) <= 14 * 1024
    ann.send(f"{DAY}/opening")
    tick = ann.send(f"{DAY}/ticks", htmx=True, item="pen", state="ok").get_data()
    assert len(brotli.compress(tick, quality=5)) <= 1800
