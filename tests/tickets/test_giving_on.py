"""A ticket that was given to a point for a visit goes to another one, or comes back, as long as nothing lies there."""

from datetime import date, timedelta

import pytest

from counter.customers.models import Customer
from counter.extensions import db
from counter.reports import responses
from counter.reports.periods import Period
from counter.tickets import owing
from counter.tickets.opening import Told, open_ticket
from tests import factories
from tests.support.answers import said
from tests.tickets import network, tickets
from tests.tickets.network import where
from tests.tickets.test_claims import go
from tests.tickets.test_handing_in import hand_in
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def ticket(shop):
    """A serious complaint of NM's; PT goes there."""
    network.a_network()
    return at_the_point("complaint", severity="serious")


def at_the_point(kind, **kw):
    card, me, to = cards.a_card(), cards.by("ann"), factories.the_store("PT").id
    told = Told(kind, "机身发烫", needs_visit=True, point_id=to, channel="phone", **kw)
    customer = db.session.get_one(Customer, card.customer_id)
    made = open_ticket(me.store, customer, told, me, factories.NOW, date(2026, 11, 23), line=card.lines[0])
    db.session.commit()
    return made


def give(visitor, ticket, to, because="师傅请假"):
    return visitor.send(f"/tickets/{ticket.id}/point", point=str(factories.the_store(to).id), because=because)


def due(ticket):
    return {
        mark.mark: (mark.due_at, mark.store_id)
        for mark in tickets.the_ticket(ticket.id).marks
        if not mark.is_set
    }


def test_the_store_takes_it_back_and_what_is_due_is_due_as_before(ann, visit, ticket):
    nab, before = visit("nab"), due(ticket)
    assert go(ann, ticket, "appointed").status_code == 422
    assert "Another point goes" in said(ann.get(f"/tickets/{ticket.id}"))
    assert give(ann, ticket, "NM").status_code == 303
    nm = factories.the_store("NM").id
    assert due(ticket) == {mark: (until, nm) for mark, (until, _store) in before.items()}
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert "Given to another point" in page and "师傅请假" in page
    assert go(ann, ticket, "appointed").status_code == 303
    assert nab.get(f"/tickets/{ticket.id}").status_code == 404


def test_a_manager_above_gives_it_to_another_point_and_an_assistant_there_does_not(visit, ticket):
    cen, eng, nab = visit("cen"), visit("eng"), visit("nab")
    assert "Another point goes" not in said(nab.get(f"/tickets/{ticket.id}"))
    assert give(nab, ticket, "CC").status_code == 422
    assert give(eng, ticket, "CC").status_code == 404
    assert give(cen, ticket, "CC").status_code == 303 and where(ticket.id)[0] == "CC"


def test_where_to_and_why_are_asked_and_no_other_store_is_chosen(ann, ticket):
    unsaid = give(ann, ticket, "CC", because="")
    assert unsaid.status_code == 422 and "Say why" in said(unsaid)
    for other in ("PT", "JJ"):  # it is there; of another trade
        assert give(ann, ticket, other).status_code == 422
    assert where(ticket.id)[0] == "PT"


def test_what_lies_there_comes_home_by_a_parcel(ann, visit, shop):
    network.a_network()
    taken = at_the_point("repair")
    assert hand_in(visit("nab"), taken).status_code == 303
    assert "Another point goes" not in said(ann.get(f"/tickets/{taken.id}"))
    assert give(ann, taken, "NM").status_code == 422 and where(taken.id)[0] == "PT"


def test_whom_the_former_point_sent_is_on_the_way_no_longer_and_one_is_sent_anew(ann, visit, ticket, monday):
    nab, before = visit("nab"), due(ticket)
    for state in ("inspected", "appointed", "dispatched"):
        assert go(nab, ticket, state).status_code == 303
    assert "dispatched" in before and "dispatched" not in due(ticket)
    monday.shift(timedelta(minutes=10))
    db.session.commit()
    assert give(ann, ticket, "NM").status_code == 303
    nm = factories.the_store("NM").id
    assert where(ticket.id) == ("NM", False, "inspected")
    assert due(ticket)["dispatched"] == (before["dispatched"][0], nm)
    codes = [step.code for step in tickets.the_ticket(ticket.id).steps]
    assert codes == ["received", "inspected", "appointed", "dispatched", "given_on", "inspected"]
    assert go(ann, ticket, "appointed").status_code == 303


def test_what_goes_back_to_its_first_state_is_asked_for_since_it_was_opened(ann, visit, ticket, monday):
    nab = visit("nab")
    monday.shift(timedelta(days=1))
    db.session.commit()
    nab.enter("nab")
    assert go(nab, ticket, "appointed").status_code == 303
    ann.enter("ann")
    assert give(ann, ticket, "NM").status_code == 303
    given = tickets.the_ticket(ticket.id)
    assert (given.state, given.steps[-1].code) == ("received", "received")
    assert owing.began_at(given) == factories.NOW
    day, around = date(2026, 11, 23), timedelta(days=2)
    period = Period(day, day, factories.NOW - around, factories.NOW + around)
    rows = db.session.execute(responses.asked([given.with_store_id], period)).all()
    assert rows and all(row.began_at is None for row in rows)


def test_a_visit_that_was_made_stays_made(ann, visit, ticket):
    nab = visit("nab")
    for state in ("appointed", "dispatched", "visited"):
        assert go(nab, ticket, state).status_code == 303
    assert give(ann, ticket, "CC").status_code == 303
    assert where(ticket.id) == ("CC", False, "visited") and "dispatched" not in due(ticket)


def test_while_the_customer_is_waited_for_a_pause_goes_on_and_somebody_is_to_be_sent(ann, visit, ticket):
    nab = visit("nab")
    for state in ("appointed", "dispatched", "waiting_customer"):
        assert go(nab, ticket, state, "顾客出差").status_code == 303
    assert give(ann, ticket, "CC").status_code == 303
    assert where(ticket.id) == ("CC", False, "waiting_customer") and "dispatched" in due(ticket)
