"""What was not left at first is left later: brought, or taken along from a visit. From then on it is as if left at once."""

from datetime import date, timedelta

import pytest

from counter.customers.models import Customer
from counter.extensions import db
from counter.reports import responses
from counter.reports.periods import Period
from counter.tickets import limits, states
from counter.tickets.opening import Told, open_ticket
from counter.warranty.models import Card
from tests import factories
from tests.photos import pictures
from tests.support.answers import said
from tests.tickets import network, tickets
from tests.tickets.network import scan, send, where
from tests.tickets.test_claims import decide, go
from tests.tickets.test_endings import a_sofa_at_home
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
LEFT = {"condition": "扶手划痕", "accessory_words": "一只靠枕", "notice": "y", "signature-on_paper": "1"}


def hand_in(visitor, ticket, **fields):
    return visitor.send(f"/tickets/{ticket.id}/hand-in", **{**LEFT, **fields})


def of_the_rules(ticket):
    """The limits that count from the day on which it was handed in."""
    marks = tickets.the_ticket(ticket.id).marks
    return [one for one in marks if one.is_law and limits.since_of(one) == limits.HANDED_IN]


def test_a_sofa_that_is_taken_along_has_its_days_counted_and_is_handed_back(visit, monday):
    cy, ticket = visit("cy"), a_sofa_at_home()
    for state in ("appointed", "visited"):
        assert go(cy, ticket, state).status_code == 303
    assert "It is here now" in said(cy.get(f"/tickets/{ticket.id}"))
    assert hand_in(cy, ticket, photos=pictures.upload(pictures.a_jpeg())).status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    (repair,) = ticket.line.repairs
    assert (ticket.is_here, ticket.condition, ticket.accessory_words) == (True, "扶手划痕", "一只靠枕")
    assert (repair.is_here, repair.ticket, repair.taken_on) == (True, ticket.number, date(2026, 11, 23))
    assert len(ticket.photos) == 1 and ticket.steps[-1].code == "handed_in"
    page = said(cy.get(f"/tickets/{ticket.id}"))
    assert "It is here now" not in page and "Handed in" in page
    decide(cy, ticket)
    for state in ("sent", "back", "ready"):
        assert go(cy, ticket, state).status_code == 303
    monday.shift(timedelta(days=9))
    db.session.commit()
    cy = visit("cy")
    assert cy.send(f"/tickets/{ticket.id}/collection", work="换弹簧").status_code == 303
    (repair,) = tickets.the_ticket(ticket.id).line.repairs
    assert (repair.back_on - repair.taken_on).days == 9 and repair.is_counted


def test_a_phone_that_comes_later_has_the_limits_of_the_rules_from_that_day_on(ann, monday):
    ticket = tickets.a_ticket(kind="exchange", is_here=False)
    assert not of_the_rules(ticket)
    monday.shift(timedelta(days=3))
    db.session.commit()
    ann.enter("ann")
    assert hand_in(ann, ticket).status_code == 303
    laid = [mark.due_at for mark in of_the_rules(ticket)]
    assert laid and min(laid) > factories.NOW + timedelta(days=9)
    again = hand_in(ann, ticket)
    assert again.status_code == 422 and "It is here already" in said(again)
    decide(ann, ticket, remedy="exchange")
    tickets.on_shelf()
    assert ann.send(f"/tickets/{ticket.id}/exchange", new="864207061018293").status_code == 303
    assert not any(one.is_here for one in tickets.the_ticket(ticket.id).line.repairs)


def test_what_the_customer_pays_for_moves_no_term_when_it_comes(ann):
    ticket = tickets.a_ticket(kind="exchange", is_here=False)
    told = {"cause": "misuse", "verdict": "not_covered", "remedy": "repair", "reason": "进水", "quote": "300"}
    assert decide(ann, ticket, **told).status_code == 303
    assert hand_in(ann, ticket).status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    (repair,) = ticket.line.repairs
    assert not repair.is_counted and repair.cause
    assert not of_the_rules(ticket)


def test_what_is_missing_is_said_at_the_field_and_nothing_is_taken_in(ann):
    ticket = tickets.a_ticket(kind="exchange", is_here=False)
    assert ann.get(f"/tickets/{ticket.id}/hand-in").status_code == 200
    answer = hand_in(ann, ticket, condition="", accessory_words="充电器", notice="")
    page = said(answer)
    assert answer.status_code == 422 and "Say what it looks like" in page and "充电器" in page
    assert "Tell the customer first" in page
    unsigned = ann.send(f"/tickets/{ticket.id}/hand-in", condition="无", notice="y")
    assert unsigned.status_code == 422 and "Let the customer sign" in said(unsigned)
    assert not tickets.the_ticket(ticket.id).is_here


def test_nothing_is_left_with_a_question_a_closed_ticket_or_while_another_ticket_has_it(ann):
    card = cards.a_card()
    assert hand_in(ann, tickets.a_ticket(card, kind="question")).status_code == 422
    second = tickets.a_rival(card)
    tickets.a_rival(card, kind="repair", is_here=True)
    refused = hand_in(ann, second)
    assert refused.status_code == 422 and "It is here already" in said(refused)
    second = tickets.the_ticket(second.id)
    second.closed_at = factories.NOW
    db.session.commit()
    closed = hand_in(ann, second)
    assert closed.status_code == 422 and "This ticket is closed" in said(closed)


