"""Of several pieces some come back, are exchanged or are left by themselves: what others know of them is still true."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.sales.models import Sale
from counter.stock.models import Balance
from counter.stock.moving import move
from counter.warranty import repairing
from tests import factories
from tests.sales.test_refunding_pieces import promised, refund, six, stands  # noqa: F401
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.tickets.test_claims import decide, go
from tests.tickets.test_pieces import GIVEN, asked_for, chairs, here, jm, left  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
COVERED = {"cause": "workmanship", "verdict": "covered", "fault": "loose"}
FOR_ALL = {"kind": "return", "pieces": "6", "fault": "loose"}


def later(visitor, monday, **passed):
    monday.shift(timedelta(**passed))
    db.session.commit()
    visitor.enter("jm")


def lowered_for_all(jm, monday, card):  # noqa: F811
    """(ticket that was promised six new ones, ticket that paid a lower price for all six since)"""
    (rival,) = asked_for(jm, card, 0, pieces="6", kind="exchange")
    assert decide(jm, rival, remedy="exchange", **GIVEN).status_code == 303
    later(jm, monday, minutes=5)
    paid = promised(jm, card, "6")
    assert decide(jm, paid, remedy="price_reduction", **GIVEN).status_code == 303
    assert refund(jm, paid, "1200").status_code == 303
    return rival, paid


def stock():
    db.session.expire_all()
    return {one.place: one.quantity for one in db.session.scalars(select(Balance)) if one.quantity}


def version_of(ticket):
    db.session.expire_all()
    return str(tickets.the_ticket(ticket.id).version)


def test_of_two_tablets_with_one_page_one_pays_a_piece_back(jm, six, visit):  # noqa: F811
    ticket = left(jm, six, **FOR_ALL)
    assert decide(jm, ticket, remedy="return", **GIVEN).status_code == 303
    sent = {
        "amount": "500",
        "method": "cash",
        "place": "repair",
        "pieces": "1",
        "version": version_of(ticket),
    }
    answers = at_once([jm, visit("cy")], [f"/tickets/{ticket.id}/refund"] * 2, [sent, sent])
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert stands(six) == ([5, 1], [1], False, 1)
    assert db.session.scalars(select(Sale)).one().refunded == 50000


@pytest.mark.parametrize("is_here", [True, False])
def test_the_rest_keeps_the_day_on_which_it_was_asked_for(jm, six, monday, is_here):  # noqa: F811
    ticket = left(jm, six, **FOR_ALL) if is_here else asked_for(jm, six, 0, **FOR_ALL)[0]
    assert decide(jm, ticket, remedy="return", **COVERED).status_code == 303
    page = said(jm.get(f"/tickets/{ticket.id}/refund"))
    assert "this ticket goes on with the others" in page
    later(jm, monday, days=120)
    assert refund(jm, ticket, pieces="1").status_code == 303
    later(jm, monday, days=1)
    assert refund(jm, ticket, pieces="2").status_code == 303
    assert stands(six) == ([3, 1, 2], [1, 2], False, 3)


@pytest.mark.parametrize("many", [1, 6])
def test_what_was_asked_for_all_was_asked_for_one_that_has_a_ticket_of_its_own(jm, monday, many):  # noqa: F811
    """As with a single one, whose older ticket stands beside the later one."""
    card, some = chairs(many), {"pieces": "1"} if many > 1 else {}
    (first,) = asked_for(jm, card, 0, **(FOR_ALL if many > 1 else {"kind": "return", "fault": "loose"}))
    assert decide(jm, first, remedy="return", **COVERED).status_code == 303
    later(jm, monday, days=120)
    second = left(jm, card, fault="loose", **some)
    assert decide(jm, second, remedy="repair", **COVERED).status_code == 303
    assert all(go(jm, second, state).status_code == 303 for state in ("sent", "back", "ready"))
    assert jm.send(f"/tickets/{second.id}/collection", work="x").status_code == 303
    assert jm.send(f"/tickets/{second.id}/closing", satisfaction="5").status_code == 303
    later(jm, monday, days=1)
    due = first
    if many > 1:
        (due,) = asked_for(jm, card, 1, kind="return", fault="loose")
        assert decide(jm, due, remedy="return", **COVERED).status_code == 303
    assert refund(jm, due).status_code == 303


def test_what_was_asked_for_the_others_alone_was_not_asked_for_it(jm, monday):  # noqa: F811
    card = chairs(6)
    asked_for(jm, card, 0, fault="loose")
    asked_for(jm, card, 0, **(FOR_ALL | {"pieces": "5"}))
    later(jm, monday, days=121)
    (due,) = asked_for(jm, card, 1, kind="return", fault="loose")
    refused = decide(jm, due, remedy="return", **COVERED)
    assert refused.status_code == 422 and "no rule gave this" in said(refused)


def test_a_lower_price_for_all_is_not_forgotten_when_some_come_back(jm, six, monday):  # noqa: F811
    rival, paid = lowered_for_all(jm, monday, six)
    refused = jm.send(f"/tickets/{rival.id}/exchange")
    assert refused.status_code == 422 and "lower price" in said(refused)
    assert jm.send(f"/tickets/{paid.id}/closing", satisfaction="5").status_code == 303
    assert jm.send(f"/tickets/{paid.id}/reopening", because="不满意").status_code == 303
    later(jm, monday, minutes=5)
    assert decide(jm, paid, remedy="return", **GIVEN).status_code == 303
    assert refund(jm, paid, "300", pieces="1").status_code == 303
    refused = jm.send(f"/tickets/{rival.id}/exchange")
    assert refused.status_code == 422 and "lower price" in said(refused)


def test_a_page_that_shows_more_than_there_are_by_now_is_late(jm, six):  # noqa: F811
    (ticket,) = asked_for(jm, six, 0, pieces="6", kind="exchange")
    assert decide(jm, ticket, remedy="exchange", **GIVEN).status_code == 303
    version, record = version_of(ticket), repairing.standing(tickets.the_ticket(ticket.id).line)
    asked_for(jm, six, 0)
    shown = {"version": version, "record": record}
    assert jm.send(f"/tickets/{ticket.id}/exchange", **shown).status_code == 409
    assert decide(jm, ticket, remedy="price_reduction", **GIVEN).status_code == 303
    version, record = version_of(ticket), repairing.standing(tickets.the_ticket(ticket.id).line)
    asked_for(jm, six, 0, pieces="4")
    refused = refund(jm, ticket, "500", version=version, record=record)
    assert refused.status_code == 409 and "noted on its card meanwhile" in said(refused)
    assert refund(jm, ticket, "100", version=version).status_code == 303


def test_who_comes_late_with_many_is_told_of_who_was_faster(jm, six):  # noqa: F811
    ticket = promised(jm, six, "6")
    version = version_of(ticket)
    assert decide(jm, ticket, remedy="price_reduction", **GIVEN).status_code == 303
    refused = refund(jm, ticket, "3000", pieces="6", version=version)
    assert refused.status_code == 409 and "Somebody went on" in said(refused)


@pytest.fixture
def new_ones(jm, six, monday):  # noqa: F811
    """The ticket with which three of the six were exchanged from the shelf."""
    store = factories.the_store("JJ")
    move(store.id, six.lines[0].product_id, 3, "outside", "shelf", "delivery", factories.NOW, six.issued_by)
    db.session.commit()
    ticket = left(jm, six, pieces="3")
    assert decide(jm, ticket, remedy="exchange", **GIVEN).status_code == 303
    assert jm.send(f"/tickets/{ticket.id}/exchange").status_code == 303
    assert stock()["repair"] == 3
    later(jm, monday, minutes=5)
    return ticket


def withdrawn(visitor, ticket):
    return visitor.send(f"/tickets/{ticket.id}/exchange-withdrawal", because="拿错了")


def test_an_exchange_of_which_some_came_back_is_not_taken_back(jm, six, new_ones):  # noqa: F811
    back = promised(jm, six, "2", what=f"{new_ones.line_id}:")
    assert refund(jm, back, "1000", pieces="2").status_code == 303
    before = stock()
    assert withdrawn(jm, new_ones).status_code == 422 and stock() == before


def test_an_exchange_of_which_some_are_here_again_is_not_taken_back(jm, six, new_ones):  # noqa: F811
    again = left(jm, six, what=f"{new_ones.line_id}:")
    assert withdrawn(jm, new_ones).status_code == 422 and here(six) == [(None, again.number)]


def test_an_exchange_of_which_one_was_exchanged_again_is_not_taken_back(jm, six, new_ones, monday):  # noqa: F811
    again = left(jm, six, pieces="3", what=f"{new_ones.line_id}:")
    later(jm, monday, minutes=5)
    assert decide(jm, again, remedy="exchange", **GIVEN).status_code == 303
    assert jm.send(f"/tickets/{again.id}/exchange").status_code == 303
    later(jm, monday, minutes=5)
    before = stock()
    assert withdrawn(jm, new_ones).status_code == 422 and stock() == before
    assert withdrawn(jm, again).status_code == 303


def test_an_exchange_of_which_one_has_a_line_of_its_own_is_not_taken_back(jm, six, new_ones):  # noqa: F811
    """The old ones would be here with a ticket that is about fewer."""
    assert "Take the exchange back" in said(jm.get(f"/tickets/{new_ones.id}"))
    asked_for(jm, six, 1, what=f"{new_ones.line_id}:")
    assert "Take the exchange back" not in said(jm.get(f"/tickets/{new_ones.id}"))
    assert withdrawn(jm, new_ones).status_code == 422 and stock()["repair"] == 3
