"""Two tablets write into the repair record of one card: one wins, the other is told, with what they typed still there."""

import re
from itertools import pairwise

import pytest

from counter.extensions import db
from counter.warranty.models import Card, CardLine, Repair
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]
A, C, D = "864207062184417", "864207061018293", "864207061011454"


@pytest.fixture
def card(shop):
    return cards.a_card(serials={"imei1": A})


def stands(card, visitor):
    """As the page of the card says."""
    return stands_on(said(visitor.get(f"/warranty-cards/{card.id}")))


def stands_on(page, name="version"):
    return re.search(rf'name="{name}" value="([\d-]+)"', page)[1]


def hand_in(card, **more):
    return {"what": f"{card.lines[0].id}:", "fault": "keys", "on": "2026-11-23", **more}


def exchange(card, **more):
    return {f"new-{name}": value for name, value in hand_in(card, **more).items()}


def numbers(card):
    db.session.expire_all()
    return [one.value for one in db.session.get(CardLine, card.lines[0].id).identifiers]


def record(card):
    return [(one.kind, one.swapped) for one in db.session.get(Card, card.id).lines[0].repairs]


def split(answers, codes=(303, 409)):
    assert sorted(answer.status_code for answer in answers) == list(codes)
    won = [answer.status_code for answer in answers].index(303)
    return won, said(answers[1 - won])


def test_it_is_handed_in_once(card, ann, bo):
    version = stands(card, ann)
    forms = [hand_in(card, words=f"屏幕碎了{number}", version=version) for number in (1, 2)]
    won, page = split(at_once([ann, bo], f"/warranty-cards/{card.id}/repairs", forms))
    assert f"{('Ann', 'Bo')[won]} changed this card at 10:00" in page and f"屏幕碎了{2 - won}" in page
    assert len(record(card)) == 1


def test_handed_in_on_the_card_and_on_a_ticket_it_is_here_once(card, ann, bo):
    path = f"/warranty-cards/{card.id}"
    of_ticket = {**tickets.FIELDS, "what": f"{card.lines[0].id}:"}
    forms = [hand_in(card, version=stands(card, ann)), of_ticket]
    answers = at_once([ann, bo], [f"{path}/repairs", f"{path}/tickets"], forms)
    assert sorted(answer.status_code for answer in answers) in ([303, 409], [303, 422])
    assert len(record(card)) == 1


def test_it_is_exchanged_once(card, ann, bo):
    version = stands(card, ann)
    forms = [{**exchange(card, imei1=new), "version": version} for new in (C, D)]
    won, page = split(at_once([ann, bo], f"/warranty-cards/{card.id}/exchanges", forms))
    assert f'value="{(D, C)[won]}"' in page and "send again if you are right" in page
    assert numbers(card) == [(C, D)[won]] and record(card) == [("exchange", {"imei1": [A, (C, D)[won]]})]


def test_of_an_older_page_it_is_told_and_counts_when_it_is_sent_again(card, ann, bo):
    path, version = f"/warranty-cards/{card.id}/exchanges", stands(card, ann)
    assert ann.send(path, **exchange(card, imei1=C), version=version).status_code == 303
    late = bo.send(path, **exchange(card, imei1=D), version=version)
    assert late.status_code == 409 and "Ann changed this card at 10:00" in said(late)
    assert numbers(card) == [C]
    assert bo.send(path, **exchange(card, imei1=D), version=stands_on(said(late))).status_code == 303
    assert numbers(card) == [D]


def test_one_number_comes_onto_one_of_two_cards(card, ann, bo):
    other = cards.a_card("王芳", "+8613900139000", serials={"imei1": "356938035643809"})
    paths = [f"/warranty-cards/{one.id}/exchanges" for one in (card, other)]
    forms = [{**exchange(one, imei1=C), "version": stands(one, ann)} for one in (card, other)]
    won, page = split(at_once([ann, bo], paths, forms), (303, 422))
    assert "is for this one already" in page and f'value="{C}"' in page
    assert numbers((card, other)[won]) == [C] and numbers((card, other)[1 - won]) != [C]
    assert record((card, other)[1 - won]) == []


def test_on_the_card_and_on_its_ticket_at_once_one_follows_the_other_or_is_refused(card, ann, bo):
    """The card's own form waits for the ticket that has it in hand; afterwards it is the next exchange."""
    ticket = tickets.a_ticket(card)
    assert decide(ann, ticket, remedy="exchange").status_code == 303
    paths = [f"/warranty-cards/{card.id}/exchanges", f"/tickets/{ticket.id}/exchange"]
    forms = [exchange(card, imei1=C), {"new": D, "direct": "y"}]
    of_card, of_ticket = (answer.status_code for answer in at_once([ann, bo], paths, forms))
    assert of_ticket == 303 and of_card in (303, 422)
    given = [A, D, C] if of_card == 303 else [A, D]
    assert numbers(card) == given[-1:]
    swaps = [one[1]["imei1"] for one in record(card) if one[0] == "exchange"]
    assert [list(swap) for swap in swaps] == [list(pair) for pair in pairwise(given)]


def test_of_what_is_noted_on_its_card_who_has_its_ticket_open_is_told(card, ann, bo):
    """Its charger, which comes by itself; the phone is the ticket's to exchange."""
    ticket = tickets.a_ticket(card)
    assert decide(ann, ticket, remedy="exchange").status_code == 303
    record = stands_on(said(bo.get(f"/tickets/{ticket.id}")), "record")
    assert ann.send(f"/warranty-cards/{card.id}/exchanges", **exchange(card, imei1=C)).status_code == 422
    charger = exchange(card) | {"new-what": f"{card.lines[0].id}:charger"}
    assert ann.send(f"/warranty-cards/{card.id}/exchanges", **charger).status_code == 303
    before = numbers(card)
    late = bo.send(f"/tickets/{ticket.id}/exchange", new=D, direct="y", record=record)
    assert late.status_code == 409 and "Something was noted on its card meanwhile." in said(late)
    assert f'value="{D}"' in said(late) and numbers(card) == before
    record = stands_on(said(late), "record")
    assert bo.send(f"/tickets/{ticket.id}/exchange", new=D, direct="y", record=record).status_code == 303
    assert numbers(card) == [D]


def test_it_is_handed_back_and_struck_out_once(card, ann, bo):
    ann.send(f"/warranty-cards/{card.id}/repairs", **hand_in(card))
    repair = db.session.query(Repair).one()
    path, version = f"/warranty-cards/{card.id}/repairs/{repair.id}", stands(card, ann)
    forms = [
        {"back_on": "2026-11-23", "work": f"换屏{number}", "cause": "", "version": version}
        for number in (1, 2)
    ]
    won, page = split(at_once([ann, bo], f"{path}/return", forms))
    assert "It was handed back already" in page and f"换屏{2 - won}" in page
    assert bo.send(f"{path}/withdrawal", version=version).status_code == 409
    answers = at_once([bo, bo], f"{path}/withdrawal", [{"version": stands(card, bo)}] * 2)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    refused = bo.send(f"{path}/withdrawal")
    assert refused.status_code == 409 and "changed this card" in said(refused)
