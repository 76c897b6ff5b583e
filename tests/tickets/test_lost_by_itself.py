"""A charger that was sent by itself and is lost: a charger is owed, and the phone is with its customer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.stock.models import Unit
from counter.tickets.losses import TicketLoss
from counter.warranty.models import Card
from tests.support.answers import said
from tests.tickets import network, tickets
from tests.tickets.network import scan, send
from tests.tickets.test_contending import opened
from tests.tickets.test_losing import GOODWILL, lost
from tests.tickets.test_made_good import stock

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
PROMISED = {"cause": "workmanship", "verdict": "covered", "remedy": "exchange"}


@pytest.fixture
def late(ann, monday):
    """The phone was sold out of stock; its charger is on its way, and late."""
    network.a_network()
    return sent_late(ann, monday, tickets.a_ticket(part="charger", fault="charger_fails"))


def sent_late(ann, monday, ticket):
    assert send(ann, ticket).status_code == 303
    monday.shift(timedelta(days=6))
    db.session.commit()
    return ticket.id


def the_loss():
    db.session.expire_all()
    return db.session.scalars(select(TicketLoss)).one()


def test_a_charger_is_given_for_it_and_no_phone(visit, late):
    bo, unit = visit("bo"), tickets.on_shelf()
    assert lost(bo, tickets.the_ticket(late)).status_code == 303
    ticket = tickets.the_ticket(late)
    assert ticket.part == "charger" and the_loss().is_owed and the_loss().unit is None
    assert bo.send(f"/tickets/{late}/decision", **GOODWILL, remedy="exchange").status_code == 303
    page = said(bo.get(f"/tickets/{late}"))
    assert "Only the part is exchanged: Charger" in page and "Lost between" in page
    assert bo.send(f"/tickets/{late}/exchange", new=unit.serials[0].value).status_code == 303
    assert not the_loss().is_owed and stock() == {("NM", "shelf"): 1}
    ticket = tickets.the_ticket(late)
    assert len(ticket.line.identifiers) == 2 and ticket.card.voided_at is None and ticket.lost is None
    assert "Lost between" not in said(bo.get(f"/tickets/{late}"))
    assert bo.send(f"/tickets/{late}/closing", satisfaction="5").status_code == 303
    assert scan(visit("eng"), ticket).status_code == 303 and stock() == {("NM", "shelf"): 1}


def test_a_charger_that_was_promised_is_still_promised(ann, monday, visit):
    network.a_network()
    ticket = tickets.a_ticket(part="charger", fault="charger_fails")
    assert ann.send(f"/tickets/{ticket.id}/decision", **PROMISED).status_code == 303
    number = sent_late(ann, monday, ticket)
    assert lost(visit("bo"), ticket).status_code == 303
    assert (tickets.the_ticket(number).verdict, tickets.the_ticket(number).remedy) == ("covered", "exchange")
    assert visit("ann").send(f"/tickets/{number}/exchange").status_code == 303
    assert not the_loss().is_owed


def test_an_exchange_of_it_that_is_taken_back_leaves_it_owed(visit, late):
    bo = visit("bo")
    lost(bo, tickets.the_ticket(late))
    assert bo.send(f"/tickets/{late}/decision", **GOODWILL, remedy="exchange").status_code == 303
    assert bo.send(f"/tickets/{late}/exchange").status_code == 303
    assert bo.send(f"/tickets/{late}/exchange-withdrawal", because="没给").status_code == 303
    ticket = tickets.the_ticket(late)
    assert the_loss().is_owed and ticket.is_here and ticket.state == "inspected"


def test_the_phone_itself_is_taken_in_and_exchanged_as_ever(visit, late):
    bo = visit("bo")
    lost(bo, tickets.the_ticket(late))
    card = db.session.get(Card, tickets.the_ticket(late).card_id)
    answer = opened(bo, card, kind="repair")
    assert answer.status_code == 303, said(answer)
    phone = tickets.the_ticket()
    goodwill = {**GOODWILL, "reason": "老顾客"}
    assert bo.send(f"/tickets/{phone.id}/decision", **goodwill, remedy="exchange").status_code == 303
    unit = tickets.on_shelf()
    assert bo.send(f"/tickets/{phone.id}/exchange", new=unit.serials[0].value).status_code == 303
    assert the_loss().is_owed and stock() == {
        ("NM", "repair"): 1
    }  # the old phone came in; the charger is owed
    assert db.session.get(Unit, unit.id).place == "sold"


def test_money_for_the_charger_makes_its_loss_good(visit, late):
    """By a rule that gives an accessory back by itself."""
    bo = visit("bo")
    lost(bo, tickets.the_ticket(late))
    ticket = tickets.the_ticket(late)
    ticket.verdict, ticket.remedy, ticket.policy, ticket.cause = (
        "covered",
        "return",
        "cn_phone_2001",
        "material",
    )
    ticket.decided_at = ticket.opened_at + timedelta(days=6)
    db.session.commit()
    page = said(bo.get(f"/tickets/{late}/refund"))
    assert "The accessory alone comes back" in page and "its serials are free" not in page
    paid = bo.send(f"/tickets/{late}/refund", amount="99", method="cash", place="repair")
    assert paid.status_code == 303, said(paid)
    assert not the_loss().is_owed and tickets.the_ticket(late).card.voided_at is None
