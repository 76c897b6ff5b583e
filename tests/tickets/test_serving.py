"""Who was asked for help decides; what is given out is given where the thing is."""

from datetime import date

import pytest

from counter.tickets.models import Ticket
from tests.support.answers import said
from tests.tickets import network, tickets
from tests.tickets.test_claims import decide, go
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
TOLD = "This is NM store&#39;s to do. From here it can be decided, not given."


@pytest.fixture
def eng(visit, shop):
    network.a_network()
    return visit("eng")


def asked_above(ann, kind="repair", **kw) -> Ticket:
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 20)), kind=kind, **kw)
    assert ann.send(f"/tickets/{ticket.id}/help-request", reason="?").status_code == 303
    return ticket


def is_refused(answer):
    return answer.status_code == 422 and TOLD in answer.get_data(as_text=True)


def test_who_was_asked_decides_and_gives_neither_money_nor_a_new_one(ann, eng):
    ticket = asked_above(ann, "return", is_here=True)
    assert decide(eng, ticket, remedy="return").status_code == 303
    assert "Pay it back" not in said(eng.get(f"/tickets/{ticket.id}"))
    page = eng.get(f"/tickets/{ticket.id}/refund").get_data(as_text=True)
    assert TOLD in page and "It was paid back" not in page
    money = {"amount": "3699", "method": "cash", "place": "shelf"}
    assert is_refused(eng.send(f"/tickets/{ticket.id}/refund", **money))
    assert decide(ann, ticket, remedy="exchange").status_code == 303
    tickets.on_shelf()
    assert 'id="exchange-form"' not in said(eng.get(f"/tickets/{ticket.id}"))
    assert is_refused(eng.send(f"/tickets/{ticket.id}/exchange", new="864207061018293"))
    assert ann.send(f"/tickets/{ticket.id}/exchange", new="864207061018293").status_code == 303
    page = said(eng.get(f"/tickets/{ticket.id}"))
    assert "Take the exchange back" not in page and 'id="closing-form"' not in page
    assert is_refused(eng.send(f"/tickets/{ticket.id}/exchange-withdrawal", because="?"))
    assert is_refused(eng.send(f"/tickets/{ticket.id}/closing", satisfaction="5"))


def test_nor_do_they_lend_put_parts_in_or_hand_it_back(ann, eng):
    ticket, unit = asked_above(ann), tickets.a_loan()
    decide(ann, ticket)
    assert "Lend one" not in said(eng.get(f"/tickets/{ticket.id}"))
    assert eng.send(f"/tickets/{ticket.id}/loan", loan=str(unit.id)).status_code == 404  # not of their stock
    assert ann.send(f"/tickets/{ticket.id}/loan", loan=str(unit.id)).status_code == 303
    page = said(eng.get(f"/tickets/{ticket.id}"))
    assert "The loan is back" not in page and "Add a part" not in page
    assert is_refused(eng.send(f"/tickets/{ticket.id}/loan-return"))
    part = {"label": "屏幕", "price": "400", "quantity": "1", "part": ""}
    assert is_refused(eng.send(f"/tickets/{ticket.id}/parts", **part))
    assert ann.send(f"/tickets/{ticket.id}/parts", **part).status_code == 303
    fitted = str(tickets.the_ticket(ticket.id).parts_used[0].id)
    assert is_refused(eng.send(f"/tickets/{ticket.id}/part-removals", part=fitted))
    assert ann.send(f"/tickets/{ticket.id}/loan-return").status_code == 303
    assert go(ann, ticket, "ready").status_code == 303
    assert 'id="collection-form"' not in said(eng.get(f"/tickets/{ticket.id}"))
    assert is_refused(eng.send(f"/tickets/{ticket.id}/collection", work="?"))
    assert tickets.the_ticket(ticket.id).is_here
    assert ann.send(f"/tickets/{ticket.id}/collection", work="换排线").status_code == 303
