"""A ticket that was split is one that a customer came with: what is counted by faults, or listed by sales, has it once."""

from datetime import timedelta

import pytest

from counter.extensions import db
from counter.recalls import waves
from counter.reports import faults, periods, responses, unexplained
from counter.tickets.models import Ticket
from tests import factories
from tests.sales.test_refunding_pieces import refund, six  # noqa: F401
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_pieces import GIVEN, jm, left  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def ticket(jm, six):  # noqa: F811
    """Of six chairs that are here and come back; at the sale nobody explained anything."""
    ticket = left(jm, six, kind="return", pieces="6", fault="loose")
    assert decide(jm, ticket, remedy="return", cause="not_explained", **GIVEN).status_code == 303
    return ticket


def paid_one_by_one(visitor, ticket, many, moved):
    for _ in range(many):
        moved.shift(timedelta(minutes=5))
        db.session.commit()
        visitor.enter("jm")
        assert refund(visitor, ticket, pieces="1").status_code == 303
    db.session.expire_all()
    made = db.session.query(Ticket).order_by(Ticket.id).all()
    assert [one.split_from_id for one in made] == [None, *[ticket.id] * many]
    return made


def counted():
    """(of a fault, that were not explained, answered on the spot) in the last thirty days."""
    store = factories.the_store("JJ")
    period = periods.read({}, store, store.today(factories.NOW))[0]
    (fault,) = faults.by_model([store.id], period)
    (response,) = responses.by_store([store], period, factories.NOW)
    listed = unexplained.of_period([store.id], period)
    return (fault.tickets, fault.covered), len(listed), response.on_the_spot


def test_each_piece_that_is_paid_back_is_no_further_fault(jm, ticket, monday, visit):  # noqa: F811
    before = counted()
    assert before == ((1, 1), 1, 1)
    for one in paid_one_by_one(jm, ticket, 5, monday):
        assert waves.of_ticket(one, factories.NOW) is None
    assert waves.rolling(factories.NOW) == [] and counted() == before
    assert "5 times in 30 days" not in said(visit("dee").get("/recalls"))


def test_with_two_others_who_came_it_makes_three(jm, six, ticket, monday):  # noqa: F811
    paid_one_by_one(jm, ticket, 2, monday)
    for _ in range(2):
        other = tickets.a_ticket(six, "complaint", store="JJ", who="cy", fault="loose", severity="minor")
    (wave,) = waves.rolling(factories.NOW)
    assert (wave.fault, wave.tickets) == ("loose", 3)
    assert waves.of_ticket(other, factories.NOW).tickets == 3
