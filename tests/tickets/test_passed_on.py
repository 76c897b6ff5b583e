"""What is due for a thing goes with it: who handed its card over is given nothing for what another has."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.tickets import owing
from counter.warranty.models import Card
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_contending import exchanged, in_stock
from tests.warranty import cards
from tests.warranty.owners import hand_over

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
PASSED_ON = "The card has another owner since 23 Nov. Close this ticket; open one for them."
MONEY = {"amount": "3699", "method": "cash", "place": "repair"}


def a_promise(visitor, remedy):
    """Nothing was left."""
    card = cards.a_card(sold_on=date(2026, 11, 20))
    ticket = tickets.a_ticket(card, kind=remedy, is_here=False)
    assert decide(visitor, ticket, remedy=remedy).status_code == 303
    return ticket.id


def passed_on(visitor, number, **fields):
    card = db.session.get(Card, tickets.the_ticket(number).card_id)
    answer = hand_over(visitor, card, **fields)
    assert answer.status_code == 303, said(answer)
    return tickets.the_ticket(number)


@pytest.mark.parametrize("remedy", ["exchange", "return"])
def test_who_handed_the_card_over_gets_nothing_for_the_new_owners_thing(ann, remedy):
    number = a_promise(ann, remedy)
    ticket = passed_on(ann, number)
    assert not owing.is_promised(ticket)
    if remedy == "exchange":
        refused = exchanged(ann, number)
    else:
        refused = ann.send(f"/tickets/{number}/refund", **MONEY)
        assert PASSED_ON in said(ann.get(f"/tickets/{number}/refund"))
    assert refused.status_code == 422 and PASSED_ON in said(refused)
    for asked in ("exchange", "return", "price_reduction"):
        again = decide(ann, ticket, remedy=asked)
        assert again.status_code == 422 and PASSED_ON in said(again)
    page = said(ann.get(f"/tickets/{number}"))
    assert PASSED_ON in page and 'id="exchange-form"' not in page and "It is here now" not in page
    assert in_stock() == 0 and tickets.the_ticket(number).card.voided_at is None
    assert ann.send(f"/tickets/{number}/closing", satisfaction="5").status_code == 303


def test_the_new_owners_thing_is_not_left_with_the_former_owners_ticket(ann):
    number = a_promise(ann, "exchange")
    passed_on(ann, number)
    left = {"condition": "后盖划痕", "notice": "y", "signature-on_paper": "1"}
    refused = ann.send(f"/tickets/{number}/hand-in", **left)
    assert refused.status_code == 422 and PASSED_ON in said(refused)
    assert ann.send(f"/tickets/{number}/closing", satisfaction="5").status_code == 303
    again = ann.send(f"/tickets/{number}/reopening", because="又坏了", stays="y", **left)
    assert again.status_code == 422 and PASSED_ON in said(again)
    assert ann.send(f"/tickets/{number}/reopening", because="又坏了").status_code == 303


def test_what_is_here_is_given_for_as_it_was_promised(ann):
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 20)))
    assert decide(ann, ticket, remedy="exchange").status_code == 303
    passed_on(ann, ticket.id)
    assert exchanged(ann, ticket.id).status_code == 303


def test_who_has_it_back_has_their_right_back(ann):
    number = a_promise(ann, "exchange")
    passed_on(ann, number)
    known = f"same-{tickets.the_ticket(number).customer_id}"
    passed_on(ann, number, phone="138 0013 8000", name="陈晓明", address="清泰街88号", known=known)
    assert exchanged(ann, number).status_code == 303


def test_beside_a_name_stands_a_number_of_theirs(ann, monday):
    number = a_promise(ann, "exchange")
    assert "138 0013 8000" in said(ann.get(f"/tickets/{number}"))
    monday.shift(timedelta(minutes=5))
    passed_on(ann, number)
    for path in ("", "/slip"):
        page = said(ann.get(f"/tickets/{number}{path}"))
        assert "138 0013 8000" in page and "139 0000 2219" not in page
    page = said(ann.get(f"/tickets/{number}"))
    assert "tel:+8613800138000" in page and "+8613900002219" not in page
