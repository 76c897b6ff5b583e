"""A ticket of a store with another money than that of the card's store: what it repaired and what went back are no one sum."""

from datetime import timedelta

import pytest

from counter.extensions import db
from counter.sales import refunding
from counter.tickets import closing, deciding, fitting, stepping
from tests import factories
from tests.supplier_claims import claims
from tests.supplier_claims.test_naming import names
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
PHONE = 369_900


@pytest.fixture
def abroad():
    store = factories.a_store("SZ")
    store.currency = "EUR"
    factories.a_person("eve", store)
    db.session.commit()
    card = cards.a_card(product=claims.a_lark(), serials={"sn": "S1"})
    return tickets.a_ticket(card, who="eve", store="SZ")


def repair(ticket, at, price=5000):
    me = claims.manager("SZ")
    deciding.decide(ticket, "workmanship", "covered", "repair", "", None, me, at)
    fitting.add(ticket, "屏幕总成", 1, price, me, at)
    stepping.go(ticket, "ready", "", me, at)
    closing.hand_back(ticket, "换屏幕", "", me, at, ticket.store.today(at))
    closing.close(ticket, 5, "", "", "", me, at)
    db.session.commit()


def pay_back(ticket, at):
    me = claims.manager("SZ")
    deciding.decide(ticket, "workmanship", "covered", "return", "", None, me, at)
    refunding.refund(ticket, PHONE, "cash", "repair", me, at, ticket.store.today(at))
    db.session.commit()


def told():
    return [(one.round, one.currency, one.amount) for one in claims.the_claims()]


def test_what_is_done_in_another_money_is_a_claim_of_its_own(abroad):
    at = factories.NOW
    repair(abroad, at)
    assert told() == [(1, "EUR", 5000)]
    closing.reopen(abroad, "又坏了", claims.manager("SZ"), at + timedelta(hours=1))
    pay_back(abroad, at + timedelta(hours=2))
    assert told() == [(1, "EUR", 5000), (2, "CNY", PHONE)]


def test_parts_that_went_in_before_the_money_went_back_are_claimed_apart(abroad):
    me, at = claims.manager("SZ"), factories.NOW
    deciding.decide(abroad, "workmanship", "covered", "repair", "", None, me, at)
    fitting.add(abroad, "屏幕总成", 1, 5000, me, at)
    pay_back(abroad, at + timedelta(hours=2))
    assert told() == [(1, "EUR", 5000), (2, "CNY", PHONE)]


def test_neither_is_said_to_be_what_was_done_since_the_other_was_sent(abroad, visit):
    me, at = claims.manager("SZ"), factories.NOW
    deciding.decide(abroad, "workmanship", "covered", "repair", "", None, me, at)
    fitting.add(abroad, "屏幕总成", 1, 5000, me, at)
    pay_back(abroad, at + timedelta(hours=2))
    dee = visit("dee")
    page = said(dee.get(f"/tickets/{abroad.id}"))
    assert "€50" in page and "¥3,699" in page and "what was done since" not in page
    (_, second) = claims.the_claims()
    assert "or is owed in another currency" in said(dee.get(f"/supplier-claims/{second.id}"))


def test_who_is_named_in_two_currencies_is_shown_with_both(abroad, visit):
    me, at = claims.manager("SZ"), factories.NOW
    deciding.decide(abroad, "workmanship", "covered", "repair", "", None, me, at)
    fitting.add(abroad, "屏幕总成", 1, 5000, me, at)
    pay_back(abroad, at + timedelta(hours=2))
    made = claims.the_claims()
    for claim in made:
        claim.debtor, claim.debtor_key = {}, "maker:"
    db.session.commit()
    dee = visit("dee")
    answer = names(dee, [claim.id for claim in made], "Lark")
    assert answer.status_code == 303 and "currency" not in answer.location
    page = said(dee.get(answer.location))
    assert page.count('aria-current="true">Lark</a>') == 2
    assert all(f'href="/supplier-claims/{claim.id}"' in page for claim in made)
    assert " checked" not in page  # a list is in one currency
    page = said(dee.get(f"{answer.location}&currency=EUR"))
    assert page.count(" checked") == 1 and page.count('aria-current="true">Lark</a>') == 1
