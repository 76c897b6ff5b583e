"""Where the customer's thing is, and whom they call about it, when more than one store has to do with it."""

import pytest

from counter.extensions import db
from tests import factories
from tests.people.outside import Somebody, path_of
from tests.tickets import network, tickets
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")


def page(visit, card):
    db.session.commit()
    return Somebody(visit(), path_of(card)).enter()


def test_on_its_way_it_is_not_there_yet(visit, ann):
    network.a_network()
    card = cards.a_card()
    ticket = tickets.a_ticket(card)
    network.send(ann, ticket)
    assert "It is on its way to CC store." in page(visit, card)
    network.scan(visit("eng"), ticket)
    assert "It is at CC store." in page(visit, card)


def test_who_comes_to_the_customer_has_nothing_there(visit):
    network.a_network()
    card = cards.a_card()
    point = factories.the_store("PT").id
    tickets.a_ticket(card, is_here=False, needs_visit=True, point_id=point)
    text = page(visit, card)
    assert "PT store comes to you." in text and "It is at" not in text


def test_another_store_that_took_it_in_is_named_with_its_number(visit):
    card = cards.a_card()
    other = factories.the_store("JJ")
    other.phone = "0512 6666 0000"
    tickets.a_ticket(card, who="cy", store="JJ")
    db.session.commit()
    text = page(visit, card)
    assert (
        "It is at JJ store." in text
        and "It was taken in at JJ store:" in text
        and 'href="tel:051266660000"' in text
    )


def test_its_price_and_its_hours_are_those_of_the_store_that_took_it_in(visit):
    """10:00 in Shanghai is 03:00 in Paris; a price there is in euros."""
    card = cards.a_card()
    other = factories.the_store("JJ")
    other.currency, other.time_zone = "EUR", "Europe/Paris"
    ticket = tickets.a_ticket(card, who="cy", store="JJ")
    ticket.verdict, ticket.remedy, ticket.quote = "not_covered", "repair", 4900
    db.session.commit()
    text = page(visit, card)
    assert " 03:00</span></li>" in text and " 10:00</span></li>" not in text
    assert "€49" in text and "¥49" not in text
