"""Money goes back once for a thing, however many tickets ask for it."""

from datetime import date

import pytest
from sqlalchemy import func, select

from counter.extensions import db
from counter.stock.models import Balance
from counter.supplier_claims.models import SupplierClaim
from counter.tickets import owing
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.warranty import cards

COVERED = {"cause": "workmanship", "verdict": "covered", "remedy": "return"}


pytestmark = pytest.mark.usefixtures("shop", "monday")


def refund(visitor, ticket):
    return visitor.send(f"/tickets/{ticket.id}/refund", amount="3699", method="cash", place="repair")


@pytest.fixture
def two(ann):
    """Two tickets of one phone; both promise the money."""
    card = cards.a_card(sold_on=date(2026, 11, 20))
    found = [tickets.a_ticket(card, kind="return", is_here=is_here) for is_here in (True, False)]
    for ticket in found:
        assert ann.send(f"/tickets/{ticket.id}/decision", **COVERED).status_code == 303
    return found


def test_of_two_tickets_of_one_thing_the_second_pays_nothing_back(ann, two):
    first, second = two
    assert refund(ann, first).status_code == 303
    refused = refund(ann, second)
    assert refused.status_code == 422 and "It was taken back for its money already" in said(refused)
    assert db.session.scalar(select(func.count()).select_from(SupplierClaim)) == 1
    assert db.session.scalar(select(func.sum(Balance.quantity)).where(Balance.place == "repair")) == 1
    second = tickets.the_ticket(second.id)
    assert second.refunded_at is None and not owing.is_refund_due(second)


def test_the_second_ticket_offers_no_money_and_is_closed_without_a_claim(ann, two):
    first, second = two
    refund(ann, first)
    page = said(ann.get(f"/tickets/{second.id}"))
    assert "Pay it back" not in page
    asked = said(ann.get(f"/tickets/{second.id}/refund"))
    assert "It was taken back for its money already" in asked and "It was paid back" not in asked
    assert ann.send(f"/tickets/{second.id}/steps", state="ready", words="").status_code == 303
    assert ann.send(f"/tickets/{second.id}/collection", work="").status_code == 303
    assert ann.send(f"/tickets/{second.id}/closing", satisfaction="5").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(SupplierClaim)) == 1


def test_nor_is_a_new_one_due_for_what_was_paid_back(ann, two):
    first, second = two
    tickets.on_shelf()
    refund(ann, first)
    second = tickets.the_ticket(second.id)
    second.remedy = "exchange"  # promised before the money went back
    assert not owing.is_exchange_due(second)
    refused = ann.send(f"/tickets/{second.id}/exchange", new="864207061018293")
    assert refused.status_code == 422 and "It was taken back for its money already" in said(refused)
    assert db.session.scalar(select(func.sum(Balance.quantity)).where(Balance.place == "shelf")) == 1


def test_two_who_pay_back_at_once_pay_once(visit, two):
    paths = [f"/tickets/{ticket.id}/refund" for ticket in two]
    fields = {"amount": "3699", "method": "cash", "place": "repair"}
    answers = at_once([visit("ann"), visit("bo")], paths, [fields, fields])
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert db.session.scalar(select(func.sum(Balance.quantity)).where(Balance.place == "repair")) == 1
