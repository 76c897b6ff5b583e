"""The open tickets of a card that is handed over are named, and go along where that is ticked."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.history import models as history
from counter.tickets import numbers, owing
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_contending import exchanged
from tests.tickets.test_passed_on import PASSED_ON, a_promise, passed_on
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
TICKED = "checked"


def tick_in(answer):
    """The tick as the page shows it, or nothing."""
    return next((part.split(">")[0] for part in said(answer).split("<input") if 'name="along"' in part), "")


def tick_of(ann, card):
    return tick_in(ann.get(f"/warranty-cards/{card.id}/transfer"))


def test_what_is_open_is_named_and_ticked_where_it_is_here(ann):
    card = cards.a_card(sold_on=date(2026, 11, 20))
    assert tick_of(ann, card) == ""
    asked = tickets.a_ticket(card, kind="exchange", is_here=False)
    assert tick_of(ann, card) and TICKED not in tick_of(ann, card)
    page = said(ann.get(f"/warranty-cards/{card.id}/transfer"))
    assert numbers.shown(asked.number) in page and f'href="/tickets/{asked.id}"' in page
    tickets.a_ticket(card)
    assert TICKED in tick_of(ann, card)
    refused = ann.send(f"/warranty-cards/{card.id}/transfer", version=card.version, name="周敏")
    assert refused.status_code == 422 and tick_in(refused) and TICKED not in tick_in(refused)


def test_what_goes_along_is_the_new_owners_as_of_the_day_on_which_it_was_told(ann, monday):
    number = a_promise(ann, "exchange")
    former = tickets.the_ticket(number).customer_id
    monday.shift(timedelta(days=20))
    db.session.commit()
    ann.enter("ann")
    ticket = passed_on(ann, number, along="y")
    assert ticket.customer_id == ticket.card.customer_id != former
    assert owing.told_on(ticket) == date(2026, 11, 23) and owing.is_promised(ticket)
    (entry,) = history.of(ticket, "take_along")
    assert entry.changes == {"customer_id": [former, ticket.customer_id]}
    page = said(ann.get(f"/tickets/{number}"))
    assert (
        "周敏" in page and "139 0000 2219" in page and "138 0013 8000" not in page and PASSED_ON not in page
    )
    assert exchanged(ann, number).status_code == 303


def test_without_the_tick_it_stays_the_former_owners(ann):
    number = a_promise(ann, "exchange")
    former = tickets.the_ticket(number).customer_id
    ticket = passed_on(ann, number)
    assert ticket.customer_id == former and not history.of(ticket, "take_along")


def test_a_complaint_and_what_is_over_go_with_nobody(ann):
    card = cards.a_card(sold_on=date(2026, 11, 20))
    complaint = tickets.a_ticket(card, kind="complaint", channel="phone", severity="minor", words="没人招呼")
    over = tickets.a_ticket(card)
    assert decide(ann, over, remedy="repair").status_code == 303
    ann.send(f"/tickets/{over.id}/steps", state="ready", words="")
    assert ann.send(f"/tickets/{over.id}/collection", work="换排线").status_code == 303
    former = tickets.the_ticket(over.id).customer_id
    assert tick_of(ann, card) == ""
    passed_on(ann, over.id, along="y")
    assert {tickets.the_ticket(one.id).customer_id for one in (complaint, over)} == {former}


def test_a_ticket_of_another_store_goes_along_and_that_store_knows_its_customer(ann, visit):
    card = cards.a_card(sold_on=date(2026, 11, 20))
    there = tickets.a_ticket(card, kind="exchange", is_here=False, who="cy", store="JJ")
    page = said(ann.get(f"/warranty-cards/{card.id}/transfer"))
    assert numbers.shown(there.number) in page and f'href="/tickets/{there.id}"' not in page
    ticket = passed_on(ann, there.id, along="y")
    cy = visit("cy")
    assert cy.get(f"/customers/{ticket.customer_id}").status_code == 200
    assert "周敏" in said(cy.get(f"/tickets/{there.id}"))
