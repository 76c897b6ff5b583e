"""Another kind of ticket is chosen while its form is filled in: what was typed goes along, and nothing is opened by it."""

import pytest

from counter.extensions import db
from counter.photos.models import Photo
from counter.tickets.models import Ticket
from tests.photos import pictures
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_opening import open_it
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")


def count(model):
    return db.session.query(model).count()


def test_what_was_typed_goes_along_to_another_kind_and_back(ann):
    card = cards.a_card()
    new = f"/warranty-cards/{card.id}/tickets/new"
    assert f'formaction="{new}?kind=exchange" formnovalidate' in said(ann.get(new))
    picture = pictures.sendable(pictures.a_jpeg(), "a.jpg")
    typed = {"kind": "repair", "words": "屏幕闪", "condition": "后盖划痕", "accessory_words": "红绳", "priority": "urgent",
             "accessories": ["charger"], "photos": [picture]}  # fmt: skip
    answer = ann.send(new + "?kind=exchange", **typed)
    page = said(answer)
    assert answer.status_code == 200 and 'name="kind" value="exchange"' in page
    assert all(word in page for word in ("屏幕闪", "后盖划痕", "红绳")) and 'class="error"' not in page
    assert 'value="urgent" checked' in page and 'value="charger" checked' in page
    assert 'name="photos-kept"' in page and count(Photo) == count(Ticket) == 0


def test_after_a_mistake_another_kind_is_a_page_and_the_way_back_to_it_too(ann):
    card = cards.a_card()
    wrong = open_it(ann, card, condition="")
    new = f"/warranty-cards/{card.id}/tickets/new?kind=return"
    assert wrong.status_code == 422 and f'formaction="{new}"' in said(wrong)
    assert ann.send(new, words="屏幕闪").status_code == 200 and ann.get(new).status_code == 200


def test_without_a_card_too_and_another_stores_is_not_found(ann, cy):
    card = cards.a_card()
    new = f"/customers/{card.customer_id}/tickets/new"
    assert "?kind=question" in said(ann.get(new))
    page = said(ann.send(new + "?kind=question", words="能用多久"))
    assert "能用多久" in page and 'name="kind" value="question"' in page
    assert cy.send(new + "?kind=question", words="x").status_code == 404
    assert cy.send(f"/warranty-cards/{card.id}/tickets/new?kind=return", words="x").status_code == 404
    assert tickets.the_ticket() is None


def test_enter_in_a_field_opens_the_ticket_and_chooses_no_other_kind(ann):
    """A browser presses the first of a form's buttons, wherever it stands in the page."""
    page = said(ann.get(f"/warranty-cards/{cards.a_card().id}/tickets/new"))
    first = page.split('form="ticket-form"')[1].split("</button>")[0]
    assert "formaction" not in first
