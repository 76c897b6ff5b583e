"""What was sent and never arrives: somebody says so, its customer is made good, and it may turn up again."""

from datetime import timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select

from counter.cli import prepare
from counter.extensions import db
from counter.stock.models import Balance
from counter.tickets import losing
from counter.tickets.models import TicketTransfer
from tests import factories
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.test_migrations import FOLDER
from tests.tickets import network, tickets
from tests.tickets.network import scan, send, shown, where
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
WORDS = {"because": "问过快递站和苏州中心，都没有"}
GOODWILL = {"cause": "workmanship", "verdict": "goodwill", "reason": "寄送途中丢失"}


@pytest.fixture
def net(shop):
    return network.a_network()


@pytest.fixture
def sent(net, ann):
    """A phone whose keys fail is on its way from NM to the city centre."""
    ticket = tickets.a_ticket(part="battery")
    assert send(ann, ticket).status_code == 303
    return ticket


@pytest.fixture
def is_late(monday, sent):
    monday.shift(timedelta(days=6))
    db.session.commit()


def the_travel(ticket):
    return db.session.scalars(
        select(TicketTransfer).where(TicketTransfer.ticket_id == ticket.id).order_by(TicketTransfer.id.desc())
    ).first()


def lost(visitor, ticket, **fields):
    return visitor.send(f"/transfers/{the_travel(ticket).id}/loss", **{**WORDS, **fields})


def in_stock(place):
    return db.session.scalar(select(func.sum(Balance.quantity)).where(Balance.place == place)) or 0


def test_what_may_still_come_in_time_is_not_lost_and_only_a_manager_says_it(visit, sent, is_late, monday):
    bo, number = visit("bo"), the_travel(sent).id
    assert lost(visit("ann"), sent).status_code == 403
    assert visit("dee").get(f"/transfers/{number}/loss").status_code in (200, 404)
    refused = lost(bo, sent, because=" ")
    assert refused.status_code == 422 and "Say where it was looked for" in said(refused)
    monday.shift(timedelta(days=-5))
    db.session.commit()
    early = lost(visit("bo"), sent)
    assert early.status_code == 422 and "It may still come in time" in said(early)
    assert WORDS["because"] in said(early) and the_travel(sent).is_on_way


def test_a_lost_thing_is_in_its_own_store_s_hands_and_its_customer_is_told_at_once(visit, sent, is_late):
    bo = visit("bo")
    page = said(bo.get("/transfers"))
    assert "It is lost" in page
    answer = lost(bo, sent)
    assert answer.status_code == 303 and answer.location == f"/tickets/{sent.id}"
    ticket = tickets.the_ticket(sent.id)
    assert where(sent.id) == ("NM", False, "inspected") and ticket.lost and ticket.is_here
    assert ticket.part is None  # the whole is owed, whatever was wrong with it
    (update,) = [one for one in ticket.marks if one.mark == "update"]
    assert not update.is_set and update.due_at == factories.NOW + timedelta(days=6, hours=2)
    assert all(one.is_set for one in ticket.marks if one.mark in ("arrived", "under_way"))
    assert "Next word to the customer" in said(visit("ann").get("/today"))
    page = said(bo.get(f"/tickets/{sent.id}"))
    assert "Lost between NM store and CC store" in page and WORDS["because"] in page
    for state in ("in_repair", "sent", "ready"):
        assert bo.send(f"/tickets/{sent.id}/steps", state=state, words="").status_code == 422
    assert bo.send(f"/tickets/{sent.id}/collection", work="").status_code == 422
    again = send(bo, sent)
    assert again.status_code == 422 and "was lost on its way" in said(again)
    twice = lost(bo, sent)
    assert twice.status_code == 422 and "It is not on its way any more" in said(twice)
    assert shown(sent) in said(visit("cen").get("/transfers"))


