"""Money goes back once for a thing, however many tickets ask for it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from counter.customers.registering import register
from counter.extensions import db
from counter.sales.models import Sale, SaleLine
from counter.stock.models import Balance, Movement
from counter.supplier_claims.models import SupplierClaim
from counter.tickets import owing
from counter.tickets.opening import open_ticket
from counter.warranty import repairing
from counter.warranty.models import Card
from tests import factories
from tests.sales.counter_side import phone_shelf, ready, sold
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.warranty import cards

COVERED = {"cause": "workmanship", "verdict": "covered", "remedy": "return"}


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def refund(visitor, ticket):
    return visitor.send(f"/tickets/{ticket.id}/refund", amount="3699", method="cash", place="repair")


@pytest.fixture
def two(ann):
    """Two tickets of one phone; both promise the money."""
    card = cards.a_card(sold_on=date(2026, 11, 20))
    found = [tickets.a_ticket(card, kind="return", is_here=False), tickets.a_rival(card)]
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


@pytest.fixture
def card(ann):
    """Of a phone that was sold here for 3699."""
    phone_shelf()
    path = sold(ann)
    ready(path)
    assert ann.send(f"{path}/handover", address="和平路18号", invoice_number="NM-1").status_code == 303
    return db.session.scalars(select(Card)).one()


def a_lower_price(bo, card, amount, **kw):
    """By a manager's goodwill; the thing is here."""
    ticket = tickets.a_ticket(db.session.get(Card, card.id))
    decision = {
        "cause": "workmanship",
        "verdict": "goodwill",
        "remedy": "price_reduction",
        "reason": "后盖有色差，客户留用",
    }
    assert bo.send(f"/tickets/{ticket.id}/decision", **decision).status_code == 303
    assert "Pay it back" in said(bo.get(f"/tickets/{ticket.id}"))
    return ticket, bo.send(f"/tickets/{ticket.id}/refund", amount=amount, method="cash", **kw)


def test_a_lower_price_is_paid_and_the_thing_stays_covered_with_its_owner(bo, card):
    ticket, answer = a_lower_price(bo, card, "300")
    assert answer.status_code == 303
    ticket, sale = tickets.the_ticket(ticket.id), db.session.scalars(select(Sale)).one()
    assert (ticket.refund, ticket.is_here, ticket.state) == (30000, False, "collected")
    assert ticket.line.returned_on is None and not any(one.is_here for one in ticket.line.repairs)
    assert sale.refunded == 30000 and not any(line.returned_at for line in sale.lines)
    assert bo.send(f"/tickets/{ticket.id}/claim-back").status_code == 303
    claim = db.session.scalars(select(SupplierClaim)).one()
    assert (claim.amount, claim.what, claim.work) == (30000, "return", "Lower price: the customer keeps it")
    assert db.session.scalar(select(Balance.quantity).where(Balance.place == "repair")) is None
    assert bo.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303


def test_the_form_of_a_lower_price_asks_for_what_was_agreed_and_for_no_place(bo, card):
    ticket, answer = a_lower_price(bo, card, "")
    page = said(answer)
    assert answer.status_code == 422 and "How much goes back?" in page
    assert (
        "<title>Lower price" in answer.get_data(as_text=True)
        and "keeps it" in page
        and "Sold for ¥3,699" in page
        and "Where the thing goes" not in page
    )


def test_no_more_goes_back_than_was_paid_by_however_many_tickets(bo, card):
    assert a_lower_price(bo, card, "3000")[1].status_code == 303
    ticket, refused = a_lower_price(bo, card, "700")
    assert refused.status_code == 422 and "¥3,000 went back already; at most ¥699 can still go back" in said(
        refused
    )
    assert bo.send(f"/tickets/{ticket.id}/refund", amount="200", method="cash").status_code == 303
    last = tickets.a_ticket(db.session.get(Card, card.id), kind="return", fault="keys")
    assert bo.send(f"/tickets/{last.id}/decision", **COVERED).status_code == 303
    assert 'value="499"' in said(bo.get(f"/tickets/{last.id}/refund"))
    fields = {"method": "cash", "place": "repair"}
    assert bo.send(f"/tickets/{last.id}/refund", amount="500", **fields).status_code == 422
    assert bo.send(f"/tickets/{last.id}/refund", amount="499", **fields).status_code == 303
    db.session.expire_all()
    assert db.session.scalars(select(Sale)).one().refunded == 369900


