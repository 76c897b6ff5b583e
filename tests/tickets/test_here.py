"""What is in a store for repair: each thing stands on the list of the store that has it, and on no other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from counter.customers.registering import register
from counter.extensions import db
from counter.stores.models import Store
from counter.tickets import here
from counter.warranty import repairing
from tests import factories
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import network, tickets
from tests.tickets.network import scan, send
from tests.tickets.test_claims import decide, go
from tests.tickets.test_losing import lost
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
TODAY = factories.NOW.date()


@pytest.fixture
def points(shop):
    network.a_network()


def lists(ticket):
    """The stores on whose list it stands."""
    db.session.expire_all()
    stores = db.session.scalars(select(Store).order_by(Store.id)).all()
    return [one.code for one in stores if ticket.id in {row.ticket_id for row in here.of_store(one, TODAY)}]


def test_a_thing_stands_on_the_list_of_whoever_has_it_and_on_none_while_it_travels(points, ann, visit):
    ticket, eng = tickets.a_ticket(), visit("eng")
    assert lists(ticket) == ["NM"]
    assert send(ann, ticket).status_code == 303 and lists(ticket) == []
    scan(eng, ticket)
    assert lists(ticket) == ["CC"]
    page = said(eng.get("/repairs"))
    assert f'href="/tickets/{ticket.id}"' in page and "of NM store" in page
    assert f"/warranty-cards/{ticket.card_id}" not in page
    assert "Nothing is here for repair" in said(ann.get("/repairs"))
    send(eng, ticket, to="NM")
    assert lists(ticket) == []
    scan(ann, ticket)
    assert lists(ticket) == ["NM"] and "of NM store" not in said(ann.get("/repairs"))


def test_what_is_lost_is_here_nowhere(points, ann, bo, monday):
    ticket = tickets.a_ticket()
    send(ann, ticket)
    monday.shift(timedelta(days=9))
    db.session.commit()
    bo.enter("bo")
    assert lost(bo, ticket).status_code == 303 and tickets.the_ticket(ticket.id).with_store.code == "NM"
    assert lists(ticket) == []


def test_what_went_to_a_service_point_outside_the_network_is_not_here_until_it_is_back(ann):
    ticket = tickets.a_ticket()
    decide(ann, ticket)
    assert go(ann, ticket, "sent").status_code == 303 and lists(ticket) == []
    assert go(ann, ticket, "back").status_code == 303 and lists(ticket) == ["NM"]


def test_who_took_in_another_stores_card_has_the_thing(shop, ann):
    factories.a_person("eve", factories.a_store("SZ"))
    db.session.commit()
    card = cards.a_card()
    ticket = tickets.a_ticket(card, who="eve", store="SZ")
    assert lists(ticket) == ["SZ"]
    (one,) = here.of_store(factories.the_store("SZ"), TODAY)
    assert (one.ticket_id, one.home) == (ticket.id, None)
    page = said(ann.get(f"/warranty-cards/{card.id}"))
    assert "Under repair" in page and "Here now" not in page


def test_what_is_due_is_told_by_the_rules_of_the_cards_own_store(points, ann, visit):
    """Phone rule of 2001, art. 15: a phone on loan after seven days, wherever it lies."""
    ticket = tickets.a_ticket(at=factories.NOW - timedelta(days=10), card=cards.a_card(at=factories.NOW))
    eng = visit("eng")
    send(ann, ticket)
    scan(eng, ticket)
    (one,) = here.of_store(factories.the_store("CC"), TODAY)
    assert one.days == 10 and [due.then for due in one.due] == [("loan",)]


def test_many_of_both_ways_cost_two_queries(shop):
    store = factories.the_store()
    for number in range(8):
        card = cards.a_card("李雷", f"+861390013900{number}", serials={"sn": f"SN0000001{number}"})
        if number % 2:
            tickets.a_ticket(card)
        else:
            repairing.take_in(card.lines[0], repairing.Fault(), TODAY, cards.by(), factories.NOW, TODAY)
    db.session.commit()
    here.of_store(store, TODAY)
    db.session.expire_all()
    store.id  # noqa: B018  what is read again is not what is counted
    with counted() as asked:
        found = here.of_store(store, TODAY)
    assert len(found) == 8 and len(asked) == 2


def test_a_list_that_is_cut_says_so(ann, monkeypatch):
    for number in range(3):
        tickets.a_ticket(cards.a_card("李雷", f"+861390013900{number}", serials={"sn": f"SN0000001{number}"}))
    for most, is_cut in ((3, False), (2, True)):
        monkeypatch.setattr(here, "MOST", most)
        page = said(ann.get("/repairs"))
        assert page.count("李") >= most and ("These are the first 2." in page) is is_cut


def test_what_has_no_card_is_here_all_the_same(ann, monday):
    customer = register("李雷", "+8613900139001", cards.by(), factories.NOW)
    db.session.commit()
    left = {**tickets.FIELDS, "fault": "", "what": ""}
    assert ann.send(f"/customers/{customer.id}/tickets", **left).status_code == 303
    ticket = tickets.the_ticket()
    monday.shift(timedelta(days=2))
    db.session.commit()
    ann.enter("ann")
    page = said(ann.get("/repairs"))
    assert f'href="/tickets/{ticket.id}"' in page and "handed in 2 days ago" in page and "李雷" not in page
    assert lists(ticket) == ["NM"]
    decide(ann, ticket, cause="drop", verdict="not_covered", reason="摔裂", quote="0")
    assert go(ann, ticket, "sent").status_code == 303
    assert "Nothing is here for repair" in said(ann.get("/repairs"))