def test_nothing_but_another_one_or_the_money_makes_it_good(visit, sent, is_late):
    bo = visit("bo")
    ticket = tickets.the_ticket(sent.id)
    ticket.verdict, ticket.remedy, ticket.decided_at = "covered", "repair", factories.NOW
    db.session.commit()
    lost(bo, sent)
    ticket = tickets.the_ticket(sent.id)
    assert (ticket.verdict, ticket.remedy, ticket.is_decided) == ("", "", False)  # decided anew
    page = said(bo.get(f"/tickets/{sent.id}"))
    assert page.count("Lost on the way") >= 2 and "This is decided" in page
    for remedy, verdict in (("repair", "covered"), ("price_reduction", "goodwill"), ("none", "not_covered")):
        fields = {**GOODWILL, "verdict": verdict, "remedy": remedy}
        refused = bo.send(f"/tickets/{sent.id}/decision", **fields)
        assert refused.status_code == 422 and "gets another one, or the money" in said(refused)


def test_its_customer_has_another_one_and_none_comes_into_stock_until_it_is_found(visit, sent, is_late):
    bo, unit = visit("bo"), tickets.on_shelf()
    lost(bo, sent)
    assert bo.send(f"/tickets/{sent.id}/decision", **GOODWILL, remedy="exchange").status_code == 303
    answer = bo.send(f"/tickets/{sent.id}/exchange", new=unit.serials[0].value)
    assert answer.status_code == 303
    assert in_stock("repair") == 0 and tickets.the_ticket(sent.id).collected_at
    assert bo.send(f"/tickets/{sent.id}/closing", satisfaction="5").status_code == 303
    found = scan(visit("eng"), sent)
    assert found.status_code == 303
    assert in_stock("repair") == 1 and tickets.the_ticket(sent.id).lost is None
    assert scan(visit("eng"), sent).status_code == 422  # once
    assert in_stock("repair") == 1


def test_its_money_goes_back_and_none_comes_into_stock(visit, sent, is_late):
    bo = visit("bo")
    lost(bo, sent)
    bo.send(f"/tickets/{sent.id}/decision", **GOODWILL, remedy="return")
    assert "The thing is lost" in said(bo.get(f"/tickets/{sent.id}/refund"))
    fields = {"amount": "3699", "method": "cash", "place": "repair"}
    assert bo.send(f"/tickets/{sent.id}/refund", **fields).status_code == 303
    assert in_stock("repair") == 0
    assert scan(bo, sent).status_code == 303  # it lay behind the shelf
    assert in_stock("repair") == 1


@pytest.mark.parametrize(
    ("who", "stands"), [("eng", ("CC", False, "sent")), ("ann", ("NM", False, "received"))]
)
def test_found_in_time_it_goes_on_as_if_it_had_never_been_away(visit, sent, is_late, who, stands):
    lost(visit("bo"), sent)
    assert scan(visit(who), sent).status_code == 303
    ticket = tickets.the_ticket(sent.id)
    assert where(sent.id) == stands and ticket.lost is None and ticket.part == "battery"
    assert scan(visit(who), sent).status_code == 200  # it is here already
    assert ticket.steps[-1].code in ("found", stands[2])


def test_a_scan_at_the_other_end_and_a_loss_at_once_agree(visit, sent, is_late):
    travel = the_travel(sent).id
    paths = [f"/transfers/{travel}/loss", "/arrivals"]
    answers = at_once([visit("bo"), visit("eng")], paths, [WORDS, {"number": shown(sent)}])
    db.session.expire_all()
    ticket = tickets.the_ticket(sent.id)
    assert answers[1].status_code == 303  # found, if it was said to be lost first
    assert ticket.lost is None and where(sent.id)[:2] == ("CC", False)


def test_what_was_lost_on_the_way_did_not_leave_as_older_books_say_it(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        network.a_network()
        me, at, ticket = cards.by(), factories.NOW, tickets.a_ticket(cards.a_card())
        network.carried(ticket, "CC", me, at)
        losing.lose(ticket.travel, "找不到", me, at + timedelta(days=30))
        db.session.commit()
        downgrade(directory=FOLDER, revision="0019")
        upgrade(directory=FOLDER)
        (way,) = tickets.the_ticket(ticket.id).transfers
        assert (way.on_way, way.lost_at, way.withdrawn_at) == (None, None, at + timedelta(days=30))
