"""Who bought a thing second-hand comes to any store: a card of another store for it is handed over there and then."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from counter.customers.models import Customer, of_store
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.warranty.voiding import void
from tests import factories
from tests.warranty import cards
from tests.warranty.owners import found, fresh, hand_over, text_of
from tests.warranty.test_cards_views import OLD
from tests.warranty.test_elsewhere import reveal

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]


@pytest.fixture
def card(shop):
    return cards.a_card()


@pytest.fixture
def eve(visit, shop):
    factories.a_person("eve", factories.a_store("SZ"))
    db.session.commit()
    return visit("eve")


def test_from_a_serial_that_is_taken_one_comes_to_the_new_owner(card, eve, bo, ann):
    refused = eve.send("/warranty-cards", **{**OLD, "imei1": "864207062184417", "sn": ""})
    page = text_of(refused)
    assert refused.status_code == 422 and "hand that card over to them" in page
    asked = re.search(r'formaction="(/warranty-cards/\d+)/reason" name="q" value="(\w+)"', page)
    opened = eve.send(f"{asked[1]}/reveal", q=asked[2], reason="here")
    assert opened.location == f"/warranty-cards/{card.id}"
    assert f'href="/warranty-cards/{card.id}/transfer"' in text_of(eve.get(opened.location))
    assert "陈晓明" in text_of(eve.get(f"{opened.location}/transfer"))
    assert hand_over(eve, card).location == opened.location
    assert (
        "周敏" in text_of(eve.get(opened.location)) and fresh(card).store_id == factories.the_store("NM").id
    )
    assert found(ann, "13900002219") == [card.id] and found(ann, "13800138000") == []
    (entry,) = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.verb == "transfer"))
    acting = factories.the_store("SZ").name
    assert (entry.person_id, entry.changes["store"]) == (factories.the_person("eve").id, [None, acting])
    page = text_of(bo.get(f"/warranty-cards/{card.id}"))
    assert "handed the card to a new owner in SZ store, theirs since 23 Nov 2026" in page
    assert "handed the card to a new owner" in text_of(bo.get(f"/warranty-cards/{card.id}/versions"))


def test_the_new_owner_is_a_customer_of_both_stores(card, eve):
    reveal(eve, card)
    hand_over(eve, card)
    for person in (cards.by("eve", "SZ"), cards.by("ann")):
        mine = db.session.scalars(of_store(person).where(Customer.name == "周敏")).all()
        assert [one.id for one in mine] == [fresh(card).customer_id]


def test_once_the_day_is_over_or_the_card_is_void_there_is_no_new_owner(card, eve, monday):
    reveal(eve, card)
    void(card, "typed twice", cards.by("bo"), factories.NOW)
    page = text_of(eve.get(f"/warranty-cards/{card.id}"))
    assert "/transfer" not in page and "to read and to print" in page
    assert hand_over(eve, card).status_code == 409
    monday.shift(timedelta(days=1))
    db.session.commit()
    eve.enter("eve")
    assert eve.get(f"/warranty-cards/{card.id}/transfer").status_code == 404
    assert hand_over(eve, card).status_code == 404 and fresh(card).customer_name == "陈晓明"


def test_two_stores_that_hand_it_over_at_once_go_one_after_the_other(card, eve, ann):
    reveal(eve, card)
    version = card.version
    assert hand_over(ann, card, version=version).status_code == 303
    late = hand_over(eve, card, version=version, name="韩梅", phone="139 0000 2220")
    assert late.status_code == 409 and "Ann changed this card" in text_of(late)
    assert fresh(card).customer_name == "周敏"
