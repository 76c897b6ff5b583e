"""What fills the page is read alone; the page is the same as if all had been read."""

from datetime import date

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.warranty import finding, narrowing, reading
from counter.warranty.probes import probes
from counter.warranty.sparing import spared
from tests import factories
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("monday")

DAY = date(2026, 11, 16)


@pytest.fixture
def reads_all(monkeypatch):
    """`reads_all(ask)`: what is answered where nothing is spared."""

    def answer(ask):
        finding.statement.cache_clear()
        with monkeypatch.context() as patch:
            patch.setattr(finding, "spared", lambda parts, page, rows: (parts, reading.SOME_KEYS))
            found = ask()
        finding.statement.cache_clear()
        return found

    return answer


def pages(text, me):
    """The ids of each page, as one taps on."""
    found = finding.find(text, me, DAY)
    some = [[rows[0].id for rows in found.cards]]
    while found.next is not None:
        found = finding.find(text, me, DAY, found.next)
        some.append([rows[0].id for rows in found.cards])
    return some


def read_of_others(text, me):
    """How many keys are read of each stretch but the likeliest."""
    ranges = probes(text).ranges
    parts = reading.parts_of(0, finding.shape_of(ranges)[0], ("one",), "")
    _, rows = spared(parts, finding.LIMIT + 1, reading.STRETCH)
    return db.session.execute(select(rows), finding.values_of(ranges, me, DAY)).scalar_one()


@pytest.mark.slow
@pytest.mark.parametrize("how_many", [0, 9, 10, 11, 25])
def test_the_pages_are_the_same_whatever_was_spared(shop, how_many, reads_all):
    """Likeliest is the end of a phone. One such card is over; two serials end so, too."""
    for place in range(how_many):
        cards.a_card(serials={"sn": f"SERIAL{place:02}X"})
    cards.a_card(serials={"sn": "OVERSINCE"}, sold_on=date(2019, 3, 1))
    for serial in ("QWERTY8000", "ASDFGH8000"):
        cards.a_card(phone="+8613900001111", serials={"sn": serial})
    me = cards.by()
    some = pages("8000", me)
    assert some == reads_all(lambda: pages("8000", me)) and sum(map(len, some)) == how_many + 3
    spares = db.engine.dialect.name == "sqlite" and how_many > finding.LIMIT
    assert read_of_others("8000", me) == (0 if spares else reading.STRETCH)


@pytest.mark.slow
def test_who_sees_many_stores_and_who_narrows_down_find_the_same(shop, reads_all):
    mattress = factories.a_product("MAT", "mattress")
    for place in range(7):
        cards.a_card(serials={"sn": f"SERIAL{place:02}X"})
        cards.a_card(serials={"sn": f"JJSERIAL{place:02}X"}, store="JJ", product=mattress)
    cards.a_card(phone="+8613900001111", serials={"sn": "QWERTY8000"}, sold_on=date(2019, 3, 1))
    me = cards.by()
    me.sees_all = True
    for only in ("", *narrowing.LETTERS):

        def ask(only=only):
            return [rows[0].id for rows in finding.find("8000", me, DAY, only=only).cards]

        assert reads_all(ask) == ask() != [], only
