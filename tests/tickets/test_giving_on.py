"""A ticket that was given to a point for a visit goes to another one, or comes back, as long as nothing lies there."""

from datetime import date

import pytest

from counter.customers.models import Customer
from counter.extensions import db
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
