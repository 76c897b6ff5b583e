"""A card issued by itself and many issued in the same instant: neither waits for what the other holds."""

from datetime import date
from threading import Thread

import pytest

from counter.catalog.models import Product
from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.warranty import numbering
from counter.warranty.issuing import Covered, issue
from counter.warranty.issuing_many import Desk, Wanted, issue_many
from counter.warranty.models import Card
from tests import factories
from tests.warranty import cards

pytestmark = pytest.mark.slow
PHONE = "+8613800138000"
WHEN = date(2026, 11, 12)


def an_owner(name):
    return register(name, PHONE, cards.by(), factories.NOW, address="清泰街88号").id


def test_who_is_first_to_say_what_a_thing_is_does_not_wait_for_the_numbers_of_who_is_second(
    app, shop, monday, monkeypatch
):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time: nobody waits for two things")
    ids = cards.a_phone().id, an_owner("陈晓明"), an_owner("周敏")
    db.session.commit()
    troubles = []

    def many():
        with app.app_context():
            try:
                product, owner = db.session.get_one(Product, ids[0]), db.session.get_one(Customer, ids[2])
                wanted = [
                    Wanted(
                        owner,
                        PHONE,
                        frozenset(),
                        product,
                        {"sn": f"MANY{place}"},
                        WHEN,
                        None,
                        "",
                        "清泰街88号",
                    )
                    for place in range(20)
                ]
                me = cards.by("bo")
                issue_many(Desk(me.store), wanted, me, factories.NOW)
                db.session.commit()
            except Exception as trouble:  # it is the test that must hear of it
                troubles.append(trouble)
            finally:
                db.session.remove()

    other = Thread(target=many, daemon=True)

    def meanwhile(store, at, next_number=numbering.next_number):
        """The words are kept, the number is to come: now the other begins and gets as far as it can."""
        other.start()
        other.join(1)
        return next_number(store, at)

    monkeypatch.setattr(numbering, "next_number", meanwhile)
    me, product, owner = cards.by(), db.session.get_one(Product, ids[0]), db.session.get_one(Customer, ids[1])
    issue(me.store, owner, PHONE, [Covered(product, {"sn": "ONE"})], me, factories.NOW, sold_on=WHEN)
    db.session.commit()
    other.join(30)
    assert not troubles and db.session.query(Card).count() == 21
