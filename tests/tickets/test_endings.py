"""A ticket ends once nothing is open: the price is answered and paid, the exchange made, the money back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from counter.customers.models import Customer
from counter.extensions import db
from counter.history import models as history
from counter.supplier_claims.models import SupplierClaim
from counter.tickets import deciding, late
from counter.tickets.opening import open_ticket
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

PRICED = {"cause": "drop", "verdict": "not_covered", "remedy": "repair", "reason": "屏幕摔裂"}


pytestmark = pytest.mark.usefixtures("shop", "monday")


def step(visitor, ticket, state):
    return visitor.send(f"/tickets/{ticket.id}/steps", state=state, words="")


def decide(visitor, ticket, **fields):
    return visitor.send(f"/tickets/{ticket.id}/decision", **fields)


def collect(visitor, ticket, **fields):
    return visitor.send(f"/tickets/{ticket.id}/collection", work="换屏", **fields)


def close(visitor, ticket, **fields):
    return visitor.send(f"/tickets/{ticket.id}/closing", satisfaction="5", **fields)


def page(visitor, ticket):
    return said(visitor.get(f"/tickets/{ticket.id}"))


def a_sofa_at_home(**kw):
    """Wobbly since it was used wrongly; somebody goes there, and nothing comes into the store."""
    sofa = factories.a_product(
        "SOFA", "sofa", "furniture_cn", 896000, parts=["frame", "springs"], material="upholstery"
    )
    card = cards.a_card(product=sofa, serials={}, sold_on=date(2026, 10, 5), store="JJ", who="cy")
    me = cards.by("cy", "JJ")
    owner = db.session.get_one(Customer, card.customer_id)
    told = tickets.told("repair", is_here=False, fault="spring_through", needs_visit=True, **kw)
    ticket = open_ticket(me.store, owner, told, me, factories.NOW, date(2026, 11, 23), line=card.lines[0])
    db.session.commit()
    return ticket


@pytest.mark.slow
def test_a_price_that_went_up_is_answered_and_paid_before_it_is_handed_back(ann):
    ticket = tickets.a_ticket()
    decide(ann, ticket, **PRICED, quote="300")
    ann.send(f"/tickets/{ticket.id}/quote", answer="yes")
    step(ann, ticket, "ready")
    decide(ann, ticket, **PRICED, quote="900")
    shown = page(ann, ticket)
    assert "Does the customer agree to ¥900" in shown and 'id="collection-form"' not in shown
    refused = collect(ann, ticket, method="cash")
    assert refused.status_code == 422 and "has not answered the price" in said(refused)
    ann.send(f"/tickets/{ticket.id}/quote", answer="yes")
    assert "How was it paid?" in said(collect(ann, ticket))
    assert collect(ann, ticket, method="cash").status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert (ticket.quote, ticket.paid_method) == (90000, "cash") and ticket.paid_at


@pytest.fixture
def priced(visit):
    """At home, put right, at a price that is not answered yet."""
    cy, ticket = visit("cy"), a_sofa_at_home()
    for state in ("appointed", "visited"):
        step(cy, ticket, state)
    decide(cy, ticket, **{**PRICED, "cause": "misuse"}, quote="260")
    return cy, ticket


@pytest.mark.slow
def test_at_home_a_price_is_paid_before_the_ticket_ends(priced):
    cy, ticket = priced
    cy.send(f"/tickets/{ticket.id}/quote", answer="yes")
    assert step(cy, ticket, "ready").status_code == 303
    assert "It is done and paid" in page(cy, ticket)
    unpaid = close(cy, ticket)
    assert unpaid.status_code == 422 and "How was it paid?" in said(unpaid)
    assert tickets.the_ticket(ticket.id).is_open
    assert collect(cy, ticket, method="wechat").status_code == 303
    assert close(cy, ticket).status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert not ticket.is_open and ticket.paid_method == "wechat"


def test_a_price_may_come_later_and_nothing_needs_no_yes(ann):
    ticket = tickets.a_ticket()
    assert decide(ann, ticket, **PRICED, quote_later="y").status_code == 303
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert tickets.the_ticket().quote is None and "The price is not known yet" in page
    for state in ("in_repair", "ready"):  # else it went home as repaired, and nobody paid
        refused = step(ann, ticket, state)
        assert refused.status_code == 422 and "Decide anew with it, or that nothing is done" in said(refused)
    assert decide(ann, ticket, **PRICED, quote="600").status_code == 303
    assert tickets.the_ticket().is_quote_open
    assert decide(ann, ticket, **PRICED, quote="0").status_code == 303
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert not tickets.the_ticket().is_quote_open and "agreed to the price" not in page
    assert step(ann, ticket, "in_repair").status_code == 303
    assert step(ann, ticket, "ready").status_code == 303
    assert collect(ann, ticket).status_code == 303


def test_what_is_ready_is_not_handed_back_before_its_price_is_known(ann):
    """It was thought to be in the guarantee, and then was not."""
    ticket = tickets.a_ticket()
    assert decide(ann, ticket, cause="workmanship", verdict="covered", remedy="repair").status_code == 303
    step(ann, ticket, "ready")
    assert decide(ann, ticket, **PRICED, quote_later="y").status_code == 303
    for refused in (collect(ann, ticket), close(ann, ticket)):
        assert refused.status_code == 422
    assert "The customer has it" not in page(ann, ticket)
    assert decide(ann, ticket, **PRICED, quote="600").status_code == 303
    ann.send(f"/tickets/{ticket.id}/quote", answer="yes")
    assert collect(ann, ticket, method="cash").status_code == 303


def test_who_closes_it_at_home_says_there_how_it_was_paid(priced):
    cy, ticket = priced
    cy.send(f"/tickets/{ticket.id}/quote", answer="yes")
    step(cy, ticket, "ready")
    assert close(cy, ticket, method="cash").status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert not ticket.is_open and (ticket.paid_method, ticket.paid_at) == ("cash", factories.NOW)


def test_a_price_that_nobody_answered_keeps_the_ticket_open_and_a_declined_one_does_not(priced):
    cy, ticket = priced
    cy.send(f"/tickets/{ticket.id}/steps", state="waiting_customer", words="问价")
    refused = close(cy, ticket)
    assert refused.status_code == 422 and "has not answered the price" in said(refused)
    cy.send(f"/tickets/{ticket.id}/quote", answer="no")
    assert close(cy, ticket).status_code == 303


PROMISED = {"cause": "workmanship", "verdict": "covered"}


@pytest.mark.parametrize(
    ("remedy", "sentence"), [("exchange", "A new one was promised"), ("return", "Their money was promised")]
)
def test_what_was_promised_is_given_before_it_is_handed_back_or_closed(ann, remedy, sentence):
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 20)), kind=remedy, is_here=False)
    assert decide(ann, ticket, **PROMISED, remedy=remedy).status_code == 303
    for act in (close, collect):
        refused = act(ann, ticket)
        assert refused.status_code == 422 and (act is collect or sentence in said(refused)), act
        step(ann, ticket, "ready")
    refused = collect(ann, ticket)
    assert refused.status_code == 422 and sentence in said(refused)
    shown = page(ann, ticket)
    assert 'id="collection-form"' not in shown and 'id="closing-form"' not in shown
    ticket = tickets.the_ticket(ticket.id)
    assert ticket.is_open and ticket.collected_at is None
    assert db.session.scalar(select(func.count()).select_from(SupplierClaim)) == 0


def test_decided_anew_it_is_handed_back_as_ever(ann):
    ticket = tickets.a_ticket()
    decide(ann, ticket, **PROMISED, remedy="exchange")
    step(ann, ticket, "ready")
    decide(ann, ticket, **PROMISED, remedy="repair")
    assert collect(ann, ticket).status_code == 303


@pytest.mark.parametrize("remedy", ["exchange", "return"])
def test_once_they_have_a_new_one_or_their_money_nothing_is_due_any_more(ann, remedy):
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 20)), channel="phone")
    assert {"answered", "update"} <= {mark.mark for mark in ticket.marks if not mark.is_set}
    assert any(".loan." in mark.mark for mark in ticket.marks)
    decide(ann, ticket, **PROMISED, remedy=remedy)
    tickets.on_shelf()
    if remedy == "exchange":
        ann.send(f"/tickets/{ticket.id}/exchange", new="864207061018293")
    else:
        ann.send(f"/tickets/{ticket.id}/refund", amount="3699", method="cash", place="repair")
    ticket = tickets.the_ticket(ticket.id)
    assert ticket.collected_at and all(mark.is_set for mark in ticket.marks)
    assert late.soon(factories.the_store(), factories.NOW + timedelta(days=9), 10) == []


def test_what_a_decision_does_to_the_end_of_cover_stands_in_the_history_of_the_card(ann):
    """Nine days in repair move the end; that the customer pays it after all takes them back (versions.py reads it so)."""
    ticket = tickets.a_ticket(at=factories.NOW - timedelta(days=9))
    decide(ann, ticket, cause="workmanship", verdict="covered", remedy="repair")
    step(ann, ticket, "ready")
    assert collect(ann, ticket).status_code == 303
    moved = tickets.the_ticket(ticket.id).card.ends_on
    now = tickets.the_ticket(ticket.id)
    deciding.decide(now, "drop", "not_covered", "repair", "屏幕摔裂", 30000, cards.by("bo"), factories.NOW)
    db.session.commit()
    card = tickets.the_ticket(ticket.id).card
    (told,) = history.of(card, "recount")
    assert (moved - card.ends_on).days == 9
    assert told.changes["ends_on"] == [moved.isoformat(), card.ends_on.isoformat()]


def test_the_slip_says_how_long_the_repair_holds_once_it_is_handed_back(ann):
    """Thirty days at the least (phone rule of 2001)."""
    ticket = tickets.a_ticket()
    decide(ann, ticket, cause="workmanship", verdict="covered", remedy="repair")
    step(ann, ticket, "ready")
    before = said(ann.get(f"/tickets/{ticket.id}/slip"))
    assert "Holds at least" not in before and "a phone on loan" in before
    assert collect(ann, ticket).status_code == 303
    after = said(ann.get(f"/tickets/{ticket.id}/slip"))
    assert "Holds at least to" in after and "23 Dec 2026" in after and "a phone on loan" not in after


def test_nothing_is_exchanged_on_a_ticket_without_a_card(bo):
    """The page could lead nowhere: there is no thing on it."""
    customer = db.session.get_one(Customer, cards.a_card().customer_id)
    me = cards.by("bo")
    ticket = open_ticket(me.store, customer, tickets.told(), me, factories.NOW, factories.NOW.date())
    db.session.commit()
    refused = decide(bo, ticket, cause="workmanship", verdict="goodwill", remedy="exchange", reason="x")
    assert refused.status_code == 422 and "Without a card there is nothing to exchange" in said(refused)
    assert not tickets.the_ticket(ticket.id).is_decided


def test_a_return_that_was_handed_back_before_money_was_asked_for_ends(ann):
    """As an earlier version left it."""
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 20)), kind="return")
    decide(ann, ticket, cause="workmanship", verdict="covered", remedy="return")
    ticket = tickets.the_ticket(ticket.id)
    ticket.state, ticket.collected_at = "collected", factories.NOW
    db.session.commit()
    assert close(ann, ticket).status_code == 303
