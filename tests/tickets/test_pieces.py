"""A line of several pieces: each may be under repair by itself, and so may what comes by itself."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from counter.extensions import db
from counter.warranty import remedies
from counter.warranty.models import Card, Repair
from tests import factories
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.tickets.test_claims import decide, go
from tests.tickets.test_contending import bought, exchanged, opened
from tests.tickets.test_handing_in import LEFT, hand_in
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
LEFT_NOW = {"kind": "repair", "fault": "unlisted", "stays": "y"}
CHARGER = {"kind": "repair", "part": "charger", "fault": "charger_fails"}
GIVEN = {"verdict": "goodwill", "reason": "裂了"}


def chairs(many=6):
    chair = factories.a_product("CHAIR", "chair", "furniture_cn", 50000, parts=["frame"], material="wood")
    card = cards.a_card(product=chair, serials={}, sold_on=date(2026, 11, 20), store="JJ", who="cy")
    card.lines[0].quantity = many
    db.session.commit()
    return card


@pytest.fixture
def jm(shop, visit):
    """A manager of the furniture store."""
    factories.a_person("jm", factories.the_store("JJ"), "manager")
    db.session.commit()
    return visit("jm")


def here(card):
    db.session.expire_all()
    repairs = db.session.get(Card, card.id).lines[0].repairs
    return [(one.part, one.ticket) for one in repairs if one.is_here]


def left(visitor, card, **fields):
    answer = opened(visitor, card, **{**LEFT_NOW, **fields})
    assert answer.status_code == 303, said(answer)
    return tickets.the_ticket()


def test_as_many_chairs_are_here_as_there_are_and_each_goes_home_by_itself(jm):
    card = chairs(2)
    first, second = left(jm, card), left(jm, card)
    refused = opened(jm, card, **LEFT_NOW)
    assert refused.status_code == 422 and "It is here already" in said(refused)
    decide(jm, first)
    for state in ("sent", "back", "ready"):
        assert go(jm, first, state).status_code == 303
    assert jm.send(f"/tickets/{first.id}/collection", work="换腿").status_code == 303
    assert here(card) == [(None, second.number)] and tickets.the_ticket(second.id).is_here
    assert left(jm, card).is_here
    page = said(jm.get("/repairs"))
    assert page.count(f'href="/warranty-cards/{card.id}#repairs"') == 2


def test_a_chair_that_is_brought_later_does_not_wait_for_the_other(jm):
    card = chairs()
    first = left(jm, card)
    assert opened(jm, card, **(LEFT_NOW | {"stays": ""})).status_code == 303
    later = tickets.the_ticket()
    assert "It is here now" in said(jm.get(f"/tickets/{later.id}"))
    assert hand_in(jm, later).status_code == 303
    assert here(card) == [(None, first.number), (None, later.number)]


def test_an_exchange_of_one_chair_ends_only_its_own_repair_and_can_be_taken_back(jm):
    card = chairs()
    first, second = left(jm, card), left(jm, card)
    assert decide(jm, second, remedy="exchange", **GIVEN).status_code == 303
    assert jm.send(f"/tickets/{second.id}/exchange").status_code == 303
    assert here(card) == [(None, first.number)] and tickets.the_ticket(first.id).is_here
    assert jm.send(f"/tickets/{second.id}/exchange-withdrawal", because="拿错了").status_code == 303
    assert here(card) == [(None, first.number), (None, second.number)]
    assert tickets.the_ticket(second.id).is_here


def test_the_days_of_one_piece_open_nothing_for_another(ann, monday):
    card = cards.a_card(serials={}, product=cards.a_phone("SIX"))
    card.lines[0].quantity = 6
    db.session.commit()
    first = tickets.a_ticket(card)
    monday.shift(timedelta(days=40))
    db.session.commit()
    second = tickets.a_ticket(card, at=factories.NOW + timedelta(days=40))
    line, day = second.line, date(2027, 1, 2)

    def opens(ticket):
        return {one.remedy for one in remedies.overdue(line, card, ticket.store, None, day, ticket.number)}

    assert "exchange" in opens(first) and not opens(second)


def test_on_the_card_the_chair_that_was_left_first_is_exchanged_and_the_other_stays(jm):
    card = chairs()
    what = f"{card.lines[0].id}:"
    for day in ("2026-11-21", "2026-11-22"):
        taken = jm.send(f"/warranty-cards/{card.id}/repairs", what=what, fault="", on=day)
        assert taken.status_code == 303
    assert jm.get(f"/warranty-cards/{card.id}").status_code == 200  # its ids are unique
    given = {"new-what": what, "new-on": "2026-11-23", "new-unread": "y", "new-fault": ""}
    assert jm.send(f"/warranty-cards/{card.id}/exchanges", **given).status_code == 303
    db.session.expire_all()
    repairs = db.session.scalars(select(Repair).where(Repair.here == 1)).all()
    assert [one.taken_on for one in repairs] == [date(2026, 11, 22)]


def test_a_charger_is_repaired_beside_its_phone_and_each_ends_by_itself(ann, monday):
    card = bought()
    phone = tickets.a_ticket(card)
    charger = left(ann, card, **CHARGER)
    assert here(card) == [(None, phone.number), ("charger", charger.number)]
    assert opened(ann, card, **CHARGER | {"kind": "exchange"}).status_code == 422
    page = said(ann.get("/repairs"))
    assert "Charger" in page and page.count(f'href="/warranty-cards/{card.id}#repairs"') == 2
    decide(ann, phone, remedy="exchange")
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert exchanged(ann, phone.id).status_code == 303
    assert here(card) == [("charger", charger.number)] and tickets.the_ticket(charger.id).is_here
    answer = ann.send(f"/tickets/{phone.id}/exchange-withdrawal", because="拿错了")
    assert answer.status_code == 303
    assert sorted(number for _, number in here(card)) == sorted([phone.number, charger.number])


def test_a_charger_without_a_ticket_does_not_end_with_its_phone(ann):
    card = bought()
    line = card.lines[0].id
    taken = {"fault": "", "on": "2026-11-23"}
    for part in ("", "charger"):
        assert (
            ann.send(f"/warranty-cards/{card.id}/repairs", what=f"{line}:{part}", **taken).status_code == 303
        )
    twice = ann.send(f"/warranty-cards/{card.id}/repairs", what=f"{line}:charger", **taken)
    assert twice.status_code == 422 and "It is here for repair already" in said(twice)
    assert ann.get(f"/warranty-cards/{card.id}").status_code == 200
    given = {"new-what": f"{line}:charger", "new-on": "2026-11-23", "new-fault": ""}
    assert ann.send(f"/warranty-cards/{card.id}/exchanges", **given).status_code == 303
    assert here(card) == [(None, "")]


def test_of_two_tickets_of_one_phone_one_has_it_left_in_the_same_moment(visit):
    card = bought()
    two = [tickets.a_rival(card, kind="exchange"), tickets.a_rival(card, kind="return")]
    answers = at_once(
        [visit("ann"), visit("bo")], [f"/tickets/{one.id}/hand-in" for one in two], [LEFT, LEFT]
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert db.session.scalar(select(func.count()).select_from(Repair).where(Repair.here == 1)) == 1
