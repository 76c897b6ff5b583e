"""No look-up reads a whole table: what the database says of its plan, for each kind of text and each scope."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from counter.extensions import db
from counter.warranty import elsewhere, finding, nearby, reading, stretching
from counter.warranty.probes import probes, whole_keys
from tests import factories
from tests.support.plans import compact, plan, whole_reads
from tests.warranty import cards

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 23)
TEXTS = {
    "phone": "13800138000", "part of a phone": "138001", "last four": "8000", "two digits": "80", "name": "陈晓明",
    "surname": "陈", "pinyin": "chenxiaoming", "initials": "cxm", "imei": "490154203237518", "end of a serial": "23237518",
    "card": "NMF-222J-H", "beginning of a card": "NMF2", "invoice": "A1023", "percent": "%%%", "quote": "'; drop table",
}  # fmt: skip


@pytest.fixture(autouse=True)
def some(shop):
    with time_machine.travel(factories.NOW, tick=False):
        for number in range(30):
            thing = {"serials": {"sn": f"SN{number}"}, "product": cards.a_phone(f"X{number}")}
            cards.a_card(f"陈{chr(0x4E00 + number)}", f"+86138001{number:05}", **thing)
        compact()
        db.session.execute(sa.text("analyze"))
        if db.engine.dialect.name == "postgresql":
            # thirty rows are read whole by every sound planner: asked is what it could do
            for way in ("seqscan", "hashjoin", "mergejoin"):
                db.session.execute(sa.text(f"set enable_{way} = off"))
        yield
        db.session.rollback()


@pytest.mark.parametrize("scope", ["one", "some", "all"])
def test_no_text_reads_a_table_from_end_to_end(scope):
    me, asked = cards.by(), 0
    for kind, text in TEXTS.items():
        if not (ranges := probes(text).ranges):
            continue  # nothing is asked at all
        for is_later in (False, True):
            place = finding.place_values((0, 0, 99) if is_later else None)
            values = finding.values_of(ranges, me, DAY) | place
            if scope == "some":
                values["stores"] = (me.store.id, me.store.id + 1)
            found = plan(finding.statement(finding.shape_of(ranges), scope, False, is_later), values)
            assert found and whole_reads(found) == [], kind
            asked += 1
    assert asked > 24


@pytest.mark.parametrize("scope", ["one", "some", "all"])
def test_nor_do_the_numbers_nearby_or_what_is_narrowed_down(scope):
    me = cards.by()
    slips, probe = nearby.mobiles(probes("13800100007")), probes("8000")
    asked = [
        (finding.statement("n", scope, False), (), slips),
        (finding.statement(finding.shape_of(probe.ranges) + "n", scope, False), probe.ranges, slips[:20]),
        (finding.statement(finding.shape_of(probe.ranges), scope, False, only="lh"), probe.ranges, []),
        (finding.statement(finding.shape_of(probe.ranges), scope, False, only="hblc"), probe.ranges, []),
    ]
    for statement, ranges, near in asked:
        values = finding.values_of(ranges, me, DAY) | ({"near": near} if near else {})
        values |= {"since": DAY, "codes": ["phone", "smartphone"]}
        if scope == "some":
            values["stores"] = (me.store.id, me.store.id + 1)
        found = plan(statement, values)
        assert found and whole_reads(found) == []


@pytest.mark.parametrize("scope", ["one", "some", "all"])
def test_nor_does_the_question_whether_there_are_more(scope):
    me = cards.by()
    for kind, text in TEXTS.items():
        if ranges := probes(text).ranges:
            values = finding.values_of(ranges, me, DAY)
            if scope == "some":
                values["stores"] = (me.store.id, me.store.id + 1)
            found = plan(stretching.statement(finding.shape_of(ranges), scope), values)
            assert found and whole_reads(found) == [], kind


@pytest.mark.parametrize("scope", ["not_one", "not_some"])
@pytest.mark.parametrize("text", ["13800100001", "SN1", "490154203237518"])
def test_nor_does_the_look_into_other_stores(text, scope):
    keys = whole_keys(text)
    if not keys:
        return
    me = cards.by()
    values = finding.values_of([(key, None) for key in keys], me, DAY) | {"person": 1, "opened_on": DAY}
    if scope == "not_some":
        values["stores"] = (me.store.id, me.store.id + 1)
    assert whole_reads(plan(elsewhere.statement(len(keys), scope, False), values)) == []


def test_a_whole_read_would_be_seen():
    assert whole_reads(plan(sa.select(reading.KEY.c.card_id).where(reading.KEY.c.until + 0 == 5), {})) == [
        "lookup_keys"
    ]
