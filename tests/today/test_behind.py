"""Claims back that nobody settles come before the managers: their own first, then those above, at last head office."""

from datetime import timedelta

import pytest

from counter.extensions import db
from counter.supplier_claims import answering, sending
from counter.today.behind import behind
from tests import factories
from tests.supplier_claims import claims
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import network
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")
DAY = timedelta(days=1)


def manager(code, name):
    me = cards.by(name, code)
    me.is_manager = True
    return me


def seen(me, days):
    at = factories.NOW + days * DAY
    return [(one.store["en"], one.claims, sum(one.owed.values())) for one in behind(me, at.date(), at)]


def test_an_old_claim_is_its_managers_then_the_centre_s_then_the_hub_s_then_head_office_s():
    network.a_network()
    claims.repaired()
    said = [("NM store", 1, 38000)]
    for me, days in ((claims.manager(), 61), (manager("CC", "cen"), 68), (manager("HU", "hub"), 75)):
        assert seen(me, days - 1) == [] and seen(me, days) == said, me.store.code
    head = cards.by("dee")
    head.sees_all = True
    assert seen(head, 81) == [] and seen(head, 82) == said
    assert seen(cards.by("ann"), 200) == []  # an assistant has none to chase


def test_what_was_paid_or_refused_is_chased_no_more():
    claim = claims.claim_of(claims.repaired())
    me = claims.manager()
    sending.send([claim], me, factories.NOW)
    assert seen(me, 90) == [("NM store", 1, 38000)]
    answering.answer(claim, 20000, "半价", me, factories.NOW)
    db.session.commit()
    assert seen(me, 90) == [("NM store", 1, 20000)]
    answering.pay(claim, me, factories.NOW)
    db.session.commit()
    assert seen(me, 90) == []


def test_today_of_the_manager_says_it_and_leads_there(visit, monday):
    claims.repaired()
    monday.shift(61 * DAY)
    db.session.commit()
    page = said(visit("bo").get("/today"))
    assert "1 claim back older than 60 days: ¥380" in page
    assert f'href="/supplier-claims?store={factories.the_store().id}"' in page
    assert "older than 60 days" not in said(visit("ann").get("/today"))


def test_what_is_owed_in_two_currencies_is_no_one_sum(visit, monday):
    claims.repaired("S1")
    abroad = claims.claim_of(claims.repaired("S2"))
    abroad.currency, abroad.amount = "EUR", 5000
    db.session.commit()
    monday.shift(61 * DAY)
    db.session.commit()
    assert "2 claims back older than 60 days: ¥380, €50" in said(visit("bo").get("/today"))


def test_many_stores_cost_two_queries():
    for number in range(12):
        claims.repaired(f"S{number}")
    me = claims.manager()
    with counted() as asked:
        assert seen(me, 70) == [("NM store", 12, 12 * 38000)]
    assert len(asked) == 2
