"""What a store took in on its card, without a ticket, lies there: no other store gives anything for it meanwhile."""

from datetime import date

import pytest

from counter.extensions import db
from counter.warranty import repairing
from counter.warranty.models import Card
from tests import factories
from tests.support.answers import said
from tests.tickets import network, tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_contending import exchanged
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
MONEY = {"amount": "3699", "method": "cash", "place": "repair"}
THERE = "It was taken in on its card, without a ticket. Hand it back there first."


def on_its_card(card, part=None):
    card, me = db.session.get(Card, card.id), cards.by()
    on = date(2026, 11, 23)
    repairing.take_in(card.lines[0], repairing.Fault(part, "keys"), on, me, factories.NOW, on)
    db.session.commit()
    return card


def lies_there(card):
    db.session.expire_all()
    return db.session.get(Card, card.id).lines[0].repairs[0].is_here


@pytest.fixture
def nab(visit):
    network.a_network()
    return visit("nab")


def promised(nab, remedy):
    card = cards.a_card(sold_on=date(2026, 11, 20))
    ticket = tickets.a_ticket(card, kind=remedy, is_here=False, who="nab", store="PT")
    assert decide(nab, ticket, remedy=remedy).status_code == 303
    return card, ticket


def test_another_store_exchanges_nothing_that_lies_there(nab):
    card, ticket = promised(nab, "exchange")
    on_its_card(card)
    refused = nab.send(f"/tickets/{ticket.id}/exchange", new="864207061018293", direct="y", unread="y")
    assert refused.status_code == 422 and THERE in said(refused), said(refused)
    again = decide(nab, ticket, remedy="exchange")
    assert again.status_code == 422 and THERE in said(again)
    assert lies_there(card)


def test_nor_pays_it_back(nab):
    card, ticket = promised(nab, "return")
    on_its_card(card)
    refused = nab.send(f"/tickets/{ticket.id}/refund", **MONEY)
    assert refused.status_code == 422 and THERE in said(refused)
    assert lies_there(card) and db.session.get(Card, card.id).voided_at is None


def test_a_charger_that_lies_there_keeps_nobody_from_the_phone_but_from_all_of_it(nab):
    card, ticket = promised(nab, "return")
    on_its_card(card, "charger")
    assert decide(nab, ticket, remedy="exchange").status_code == 303
    refused = decide(nab, ticket, remedy="return")
    assert refused.status_code == 422 and THERE in said(refused)


def test_the_store_itself_exchanges_what_it_took_in(ann):
    card = cards.a_card(sold_on=date(2026, 11, 20))
    ticket = tickets.a_ticket(card, kind="exchange", is_here=False)
    on_its_card(card)
    assert decide(ann, ticket, remedy="exchange").status_code == 303
    assert exchanged(ann, ticket.id).status_code == 303
    assert not lies_there(card)
