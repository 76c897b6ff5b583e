"""What rests on a card when some pieces of a line are parted from the others."""

from datetime import date

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.languages import words
from counter.upkeep.models import Visit
from counter.warranty import parting, pieces, returning
from counter.warranty.models import Card, Coverage
from tests import factories
from tests.recalls import recalls
from tests.recalls.test_remedying import put_right, things
from tests.upkeep.conftest import maker  # noqa: F401
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")


def several(many=6, product=None):
    card = cards.a_card(serials={}, product=product or cards.a_phone("SIX"))
    card.lines[0].quantity = many
    db.session.commit()
    return card


def parted(card, many=1, place=0):
    db.session.expire_all()
    line = db.session.get(Card, card.id).lines[place]
    made = parting.part(line, many, cards.by(), factories.NOW)
    db.session.commit()
    return made


def coverages(line):
    names = [column for column in Coverage.__table__.c if column.name != "line_id"]
    rows = db.session.execute(sa.select(*names).where(Coverage.line_id == line.id))
    return sorted(tuple(row) for row in rows)


def test_what_is_parted_is_covered_as_it_was_and_all_of_them_is_the_line_itself():
    card = several()
    one = parted(card)
    line = one.card.lines[0]
    assert coverages(one) == coverages(line) != []
    assert (line.quantity, one.quantity) == (5, 1)
    assert parted(card, 5).id == line.id and parted(card, 1, place=1).id == one.id
    two = parted(card, 2)
    name = words(line.label)
    called = [pieces.called(each).removeprefix(name) for each in two.card.lines]
    assert called == [" × 3", " × 1 (group 2)", " × 2 (group 3)"]
    assert pieces.root_of(two).id == line.id and len(pieces.family_of(one)) == 3


@pytest.mark.parametrize("many", [0, -1, 7])
def test_no_more_are_parted_than_there_are(many):
    with pytest.raises(parting.TooMany):
        parted(several(), many)
    db.session.rollback()


def test_on_the_list_of_a_recall_each_stands_and_only_what_was_put_right_is_so():
    phone = cards.a_phone("SIX")
    card = several(product=phone)
    number = recalls.a_recall([phone])
    recalls.work(number)
    parted(card)
    assert things(number) == (2, 0) and len(recalls.the_calls(number)) == 1
    put_right(number, card, place=1)
    assert things(number) == (2, 1) and len(recalls.the_calls(number, is_open=True)) == 1
    put_right(number, card)
    parted(card, 2)
    assert things(number) == (3, 3) and not recalls.the_calls(number, is_open=True)


@pytest.mark.usefixtures("maker")
def test_no_visit_is_due_twice(maker):  # noqa: F811
    card = maker("KYN-1", date(2026, 11, 1))
    card.lines[0].quantity = 3
    db.session.commit()
    count = sa.select(sa.func.count()).select_from(Visit).where(Visit.card_id == card.id)
    before = db.session.scalar(count)
    parting.part(db.session.get(Card, card.id).lines[0], 1, cards.by("eve", "EQ"), factories.NOW)
    db.session.commit()
    assert before == db.session.scalar(count) > 0
    kept = db.session.get(Card, card.id)
    returning.give_up(kept.lines[0], "x", cards.by("eve", "EQ"), factories.NOW, factories.NOW.date())
    db.session.commit()
    assert before == db.session.scalar(count)  # of the piece that is left
    returning.give_up(kept.lines[1], "x", cards.by("eve", "EQ"), factories.NOW, factories.NOW.date())
    db.session.commit()
    assert db.session.scalar(count) == 0
