"""Cards are found by the end of a phone, however much of it is typed; those that are there learn it."""

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from counter.cli import prepare
from counter.extensions import db
from counter.warranty.models import Card, LookupKey
from tests import factories
from tests.test_migrations import FOLDER
from tests.warranty import cards
from tests.warranty.test_lookup import ask, found


@pytest.mark.usefixtures("shop", "monday")
@pytest.mark.parametrize(
    "typed", ["8000", "38000", "138000", "0138 000", "00138000", "尾号 0138000", "3800138000"]
)
def test_four_or_more_last_digits_find_the_card_and_others_do_not(ann, typed):
    card = cards.a_card()
    cards.a_card("周敏", "+8613900138001", serials={"sn": "SECOND1234"})
    cards.a_card("李雷", "+8613955558000", serials={"sn": "THIRD12345"})
    ids = found(ask(ann, typed))
    assert card.id in ids and len(ids) == (2 if typed == "8000" else 1)
    assert found(ask(ann, "9" + typed.strip("尾号 "))) == []


def told():
    keys = sa.select(LookupKey.card_id, LookupKey.value).order_by(LookupKey.card_id, LookupKey.value)
    kept = [tuple(row) for row in db.session.execute(keys)]
    return kept, list(db.session.scalars(sa.select(Card.filed).order_by(Card.id)))


@pytest.mark.slow
def test_cards_that_are_there_learn_it_and_forget_it_again(fresh):
    """One whose name looks like a phone says all its keys by itself."""
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        cards.a_card()
        cards.a_card("13911113333", "+8613900002219", serials={"sn": "SECOND1234"})
        db.session.commit()
        before = told()
        assert [filed.startswith("\n") for filed in before[1]] == [False, True]
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0020")
        keys, filed = told()
        assert "48000" in {value for _, value in keys} and "42219" in filed[1].split("\n")
        assert not any(value[0] == "4" and len(value) > 5 for _, value in keys)
        db.session.rollback()
        upgrade(directory=FOLDER)
        assert told() == before
        db.session.rollback()
