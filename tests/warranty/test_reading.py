"""A common name costs what a rare one costs: counted in SQLite's own steps, whoever asks."""

from datetime import date

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.warranty import elsewhere, finding, reading, stretching
from counter.warranty.probes import probes
from tests.warranty import cards

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 16)


@pytest.fixture
def filed(shop):
    """`filed(number)`: the keys of so many cards more, in the first two stores in turn, all of one name."""
    books = db.session.connection()
    if books.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no count of its steps")
    books.exec_driver_sql("pragma defer_foreign_keys = on")
    number = iter(range(1_000_000, 2_000_000))

    def more(how_many):
        rows = [(next(number), 1 + place % 2, place % 9000) for place in range(how_many)]
        for value in ("n芳", "n芳东", "nfang", "p+8613800000000"):
            asked = "insert into lookup_keys (card_id, store_id, until, value) values (?, ?, ?, ?)"
            books.exec_driver_sql(asked, [(*row, value) for row in rows])

    yield more
    db.session.rollback()


def steps_of(statement, values):
    """How often SQLite counted a hundred steps."""
    books, counted = db.session.connection(), []
    raw = books.connection.driver_connection
    raw.set_progress_handler(lambda: counted.append(1), 100)
    try:
        books.execute(statement, values).all()
    finally:
        raw.set_progress_handler(None, 0)
    return len(counted)


@pytest.mark.parametrize("scope", ["one", "some", "all"])
@pytest.mark.parametrize("text", ["芳", "fang", "芳东"])
def test_a_name_of_many_cards_costs_what_one_of_fewer_costs(filed, scope, text):
    ranges, me = probes(text).ranges, cards.by()
    values = finding.values_of(ranges, me, DAY) | {"stores": (1, 2) if scope == "some" else 1}
    shape = finding.shape_of(ranges)
    asked = {
        "first page": finding.statement(shape, scope, False),
        "narrowed": finding.statement(shape, scope, False, only="l"),
        "whether more": stretching.statement(shape, scope),
    }
    filed(6000)
    before = {what: steps_of(statement, values) for what, statement in asked.items()}
    filed(30000)
    after = {what: steps_of(statement, values) for what, statement in asked.items()}
    assert before["first page"] > 5
    assert {what: after[what] <= 1.1 * before[what] + 2 for what in asked} == dict.fromkeys(asked, True)


@pytest.mark.parametrize("scope", ["not_one", "not_some", "one_first", "some_first"])
def test_so_does_a_number_that_many_stores_write_for_none(filed, scope):
    values = finding.values_of([("p+8613800000000", None)], cards.by(), DAY)
    values |= {"person": 1, "opened_on": DAY, "stores": (3,) if "some" in scope else 3}
    asked = elsewhere.statement(1, scope, False)
    filed(6000)
    before = steps_of(asked, values)
    filed(30000)
    assert before > 5 and steps_of(asked, values) <= 1.1 * before + 2


def test_what_reads_all_of_them_would_be_seen(filed):
    key = reading.KEY.c
    asked = sa.select(key.card_id).where(key.value == "n芳").order_by(key.card_id.desc()).limit(10)
    filed(1000)
    before = steps_of(asked, {})
    filed(1000)
    assert steps_of(asked, {}) > 1.5 * before


@pytest.mark.parametrize("how_many", [9, 45])
def test_the_newest_of_many_stores_come_first(shop, how_many):
    """All covered and of stores that are not one's own: their order is that of their ids alone."""
    made = [
        cards.a_card("陈芳", store="JJ", serials={"sn": f"SERIAL{place:02}X"}) for place in range(how_many)
    ]
    me = cards.by()
    me.sees_all = True
    found = finding.find("陈芳", me, DAY).cards
    newest = sorted((card.id for card in made), reverse=True)[: finding.LIMIT]
    assert [rows[0].id for rows in found] == newest
