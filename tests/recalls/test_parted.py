"""Of several pieces that a recall names some were exchanged or parted: each is put right or not by what happened to it."""

import pytest

from counter.extensions import db
from counter.warranty import parting, repairing
from counter.warranty.models import Card
from tests import factories
from tests.recalls import recalls
from tests.recalls.test_remedying import DAY, put_right, things
from tests.recalls.test_warning import warned
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def exchanged(card, place):
    """What stands there is exchanged, as far as the card's record says; its number there."""
    db.session.expire_all()
    line = db.session.get_one(Card, card.id).lines[place]
    made = repairing.exchange(line, repairing.Fault(), DAY, {}, cards.by(), factories.NOW, DAY)
    db.session.commit()
    return made.id


def struck_out(visitor, card, repair):
    path = f"/warranty-cards/{card.id}/repairs/{repair}/withdrawal"
    assert visitor.send(path).status_code == 303


@pytest.fixture
def several():
    """A card of three of a model that is recalled, and the recall."""
    phone = cards.a_phone("SIX")
    card = cards.a_card(serials={}, product=phone)
    card.lines[0].quantity = 3
    db.session.commit()
    number = recalls.a_recall([phone])
    recalls.work(number)
    return card, number


def parted(card, many):
    db.session.expire_all()
    parting.part(db.session.get_one(Card, card.id).lines[0], many, cards.by(), factories.NOW)
    db.session.commit()


def test_an_exchange_of_all_that_is_struck_out_put_none_of_those_parted_since_right(bo, several):
    card, number = several
    made = exchanged(card, 0)
    put_right(number, card, kind="exchange")
    parted(card, 1)
    parted(card, 1)
    assert things(number) == (3, 3) and not recalls.the_calls(number, is_open=True)
    struck_out(bo, card, made)
    assert things(number) == (3, 0) and len(recalls.the_calls(number, is_open=True)) == 1
    assert all(one.remedy is None for one in warned(card))


def test_the_exchange_of_some_that_is_struck_out_leaves_the_others_put_right(bo, several):
    card, number = several
    parted(card, 2)
    made = [exchanged(card, place) for place in (0, 1)]
    for place in (0, 1):
        put_right(number, card, place, kind="exchange")
    struck_out(bo, card, made[0])
    assert things(number) == (2, 1) and [one.line.quantity for one in warned(card) if one.remedy] == [2]


def test_what_was_exchanged_once_more_stays_put_right_where_the_first_exchange_is_struck_out(bo, several):
    card, number = several
    made = exchanged(card, 0)
    put_right(number, card, kind="exchange")
    parted(card, 1)
    exchanged(card, 1)
    struck_out(bo, card, made)
    assert things(number) == (2, 1) and [one.line.quantity for one in warned(card) if one.remedy] == [1]