def test_an_accessory_s_money_stands_in_the_books_of_its_sale(ann, card):
    for day in (date(2026, 11, 23), date(2026, 11, 23)):
        line, fault = db.session.get(Card, card.id).lines[0], repairing.Fault("charger", "charger_fails")
        repairing.exchange(line, fault, day, {}, cards.by(), factories.NOW, day)
    ticket = tickets.a_ticket(
        db.session.get(Card, card.id), kind="return", part="charger", fault="charger_fails"
    )
    assert ann.send(f"/tickets/{ticket.id}/decision", **COVERED).status_code == 303
    too_much = ann.send(f"/tickets/{ticket.id}/refund", amount="3700", method="cash")
    assert too_much.status_code == 422 and "no more goes back" in said(too_much)
    assert ann.send(f"/tickets/{ticket.id}/refund", amount="99", method="cash").status_code == 303
    db.session.expire_all()
    sale = db.session.scalars(select(Sale)).one()
    assert sale.refunded == 9900 and not any(line.returned_at for line in sale.lines)


def test_after_a_lower_price_the_thing_may_come_back_all_the_same(bo, card, monday):
    """Opened again, and decided anew: the rest goes back, once."""
    ticket, _ = a_lower_price(bo, card, "300")
    assert bo.send(f"/tickets/{ticket.id}/claim-back").status_code == 303
    assert bo.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303
    monday.shift(timedelta(minutes=20))
    fields = {"because": "又坏了", "stays": "y", "condition": "后盖划痕", "notice": "y"}
    assert bo.send(f"/tickets/{ticket.id}/reopening", **fields).status_code == 303
    assert bo.send(f"/tickets/{ticket.id}/decision", **COVERED, fault="keys").status_code == 303
    assert "Pay it back" in said(bo.get(f"/tickets/{ticket.id}"))
    money = {"method": "cash", "place": "repair"}
    assert bo.send(f"/tickets/{ticket.id}/refund", amount="3699", **money).status_code == 422
    assert bo.send(f"/tickets/{ticket.id}/refund", amount="3399", **money).status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    claim = db.session.scalars(select(SupplierClaim)).one()
    assert (claim.amount, claim.work) == (369900, "")  # what the maker was to be told of is more by now
    assert ticket.refund == 369900 and ticket.line.returned_on is not None
    assert not owing.is_refund_due(ticket)


def test_six_of_a_kind_have_the_price_of_six(bo, card):
    line = db.session.scalars(select(SaleLine)).one()
    line.quantity = db.session.get(Card, card.id).lines[0].quantity = 6
    for one in db.session.get(Card, card.id).lines[0].identifiers:
        db.session.delete(one)
    db.session.commit()
    for _ in range(2):
        assert a_lower_price(bo, card, "3000")[1].status_code == 303
    last = tickets.a_ticket(db.session.get(Card, card.id), kind="return", fault="keys")
    assert bo.send(f"/tickets/{last.id}/decision", **COVERED).status_code == 303
    assert "Sold for ¥3,699 each." in said(bo.get(f"/tickets/{last.id}/refund"))
    money = {"amount": "16194.01", "method": "cash", "place": "repair", "pieces": "6"}
    refused = said(bo.send(f"/tickets/{last.id}/refund", **money))
    assert (
        "It was sold for ¥22,194, and ¥6,000 went back already; at most ¥16,194 can still go back." in refused
    )
    money["amount"] = "16194"
    assert bo.send(f"/tickets/{last.id}/refund", **money).status_code == 303
    reason = f"return {tickets.the_ticket(last.id).number}"
    assert db.session.scalar(select(Movement.quantity).where(Movement.reason == reason)) == 6


def test_without_a_sale_no_more_than_the_list_price_goes_back_but_by_a_manager(ann, bo):
    card = cards.a_card(sold_on=date(2026, 11, 20))
    ticket = tickets.a_ticket(card, kind="return")
    assert ann.send(f"/tickets/{ticket.id}/decision", **COVERED).status_code == 303
    assert "its list price was ¥3,699. Take the amount from the invoice." in said(
        ann.get(f"/tickets/{ticket.id}/refund")
    )
    path, fields = f"/tickets/{ticket.id}/refund", {"method": "cash", "place": "repair"}
    refused = ann.send(path, amount="36990", **fields)
    assert refused.status_code == 422 and "More than ¥3,699 is paid back by a manager" in said(refused)
    assert 'value="36990"' in said(refused)
    assert bo.send(path, amount="3999", **fields).status_code == 303  # it was dearer then
    assert tickets.the_ticket(ticket.id).refund == 399900


def test_what_has_no_price_in_the_books_is_paid_back_by_a_manager(ann, bo):
    me = cards.by()
    customer = register("周敏", "+8613900002219", me, factories.NOW)
    told = tickets.told("return", "买贵了")
    ticket = open_ticket(me.store, customer, told, me, factories.NOW, factories.NOW.date())
    db.session.commit()
    given = {"cause": "workmanship", "verdict": "goodwill", "remedy": "return", "reason": "等得太久"}
    assert bo.send(f"/tickets/{ticket.id}/decision", **given).status_code == 303
    path, fields = f"/tickets/{ticket.id}/refund", {"amount": "100", "method": "cash", "place": "repair"}
    refused = ann.send(path, **fields)
    assert refused.status_code == 422 and "A manager pays it back, by the invoice." in said(refused)
    assert bo.send(path, **fields).status_code == 303
