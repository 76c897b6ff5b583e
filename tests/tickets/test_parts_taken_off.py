"""A part that was put on the list by mistake: with it goes what the card says of it."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide, go, until
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def ticket(ann):
    factories.the_store().jurisdictions = ["CN", "CN-ZJ"]  # a replaced part starts anew
    db.session.commit()
    return tickets.a_ticket(cards.a_card(sold_on=date(2026, 6, 1)))


def fit(visitor, ticket, part="battery"):
    fields = {"label": "电池", "quantity": "1", "price": "99", "part": part}
    assert visitor.send(f"/tickets/{ticket.id}/parts", **fields).status_code == 303
    return tickets.the_ticket(ticket.id).parts_used[-1].id


def take_off(visitor, ticket, part):
    return visitor.send(f"/tickets/{ticket.id}/part-removals", part=str(part)).status_code


def round_of(visitor, ticket, monday, parts):
    """Repaired, handed back, closed and opened again; which parts went in."""
    assert decide(visitor, ticket).status_code == 303
    fitted = [fit(visitor, ticket, part) for part in parts]
    monday.shift(timedelta(minutes=5))
    go(visitor, ticket, "ready")
    assert visitor.send(f"/tickets/{ticket.id}/collection", work="修好").status_code == 303
    monday.shift(timedelta(minutes=5))
    assert visitor.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303
    monday.shift(timedelta(minutes=5))
    assert visitor.send(f"/tickets/{ticket.id}/reopening", because="又来了").status_code == 303
    monday.shift(timedelta(minutes=5))
    return fitted


def noted(ticket):
    """Of its parts, whether each stands in the record of its card."""
    record = tickets.the_ticket(ticket.id).line.repairs
    return [one.withdrawn_at is None for one in record if one.part == "battery"]


def test_with_the_part_its_new_term_goes(ann, bo, ticket, monday):
    before = until(ticket.line_id, "battery")
    (part,) = round_of(ann, ticket, monday, ["battery"])
    assert until(ticket.line_id, "battery") > before and noted(ticket) == [True]
    assert take_off(ann, ticket, part) == 303
    assert until(ticket.line_id, "battery") == before and noted(ticket) == [False]
    assert "struck out" in said(bo.get(f"/warranty-cards/{ticket.card_id}"))


def test_it_stays_as_long_as_another_of_its_kind_is_on_the_list(ann, ticket, monday):
    first, second = round_of(ann, ticket, monday, ["battery", "battery"])
    assert take_off(ann, ticket, first) == 303 and noted(ticket) == [True]
    assert take_off(ann, ticket, second) == 303 and noted(ticket) == [False]


def test_each_round_has_its_own(ann, ticket, monday):
    (first,) = round_of(ann, ticket, monday, ["battery"])
    (second,) = round_of(ann, ticket, monday, ["battery"])
    waiting = fit(ann, ticket)
    assert take_off(ann, ticket, first) == 303 and noted(ticket) == [False, True]
    assert take_off(ann, ticket, waiting) == 303 and noted(ticket) == [False, True]
    assert take_off(ann, ticket, second) == 303 and noted(ticket) == [False, False]
