"""What comes by itself, a charger, is a thing apart from its phone; and one phone is left once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from counter.extensions import db
from counter.warranty.models import Repair
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_contending import bought, exchanged, opened
from tests.tickets.test_handing_in import LEFT
from tests.tickets.test_pieces import CHARGER, here, left, stands
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def test_a_charger_is_repaired_beside_its_phone_and_each_ends_by_itself(ann, monday):
    card = bought()
    phone = tickets.a_ticket(card)
    charger = left(ann, card, **CHARGER)
    assert here(card) == [(None, phone.number), ("charger", charger.number)]
    assert opened(ann, card, **CHARGER | {"kind": "exchange"}).status_code == 422
    page = said(ann.get("/repairs"))
    assert "Charger" in page
    assert all(page.count(f'href="/tickets/{one.id}"') == 1 for one in (phone, charger))
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


def test_while_the_chargers_of_two_are_here_neither_is_parted_from_the_other(bo):
    """Nor the chargers while the phones are: a ticket is about those that lie here with it."""
    card = cards.a_card(serials={}, product=cards.a_phone("TWO"))
    card.lines[0].quantity = 2
    db.session.commit()
    first, second = CHARGER | {"pieces": "2"}, {"fault": "keys", "pieces": "1"}
    left(bo, card, **first)
    refused = opened(bo, card, **{"kind": "repair", "stays": "y", **second})
    assert refused.status_code == 422 and "It is here already" in said(refused)
    left(bo, card, **(second | {"pieces": "2"}))
    assert stands(card) == [2] and len(here(card)) == 2
