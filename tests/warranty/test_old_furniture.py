"""An old card of what was brought and put up, and of several pieces that have no number of their own."""

from datetime import date

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.warranty.models import Card
from tests import factories
from tests.warranty.owners import covers, error_at, text_of

pytestmark = pytest.mark.usefixtures("monday")

OLD = {
    "name": "许文静", "phone": "152 0000 9038", "address": "桂花园3幢1102", "product": "CHAIR", "invoice_number": "A-77",
    "sold_on": "2026-10-20", "delivered_on": "2026-10-25", "installed_on": "2026-11-04", "quantity": "6",
}  # fmt: skip


@pytest.fixture
def cy(visit):
    factories.a_product("CHAIR", "chair", "furniture_cn", 59900, parts=["frame"], material="oak")
    factories.a_product("MATT", "mattress", "furniture_cn", 428000, parts=["springs"], material="upholstery")
    db.session.commit()
    return visit("cy")


def the_card():
    db.session.rollback()
    return db.session.scalars(sa.select(Card)).one()


def test_six_chairs_stand_on_one_card_and_are_covered_from_the_day_they_were_put_up(cy):
    answer = cy.send("/warranty-cards", **OLD)
    assert answer.status_code == 303, text_of(answer)
    card = the_card()
    assert (card.delivered_on, card.installed_on) == (date(2026, 10, 25), date(2026, 11, 4))
    assert [line.quantity for line in card.lines] == [6]
    starts = {row[3] for row in covers(card) if row[0] == "cn_furniture_gbt_37652" and row[2] == "term"}
    assert starts == {date(2026, 11, 4)}
    assert "× 6" in text_of(cy.get(f"/warranty-cards/{card.id}"))


def test_left_out_it_is_one_and_not_put_up_yet(cy):
    assert cy.send("/warranty-cards", **OLD | {"installed_on": "", "quantity": ""}).status_code == 303
    card = the_card()
    assert card.installed_on is None and card.lines[0].quantity == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("installed_on", "2026-10-24", "before it was delivered"), ("installed_on", "2026-11-24", "still to come"),
        ("quantity", "0", "Between 1 and 99 pieces"), ("quantity", "100", "Between 1 and 99 pieces"), ("quantity", "six", "whole number"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(cy, field, typed, sentence):
    answer = cy.send("/warranty-cards", **OLD | {field: typed})
    assert answer.status_code == 422 and sentence in error_at(answer, field)
    assert f'value="{typed}"' in text_of(answer) and 'value="2026-10-25"' in text_of(answer)


@pytest.mark.parametrize("more", [{"product": "MATT", "unread": "y"}, {"sn": "CHAIR000001"}])
def test_what_has_a_number_of_its_own_has_a_card_of_its_own(cy, more):
    answer = cy.send("/warranty-cards", **OLD | more)
    assert answer.status_code == 422 and "a card for each" in error_at(answer, "quantity")


def test_where_goods_go_over_the_counter_neither_is_asked(cy, ann):
    page = text_of(cy.get("/warranty-cards/new"))
    assert 'name="installed_on"' in page and 'name="quantity"' in page
    page = text_of(ann.get("/warranty-cards/new"))
    assert 'name="installed_on"' not in page and 'name="quantity"' not in page
