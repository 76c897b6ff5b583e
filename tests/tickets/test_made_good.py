"""Once a loss was made good it is a matter of the stock: the ticket, the card and what was lost go their own ways."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.people import ticket_pages
from counter.stock.models import Balance, Unit
from counter.supplier_claims.models import SupplierClaim
from counter.warranty.models import Card
from tests import factories
from tests.people.outside import Somebody, path_of
from tests.support.answers import said
from tests.tickets import network, tickets
from tests.tickets.network import scan, send, shown, where
from tests.tickets.test_losing import GOODWILL, lost
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def ticket(ann, monday):
    """Of a battery; the phone was sent to the city centre and is late."""
    return a_late_one(ann, monday, part="battery")


def a_late_one(ann, monday, **kw):
    if factories.the_store("NM").parent_id is None:
        network.a_network()
    made = tickets.a_ticket(**kw)
    assert send(ann, made).status_code == 303
    monday.shift(timedelta(days=6))
    db.session.commit()
    return made


def stock():
    """{(store, place): how many} of what came back or lies on the shelf."""
    names = {store.id: store.code for store in map(factories.the_store, ("NM", "CC", "HU"))}
    db.session.expire_all()
    asked = select(Balance).where(Balance.place.in_(("repair", "shelf")), Balance.quantity != 0)
    return {(names[one.store_id], one.place): one.quantity for one in db.session.scalars(asked)}


def exchanged(bo, ticket):
    """Lost, and its customer has another one off the shelf."""
    unit = tickets.on_shelf()
    assert lost(bo, ticket).status_code == 303
    assert bo.send(f"/tickets/{ticket.id}/decision", **GOODWILL, remedy="exchange").status_code == 303
    answer = bo.send(f"/tickets/{ticket.id}/exchange", new=unit.serials[0].value)
    assert answer.status_code == 303
    return unit


def test_opened_again_it_is_about_the_new_phone(visit, ticket, monday):
    bo = visit("bo")
    exchanged(bo, ticket)
    assert bo.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303
    monday.shift(timedelta(days=2))
    db.session.commit()
    bo = visit("bo")
    fields = {"because": "新机屏不亮", "stays": "y", "condition": "新", "notice": "y"}
    assert bo.send(f"/tickets/{ticket.id}/reopening", **fields).status_code == 303
    assert "Lost between" not in said(bo.get(f"/tickets/{ticket.id}"))
    assert scan(visit("eng"), ticket).status_code == 303  # the old one turns up at the centre
    assert where(ticket.id)[:2] == ("NM", False) and stock() == {("CC", "repair"): 1}
    decided = bo.send(
        f"/tickets/{ticket.id}/decision",
        cause="workmanship",
        verdict="covered",
        remedy="repair",
        fault="keys",
    )
    assert decided.status_code == 303 and send(bo, ticket).status_code == 303


def test_a_rule_that_gave_a_part_gives_no_whole_phone_when_it_is_lost(visit, ann, monday):
    network.a_network()
    ticket = tickets.a_ticket(part="battery", fault="keys")
    assert ann.send(
        f"/tickets/{ticket.id}/decision", cause="workmanship", verdict="covered", remedy="exchange"
    ).status_code == 303  # fmt: skip
    assert send(ann, ticket).status_code == 303
    monday.shift(timedelta(days=6))
    db.session.commit()
    ann, bo = visit("ann"), visit("bo")
    unit = tickets.on_shelf()
    assert lost(bo, ticket).status_code == 303
    assert not tickets.the_ticket(ticket.id).is_decided
    assert ann.send(f"/tickets/{ticket.id}/exchange", new=unit.serials[0].value).status_code == 422
    assert ann.send(f"/tickets/{ticket.id}/decision", **GOODWILL, remedy="exchange").status_code == 422
    assert db.session.scalars(select(SupplierClaim)).all() == []


def test_an_exchange_is_taken_back_while_it_is_lost_and_not_once_it_is_found(visit, ticket):
    bo = visit("bo")
    exchanged(bo, ticket)
    path, fields = f"/tickets/{ticket.id}/exchange-withdrawal", {"because": "扫错了"}
    assert bo.send(path, **fields).status_code == 303
    again = tickets.the_ticket(ticket.id)
    assert again.lost and again.is_here and again.state == "inspected" and stock() == {("NM", "shelf"): 1}
    (unit,) = db.session.scalars(select(Unit).where(Unit.place == "shelf"))
    assert bo.send(f"/tickets/{ticket.id}/exchange", new=unit.serials[0].value).status_code == 303
    assert scan(visit("eng"), ticket).status_code == 303
    refused = bo.send(path, **fields)
    assert refused.status_code == 422 and "is not where the exchange put it" in said(refused)
    assert stock() == {("CC", "repair"): 1}


def test_the_money_is_paid_by_the_ticket_of_the_loss_alone(visit, ticket):
    bo = visit("bo")
    other = tickets.a_rival(db.session.get(Card, ticket.card_id))
    lost(bo, ticket)
    refused = bo.send(f"/tickets/{other.id}/decision", **GOODWILL, remedy="return")
    assert refused.status_code == 422 and shown(ticket) in said(refused)
    assert bo.send(f"/tickets/{ticket.id}/decision", **GOODWILL, remedy="return").status_code == 303
    money = {"amount": "3699", "method": "cash", "place": "repair"}
    assert bo.send(f"/tickets/{ticket.id}/refund", **money).status_code == 303
    assert stock() == {}
    assert bo.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303
    assert scan(bo, ticket).status_code == 303 and stock() == {("NM", "repair"): 1}


def test_what_was_promised_for_the_loss_is_decided_anew_once_it_is_found(visit, ticket):
    bo = visit("bo")
    lost(bo, ticket)
    assert bo.send(f"/tickets/{ticket.id}/decision", **GOODWILL, remedy="exchange").status_code == 303
    assert scan(visit("ann"), ticket).status_code == 303
    found = tickets.the_ticket(ticket.id)
    assert (found.part, found.is_decided, found.remedy) == ("battery", False, "")
    assert bo.send(f"/tickets/{ticket.id}/exchange", new="").status_code == 422


def test_of_six_one_was_lost_and_one_is_found(visit, ann, monday):
    network.a_network()
    card = cards.a_card()
    line = card.lines[0]
    line.quantity = 6
    db.session.commit()
    ticket = a_late_one(ann, monday, card=card, pieces=1)
    exchanged(visit("bo"), ticket)
    assert scan(visit("eng"), ticket).status_code == 303 and stock() == {("CC", "repair"): 1}


def test_two_that_were_lost_together_are_two_that_are_found(visit, ann, monday):
    network.a_network()
    card = cards.a_card(serials={})
    card.lines[0].quantity = 6
    db.session.commit()
    ticket, bo = a_late_one(ann, monday, card=card, pieces=2), visit("bo")
    assert lost(bo, ticket).status_code == 303
    assert bo.send(f"/tickets/{ticket.id}/decision", **GOODWILL, remedy="return").status_code == 303
    page = said(bo.get(f"/tickets/{ticket.id}/refund"))
    assert "How many of" not in page and "none comes into stock" in page
    money = {"amount": "7398", "method": "cash", "place": "repair"}
    assert bo.send(f"/tickets/{ticket.id}/refund", **money).status_code == 303 and stock() == {}
    assert scan(visit("eng"), ticket).status_code == 303 and stock() == {("CC", "repair"): 2}


def test_whoever_has_it_finds_it_and_its_own_store_sees_that_it_is_lost(visit, ticket, monday):
    """Lost between the centre and the hub; it lay in its own store."""
    assert scan(visit("eng"), ticket).status_code == 303
    assert send(visit("eng"), ticket, to="HU").status_code == 303
    monday.shift(timedelta(days=6))
    db.session.commit()
    assert lost(visit("hub"), ticket).status_code == 303
    ann = visit("ann")
    assert shown(ticket) in said(ann.get("/transfers"))
    assert "Lost on the way" in said(ann.get("/tickets"))
    assert scan(ann, ticket).status_code == 303
    assert where(ticket.id) == ("NM", False, "back")
    assert "found at NM store" in said(ann.get(f"/tickets/{ticket.id}"))


def test_its_customer_s_page_says_no_place_and_that_they_are_called(visit, ticket):
    lost(visit("bo"), ticket)
    card = db.session.get(Card, ticket.card_id)
    page = Somebody(visit(), path_of(card)).enter()
    assert (
        "We are looking into it, and call you" in page and "It is at" not in page and "on its way" not in page
    )
    (state,) = ticket_pages.of_card(card, factories.NOW + timedelta(days=6))
    assert state.is_lost and state.place is None


def test_who_finds_it_later_is_told_whose_it_is(visit, ticket):
    exchanged(visit("bo"), ticket)
    eng = visit("eng")
    answer = scan(eng, ticket)
    assert "It is the store's own now" in said(eng.get(answer.location))
    assert [one.code for one in tickets.the_ticket(ticket.id).steps][-1] == "found"
