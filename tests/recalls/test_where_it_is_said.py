"""Where it is said that a thing is put right: on its card, on the page of a ticket, at the store that has it in hand."""

import pytest

from counter.extensions import db
from counter.recalls import warning
from tests import factories
from tests.recalls import recalls
from tests.recalls.test_again import exchanged, is_open, taken_back, voided
from tests.recalls.test_calling import an_owner
from tests.recalls.test_remedying import address, fields, figures, put_right, things
from tests.recalls.test_warning import page, warned
from tests.support.answers import said
from tests.tickets import network, tickets

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.mark.parametrize("ticket", ["9" * 25, "777", "-1", "x", "٣", ""])
def test_a_ticket_that_nobody_knows_is_ignored(ann, ticket):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    answer = ann.send(address(card, number), htmx=True, **fields(card, number), ticket=ticket)
    assert answer.status_code == 200 and "Recall done: X20 battery recall" in said(answer)
    assert things(number) == (1, 1)


def test_the_ticket_of_another_card_or_of_another_store_is_ignored_too(ann, cy):
    card, other = an_owner(0, "AB100"), an_owner(1, "AB101")
    number = recalls.a_recall(first="AB10")
    of_other, of_mine = tickets.a_ticket(other), tickets.a_ticket(card)
    answer = ann.send(address(card, number), **fields(card, number), ticket=of_other.id)
    assert answer.location.endswith(f"/warranty-cards/{card.id}")
    taken_back(number, card)
    cy.send(f"/warranty-cards/{card.id}/reveal", q="13800000000", reason="here")
    answer = cy.send(address(card, number), **fields(card, number), ticket=of_mine.id)
    assert answer.location.endswith(f"/warranty-cards/{card.id}")


@pytest.fixture
def away(shop):
    """(card, ticket) of a thing that the centre has in hand."""
    network.a_network()
    card = an_owner(0, "AB100")
    ticket = tickets.a_ticket(card)
    return card, ticket


def arrived(ann, eng, ticket):
    assert network.send(ann, ticket).status_code == 303
    assert network.scan(eng, ticket).status_code == 303


def test_the_centre_that_has_the_thing_in_hand_says_that_it_is_done(away, ann, visit):
    (card, ticket), eng = away, visit("eng")
    number = recalls.a_recall(first="AB10")
    given = fields(card, number) | {"ticket": ticket.id}
    assert eng.send(address(card, number), **given).status_code == 404
    network.send(ann, ticket)
    assert eng.send(address(card, number), **given).status_code == 404, "it is on its way"
    network.scan(eng, ticket)
    assert "It is done" in said(eng.get(f"/tickets/{ticket.id}"))
    wrong = eng.send(address(card, number), **fields(card, number, "", "换了电池"), ticket=ticket.id)
    assert wrong.status_code == 422 and "How was it dealt with?" in said(wrong) and "换了电池" in said(wrong)
    assert (
        "Warranty card</title>" not in said(wrong)
        and eng.get(f"/warranty-cards/{card.id}").status_code == 404
    )
    assert eng.send(address(card, number), **fields(card, number)).location.endswith(f"/tickets/{ticket.id}")
    assert things(number) == (1, 1)
    assert "Recall done: X20 battery recall" in said(eng.get(f"/tickets/{ticket.id}"))


def test_its_manager_takes_it_back_there(away, ann, visit):
    (card, ticket), eng, cen = away, visit("eng"), visit("cen")
    number = recalls.a_recall(first="AB10")
    arrived(ann, eng, ticket)
    put_right(number, card)
    assert "Not done after all" in said(cen.get(f"/tickets/{ticket.id}"))
    answer = cen.send(f"{address(card, number)}/withdrawal", ticket=ticket.id)
    assert answer.status_code == 303 and answer.location.endswith(f"/tickets/{ticket.id}")
    assert things(number) == (1, 0)


def test_a_ticket_that_is_closed_gives_no_way_in(away, ann, visit):
    (card, ticket), eng = away, visit("eng")
    number = recalls.a_recall(first="AB10")
    arrived(ann, eng, ticket)
    tickets.the_ticket(ticket.id).closed_at = factories.NOW
    db.session.commit()
    assert eng.send(address(card, number), **fields(card, number)).status_code == 404


def test_what_was_exchanged_first_can_still_be_said_to_be_done(ann):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    exchanged(card)
    (one,) = warned(card)
    assert one.has_left and warning.for_owner([one]) == []
    text = page(ann, card)
    assert (
        "is not of this recall any more" in text
        and "It is done" in text
        and "The owner was not told yet" not in text
    )
    answer = ann.send(address(card, number), **fields(card, number, "exchange"))
    assert answer.status_code == 303 and is_open(number) == []
    recalls.work(number)
    assert (figures(number).done, figures(number).dropped, things(number)) == (1, 0, (1, 1))
    assert warned(card)[0].remedy is not None


def test_what_was_never_on_the_list_or_whose_card_is_void_is_still_refused(ann):
    card, other = an_owner(0, "AB100"), an_owner(1, "AC100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    assert ann.send(address(other, number), **fields(other, number)).status_code == 409
    voided(card)
    assert ann.send(address(card, number), **fields(card, number)).status_code == 409


def test_one_that_left_in_the_night_is_done_when_it_is_said(ann):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    exchanged(card)
    recalls.work(number)
    assert figures(number).dropped == 1 and warned(card) == []
    assert ann.send(address(card, number), **fields(card, number, "exchange")).status_code == 303
    assert (figures(number).done, figures(number).dropped, things(number)) == (1, 0, (1, 1))
