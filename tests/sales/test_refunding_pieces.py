"""Of several pieces on a line some come back for their money, and the others stay covered."""

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.history import models as history
from counter.playbooks.models import in_force
from counter.sales.models import Sale, SaleLine
from counter.stock.models import Balance
from counter.warranty.models import Card
from tests import factories
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_contending import opened
from tests.tickets.test_pieces import GIVEN, chairs, here, jm, left  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def six(shop):
    """A card of six chairs, sold for 500 each."""
    card, store = chairs(), factories.the_store("JJ")
    sale = Sale(store_id=store.id, currency="CNY", started_at=factories.NOW)
    sale.person_id, sale.playbook_version_id = card.issued_by, in_force("playbook", store.playbook_code).id
    line = SaleLine(product_id=card.lines[0].product_id, label=card.lines[0].label, quantity=6)
    line.unit_price = 50000
    sale.lines.append(line)
    db.session.add(sale)
    db.session.flush()
    card.sale_id = sale.id
    db.session.commit()
    return card


def promised(visitor, card, **fields):
    answer = opened(visitor, card, **{"kind": "return", "fault": "unlisted", "stays": "", **fields})
    assert answer.status_code == 303, said(answer)
    ticket = tickets.the_ticket()
    assert decide(visitor, ticket, remedy="return", **GIVEN).status_code == 303
    return ticket


def refund(visitor, ticket, amount="500", **fields):
    sent = {"amount": amount, "method": "cash", "place": "repair", **fields}
    return visitor.send(f"/tickets/{ticket.id}/refund", **sent)


def stands(card):
    """(pieces on the card, whether returned, whether void, pieces in stock)"""
    db.session.expire_all()
    line = db.session.get(Card, card.id).lines[0]
    stock = sum(db.session.scalars(select(Balance.quantity).where(Balance.place == "repair")))
    return line.quantity, line.returned_on is not None, line.card.voided_at is not None, stock


def test_one_of_six_comes_back_and_five_stay_covered(jm, six):  # noqa: F811
    ends_on, ticket = six.ends_on, promised(jm, six)
    page = said(jm.get(f"/tickets/{ticket.id}/refund"))
    assert "How many of the 6?" in page and "Sold for ¥500 each." in page and 'value="500"' in page
    assert refund(jm, ticket, pieces="1").status_code == 303
    assert stands(six) == (5, False, False, 1)
    card = db.session.get(Card, six.id)
    (told,) = history.of(card, "give_up_some")
    assert told.changes["quantity"] == [6, 5] and card.ends_on == ends_on
    assert db.session.scalars(select(SaleLine)).one().returned_at is None
    assert "took 1 of 6 pieces back" in said(jm.get(f"/warranty-cards/{card.id}"))
    assert "× 6" in said(jm.get(f"/warranty-cards/{card.id}/versions/1"))
    assert jm.get(f"/warranty-cards/{card.id}/versions").status_code == 200
    assert refund(jm, ticket, pieces="1").status_code == 422  # it was paid
    assert opened(jm, six, kind="repair", fault="unlisted").status_code == 303


def test_with_the_last_pieces_the_card_is_void_and_no_more_went_back_than_was_paid(jm, six):  # noqa: F811
    assert refund(jm, promised(jm, six), "1000", pieces="2").status_code == 303
    last = promised(jm, six)
    refused = refund(jm, last, "2000.01", pieces="4")
    assert refused.status_code == 422 and "So many cost ¥2,000; no more goes back" in said(refused)
    assert refund(jm, last, "2000", pieces="4").status_code == 303
    assert stands(six) == (4, True, True, 6)
    assert db.session.scalars(select(SaleLine)).one().returned_at is not None
    assert db.session.scalars(select(Sale)).one().refunded == 300000


def test_the_last_one_of_all_costs_its_share(jm, six):  # noqa: F811
    assert refund(jm, promised(jm, six), "2500", pieces="5").status_code == 303
    last = promised(jm, six)
    page = said(jm.get(f"/tickets/{last.id}/refund"))
    assert "How many of" not in page and "Sold for ¥500." in page and 'value="500"' in page
    assert refund(jm, last, "500.01").status_code == 422
    assert refund(jm, last, "500").status_code == 303
    assert stands(six) == (1, True, True, 6)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pieces": "0"}, "From 1 to 6 pieces."),
        ({"pieces": "7"}, "From 1 to 6 pieces."),
        ({"pieces": "-1"}, "From 1 to 6 pieces."),
        ({"pieces": "99999999999999999999999"}, "From 1 to 6 pieces."),
        ({"pieces": ""}, "From 1 to 6 pieces."),
        ({"pieces": "一"}, "A whole number is wanted here."),
        ({"pieces": "1", "amount": "500.01"}, "So many cost ¥500; no more goes back for them."),
        ({"pieces": "2", "amount": "1000.01"}, "So many cost ¥1,000; no more goes back for them."),
    ],
)
def test_an_odd_number_or_too_much_for_so_many_is_said_at_its_field(jm, six, fields, sentence):  # noqa: F811
    ticket = promised(jm, six)
    refused = refund(jm, ticket, **fields)
    assert refused.status_code == 422 and sentence in said(refused)
    assert stands(six) == (6, False, False, 0)


def test_a_chair_under_repair_stays_here_and_is_not_given_back_with_others(jm, six):  # noqa: F811
    repaired, ticket = left(jm, six), promised(jm, six)
    assert refund(jm, ticket, "3000", pieces="6").status_code == 422
    own = left(jm, six, kind="return")
    assert decide(jm, own, remedy="return", **GIVEN).status_code == 303
    refused = refund(jm, ticket, "2500", pieces="5")
    assert refused.status_code == 422 and "There are not so many" in said(refused)
    assert refund(jm, own, pieces="1").status_code == 303
    assert here(six) == [(None, repaired.number)] and tickets.the_ticket(repaired.id).is_here
    assert stands(six) == (5, False, False, 1)


def test_without_a_sale_the_list_price_of_so_many_is_the_most_of_an_assistant(jm, visit):  # noqa: F811
    card = chairs()
    assert refund(jm, promised(jm, card), pieces="1").status_code == 303
    ticket, cy = promised(jm, card), visit("cy")
    assert "its list price was ¥500" in said(cy.get(f"/tickets/{ticket.id}/refund"))
    refused = refund(cy, ticket, "1000.01", pieces="2")
    assert refused.status_code == 422 and "its list price was ¥1,000" in said(refused)
    assert refund(cy, ticket, "1000", pieces="2").status_code == 303
    assert stands(card) == (3, False, False, 3)


def test_two_who_give_four_of_six_back_at_once_give_four_back(jm, visit, six):  # noqa: F811
    two = [promised(jm, six) for _ in range(2)]
    sent = {"amount": "2000", "method": "cash", "place": "repair", "pieces": "4"}
    answers = at_once([jm, visit("cy")], [f"/tickets/{ticket.id}/refund" for ticket in two], [sent, sent])
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert stands(six) == (2, False, False, 4)
