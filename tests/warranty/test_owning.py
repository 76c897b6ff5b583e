"""The user ledger: every thing with a serial stands on its owner's page with where its cover stands."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.warranty import owning, repairing
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card, Identifier
from counter.warranty.returning import give_up
from counter.warranty.transferring import transfer
from counter.warranty.voiding import void
from tests import factories
from tests.sales.counter_side import IMEI, phone_shelf, ready, sold, text
from tests.support.queries import counted
from tests.warranty import cards

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock(shop):
    with time_machine.travel(factories.NOW, tick=True):
        yield


def owner(name="许文静", e164="+8615200009038", code="NM", who="ann"):
    made = register(name, e164, cards.by(who, code), factories.NOW, address="桂花园3幢1102")
    made.belongs_to(factories.the_store(code).id)
    return made


def a_thing(customer, sn, sold_on=date(2026, 11, 12), code="NM", who="ann", more=()):
    me = cards.by(who, code)
    things = [Covered(cards.a_phone(), {"sn": sn}), *(Covered(cards.a_phone(), {"sn": one}) for one in more)]
    card = issue(me.store, customer, "+8615200009038", things, me, factories.NOW, sold_on=sold_on)
    db.session.commit()
    return card


def ledger(visitor, customer_id):
    page = text(visitor.get(f"/customers/{customer_id}"))
    found = re.search(r'aria-labelledby="things-h">(.*?)</section>', page, re.S)
    return [re.sub(r"<[^>]+>|\s+", " ", one) for one in re.findall(r"<li.*?</li>", found[1], re.S)]


@pytest.mark.ledger("EQ-51")
def test_every_sold_serial_stands_on_its_owner_s_page_with_its_status(ann, bo):
    person = owner()
    a_thing(person, "SN0001")
    a_thing(person, "SN0002", date(2024, 3, 1))
    void(db.session.get_one(Card, a_thing(person, "SN0003").id), "写错了", cards.by("bo"), factories.NOW)
    both = a_thing(person, "SN0004", more=("SN0005",))
    give_up(both.lines[1], "退货", cards.by(), factories.NOW, MONDAY)
    db.session.commit()
    rows = ledger(ann, person.id)
    told = {re.search(r"SN0\d+", row)[0]: row for row in rows}
    assert set(told) == {"SN0001", "SN0002", "SN0003", "SN0004", "SN0005"}
    assert "covered to 12 Nov 2027" in told["SN0001"] and "covered to" in told["SN0004"]
    assert "over since" in told["SN0002"] and "card void" in told["SN0003"] and "taken back" in told["SN0005"]
    assert all("Lark X20" in row for row in rows)


@pytest.mark.ledger("EQ-51")
@pytest.mark.slow
def test_a_phone_that_is_handed_over_is_there_and_goes_with_its_new_owner(ann):
    phone_shelf()
    path = sold(ann)
    from counter.sales.models import Sale

    customer_id = db.session.get_one(Sale, int(path.rsplit("/", 1)[1])).customer_id
    assert ledger(ann, customer_id) == []
    ready(path)
    assert ann.send(path + "/handover", address="清泰街88号", invoice_number="NM-1").status_code == 303
    rows = ledger(ann, customer_id)
    assert len(rows) == 1 and IMEI[-6:] in rows[0].replace(" ", "") and "covered to" in rows[0]
    new = owner("周敏", "+8613900002219")
    card = db.session.scalars(sa.select(Card)).one()
    transfer(card, new, "+8613900002219", "竹影巷12号", MONDAY, cards.by(), factories.NOW)
    db.session.commit()
    assert ledger(ann, customer_id) == [] and len(ledger(ann, new.id)) == 1


def test_of_another_store_s_things_the_number_is_not_told_and_nothing_opens(ann, cy, dee):
    person = owner()
    db.session.get_one(Customer, person.id).belongs_to(factories.the_store("JJ").id)
    card = a_thing(person, "SECRET990001")
    (row,) = ledger(cy, person.id)
    assert "•••• 0001" in row and "SECRET990001" not in row and "NM store" in row and "covered to" in row
    assert f"/warranty-cards/{card.id}" not in text(cy.get(f"/customers/{person.id}"))
    assert "SECRET990001" in ledger(ann, person.id)[0] and "SECRET990001" in ledger(dee, person.id)[0]


def test_ten_things_cost_as_many_queries_as_one(ann):
    person, spent = owner(), []
    for some in (("SN0001",), tuple(f"SN1{n:03}" for n in range(9))):
        for sn in some:
            a_thing(person, sn)
        with counted() as asked:
            ann.get(f"/customers/{person.id}")
        spent.append(len(asked))
    assert spent[0] == spent[1]


@pytest.mark.ledger("EQ-51")
def test_of_many_things_none_is_left_out_and_the_count_is_true(ann, monkeypatch):
    monkeypatch.setattr(owning, "PAGE", 3)
    person = owner()
    for n in range(7):  # two serials each; three of one day
        sold_on = date(2026, 11, 12) if n < 3 else date(2026, 11, n)
        card = a_thing(person, f"SN000{n}", sold_on)
        card.lines[0].identifiers.append(Identifier(kind="imei1", value=f"86420706218440{n}", live=1))
    db.session.commit()
    path, found = f"/customers/{person.id}", []
    for _page in range(3):
        page = text(ann.get(path))
        section = re.search(r'aria-labelledby="things-h">(.*?)</section>', page, re.S)[1]
        assert '<span class="count">7</span>' in section
        found += re.findall(r"SN00 ?0(\d)", section)
        more = re.search(r'href="([^"]*things=[^"]*)#things"', section)
        path = more[1].replace("&amp;", "&") if more else ""
    assert not path and sorted(found) == list("0123456")
    assert len(ledger(ann, person.id)) == 3 and text(ann.get(f"/customers/{person.id}?things=x.y"))


def test_a_thing_whose_number_nobody_can_read_is_there_too(ann):
    person = owner()
    card = a_thing(person, "SN0001")
    repairing.exchange(card.lines[0], repairing.Fault(), MONDAY, {}, cards.by(), factories.NOW, MONDAY)
    db.session.commit()
    (row,) = ledger(ann, person.id)
    assert "Lark X20" in row and "SN0001" not in row
