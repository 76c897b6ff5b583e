"""A lower price, or a new one: what one ticket paid for, another exchanges only by a manager's goodwill."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_contending import bought, exchanged

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
LOWERED = "Another ticket paid a lower price for it on 23 Nov. A manager may give a new one all the same"
GOODWILL = {"verdict": "goodwill", "reason": "老顾客"}
LOWER = {"amount": "300", "method": "cash"}


def lowered(bo, monday, card, **kw):
    """By a ticket of the same thing, and a manager's goodwill."""
    ticket = tickets.a_rival(card, **kw)
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert decide(bo, ticket, remedy="price_reduction", **GOODWILL).status_code == 303
    paid = bo.send(f"/tickets/{ticket.id}/refund", **LOWER)
    assert paid.status_code == 303, said(paid)
    return ticket.id


def test_a_new_one_follows_a_lower_price_by_goodwill_alone(bo, monday):
    card = bought(date(2026, 11, 20))
    asked = tickets.a_ticket(card, kind="exchange", is_here=False)
    lowered(bo, monday, card)
    refused = decide(bo, asked, remedy="exchange")
    assert refused.status_code == 422 and LOWERED in said(refused)
    assert decide(bo, asked, remedy="repair").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert decide(bo, asked, remedy="exchange", **GOODWILL).status_code == 303
    assert exchanged(bo, asked.id).status_code == 303


@pytest.mark.parametrize("verdict", [{}, GOODWILL])
def test_what_was_promised_before_the_lower_price_is_decided_anew(bo, monday, verdict):
    card = bought(date(2026, 11, 20))
    asked = tickets.a_ticket(card, kind="exchange", is_here=False)
    assert decide(bo, asked, remedy="exchange", **verdict).status_code == 303
    number = lowered(bo, monday, card)
    refused = exchanged(bo, asked.id)
    assert refused.status_code == 422 and LOWERED in said(refused)
    assert bo.send(f"/tickets/{number}/closing", satisfaction="5").status_code == 303
    assert bo.send(f"/tickets/{number}/reopening", because="又坏了").status_code == 303
    assert decide(bo, asked, remedy="exchange").status_code == 422  # also while nothing is decided there
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert decide(bo, asked, remedy="exchange", **GOODWILL).status_code == 303
    assert bo.send(f"/tickets/{asked.id}/exchange", new="864207061018293").status_code == 303


def test_what_is_asked_for_after_it_is_another_matter_and_so_is_the_charger(bo, monday):
    card = bought(date(2026, 11, 20))
    charger = tickets.a_ticket(card, kind="exchange", part="charger", fault="charger_fails", is_here=False)
    number = lowered(bo, monday, card)
    at = tickets.the_ticket(number).refunded_at + timedelta(minutes=5)
    monday.move_to(at)
    later = tickets.a_ticket(tickets.the_ticket(number).card, kind="exchange", is_here=False, at=at)
    assert decide(bo, charger, remedy="exchange").status_code == 303
    assert decide(bo, later, remedy="exchange").status_code == 303