def test_the_point_that_goes_there_takes_it_along_and_sends_it_home(visit):
    network.a_network()
    card, me = cards.a_card(), cards.by("ann")
    told = Told("repair", "不开机", needs_visit=True, point_id=factories.the_store("PT").id, channel="phone")
    customer = db.session.get(Customer, card.customer_id)
    ticket = open_ticket(me.store, customer, told, me, factories.NOW, date(2026, 11, 23), line=card.lines[0])
    db.session.commit()
    ann, nab = visit("ann"), visit("nab")
    refused = hand_in(ann, ticket)
    assert refused.status_code == 422 and "Another store has it in hand" in said(refused)
    assert hand_in(nab, ticket).status_code == 303
    assert where(ticket.id)[0] == "PT" and tickets.the_ticket(ticket.id).is_thing_away
    assert send(nab, ticket, to="NM").status_code == 303 and scan(ann, ticket).status_code == 303
    assert where(ticket.id) == ("NM", False, "back")


ON_ITS_CARD = "It was taken in on its card, without a ticket. Hand it back there first."


def test_what_was_taken_in_on_its_card_is_handed_back_there_first(ann):
    card = cards.a_card()
    noted = {"what": f"{card.lines[0].id}:", "fault": "keys", "on": "2026-11-23", "words": ""}
    assert ann.send(f"/warranty-cards/{card.id}/repairs", **noted).status_code == 303
    link = f'href="/warranty-cards/{card.id}#repairs"'
    fields = {**tickets.FIELDS, "what": f"{card.lines[0].id}:"}
    refused = ann.send(f"/warranty-cards/{card.id}/tickets", **fields)
    assert refused.status_code == 422 and ON_ITS_CARD in said(refused) and link in said(refused)
    ticket = tickets.a_ticket(db.session.get(Card, card.id), kind="exchange", is_here=False)
    refused = hand_in(ann, ticket)
    assert refused.status_code == 422 and ON_ITS_CARD in said(refused) and link in said(refused)
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert "It is here now" not in page and ON_ITS_CARD in page
    (repair,) = tickets.the_ticket(ticket.id).line.repairs
    back = {"back_on": "2026-11-23", "work": "换排线"}
    assert ann.send(f"/warranty-cards/{card.id}/repairs/{repair.id}/return", **back).status_code == 303
    assert hand_in(ann, ticket).status_code == 303


def test_what_is_here_on_its_card_is_not_left_with_a_ticket_that_is_opened_again(ann):
    ticket = tickets.a_ticket(kind="question")
    ticket.kind, ticket.closed_at = "repair", factories.NOW
    db.session.commit()
    noted = {"what": f"{ticket.line_id}:", "fault": "keys", "on": "2026-11-23", "words": ""}
    assert ann.send(f"/warranty-cards/{ticket.card_id}/repairs", **noted).status_code == 303
    again = {"because": "又坏了", "stays": "y", "condition": "无", "notice": "y"}
    refused = ann.send(f"/tickets/{ticket.id}/reopening", **again)
    assert refused.status_code == 422 and ON_ITS_CARD in said(refused)


@pytest.mark.parametrize("kind", ["exchange", "return"])
def test_a_point_keeps_nothing_that_it_could_not_send_home(visit, kind):
    network.a_network()
    pt, jj = factories.the_store("PT"), factories.the_store("JJ")
    sofa = factories.a_product("SOFA", "sofa", "furniture_cn", 896000, parts=["frame", "springs"])
    card = cards.a_card(product=sofa, serials={}, sold_on=date(2026, 11, 5), store="JJ", who="cy")
    me, customer = cards.by("cy", "JJ"), db.session.get_one(Customer, card.customer_id)
    told = Told(kind, "弹簧塌了", needs_visit=True, point_id=pt.id, channel="phone")
    ticket = open_ticket(me.store, customer, told, me, factories.NOW, date(2026, 11, 23), line=card.lines[0])
    db.session.commit()
    nab, sentence = visit("nab"), "It is left at JJ store, which took this down."
    page = said(nab.get(f"/tickets/{ticket.id}"))
    assert "It is here now" not in page and sentence in page
    refused = hand_in(nab, ticket)
    assert refused.status_code == 422 and sentence in said(refused)
    ticket = tickets.the_ticket(ticket.id)
    assert not ticket.is_here and not ticket.line.repairs
    ticket.with_store_id = jj.id
    db.session.commit()
    assert hand_in(visit("cy"), ticket).status_code == 303


def test_nobody_is_late_to_go_where_the_thing_was_brought(visit, monday):
    """At a point too; and nobody was sent."""
    network.a_network()
    card, nm = cards.a_card(), cards.by()
    told = Told("repair", "不开机", needs_visit=True, point_id=factories.the_store("PT").id, channel="phone")
    owner = db.session.get(Customer, card.customer_id)
    ticket = open_ticket(nm.store, owner, told, nm, factories.NOW, date(2026, 11, 23), line=card.lines[0])
    db.session.commit()
    marks = {mark.mark: mark.is_set for mark in ticket.marks}
    assert marks["dispatched"] is False
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert hand_in(visit("nab"), ticket).status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    visits = {mark.mark: mark.is_set for mark in ticket.marks if mark.mark in states.SETS}
    assert visits and all(visits.values())
    at = factories.NOW + timedelta(days=3)
    assert not any(mark.is_late(at) for mark in ticket.marks if mark.mark in states.SETS)
    day = date(2026, 11, 23)
    period = Period(day, day, factories.NOW - timedelta(days=1), factories.NOW + timedelta(days=1))
    (pt,) = responses.by_store([ticket.with_store], period, at)
    assert (pt.sent, pt.sent_in_time) == (0, 0)
