"""Cards and customers of before are found by a reading that was added since: `flask --app wsgi file-again`."""

import pytest
import sqlalchemy as sa

from counter.customers import names, refiling
from counter.customers.models import CustomerKey
from counter.extensions import db
from counter.warranty import probes
from counter.warranty.models import Card, LookupKey
from counter.warranty.refiling import file_cards
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards
from tests.warranty.owners import correct, found, fresh

pytestmark = pytest.mark.usefixtures("shop", "monday")


def sounds():
    names._sounds.cache_clear()


@pytest.fixture
def before(monkeypatch):
    """Some cards from the time when nobody had said how 卜 is read."""
    sounds()
    with monkeypatch.context() as then:
        then.delitem(names.SURNAME_READINGS, "卜")
        made = [
            cards.a_card(name, f"+861390000222{place}", serials={"sn": f"SN0000000{place}"})
            for place, name in enumerate(("卜明", "陈晓明", "卜小红"))
        ]
    sounds()
    return made


def kept():
    tables = LookupKey.__table__, CustomerKey.__table__
    return [sorted(map(tuple, db.session.execute(sa.select(table)))) for table in tables]


def again(app):
    answer = app.test_cli_runner().invoke(args=["file-again"])
    assert answer.exit_code == 0
    db.session.expire_all()
    return answer.output


def test_they_are_found_by_it_and_by_all_that_found_them_before(app, ann, before):
    card, version = before[0], before[0].version
    assert found(ann, "buming") == [] and found(ann, "boming") == [card.id]
    assert "3 customers and 3 cards looked at, 2 cards found by more." in again(app)
    for q in ("buming", "bm", "boming", "卜明", "SN00000000", "13900002220", "2220", card.number):
        assert card.id in found(ann, q), q
    assert fresh(card).version == version
    data = {"csrf_token": ann.csrf, "q": "buxiaohong"}
    assert "卜小红" in ann.post("/customers/search", data=data).get_data(as_text=True)


def test_a_serial_that_was_filed_by_its_letters_is_found_by_its_zeros_too(app, ann, monkeypatch):
    with monkeypatch.context() as then:
        then.setattr(probes, "serial_key", lambda serial: "s" + serial[::-1])
        card = cards.a_card(serials={"sn": "ZKO550O7"})
    assert found(ann, "ZK055007") == [] and found(ann, "ZKO550O7") == [card.id]
    assert "found by more" in again(app)
    for q in ("ZK055007", "ZKO550O7", "ZKO55OO7", "550O7", "055007"):
        assert found(ann, q) == [card.id], q


def test_done_again_it_changes_nothing(app, before):
    again(app)
    there = kept()
    assert "0 cards found by more" in again(app) and kept() == there


def test_stopped_it_goes_on_with_what_is_left(app, before):
    chunks = file_cards(1)
    next(chunks)
    db.session.commit()
    chunks.close()
    assert "1 cards found by more" in again(app)


def test_they_are_as_if_they_were_filed_today(app, ann, before):
    again(app)
    filed = {card.id: set(card.filed.split("\n")) for card in db.session.scalars(sa.select(Card))}
    assert correct(ann, before[0], name="卜明", phone="13900002220", address="清泰街90号").status_code == 303
    assert set(fresh(before[0]).filed.split("\n")) == filed[before[0].id]
    assert correct(ann, fresh(before[0]), name="李雷", phone="13900002220").status_code == 303
    assert found(ann, "buming") == found(ann, "boming") == []


def test_a_void_card_stays_behind_and_a_chunk_costs_the_same_with_many(app, bo, before):
    bo.send(f"/warranty-cards/{before[0].id}/void", because="typed twice")
    again(app)
    until = sa.select(LookupKey.until).where(LookupKey.card_id == before[0].id)
    assert set(db.session.scalars(until)) == {LookupKey.VOID}
    with counted() as few:
        list(refiling.file_customers())
        list(file_cards())
    for place in range(3, 9):
        cards.a_card("卜明", f"+861390000222{place}", serials={"sn": f"SN0000000{place}"}, at=factories.NOW)
    db.session.expire_all()
    with counted() as many:
        list(refiling.file_customers())
        list(file_cards())
    assert len(many) == len(few)
