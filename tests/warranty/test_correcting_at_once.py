"""Two people correct one card in the same instant: one wins, the other is told, nothing is overwritten unseen."""

import re

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.history.models import HistoryEntry
from tests.support.at_once import at_once
from tests.warranty import cards
from tests.warranty.owners import NEW, RIGHT, correct, found, fresh, text_of

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def card(shop):
    return cards.a_card(invoice_number="INV-7")


def corrections():
    return db.session.scalars(sa.select(HistoryEntry).filter_by(verb="correct")).all()


def kept(card, **more):
    return {"version": str(card.version), "owner": str(card.customer_id), "invoice_number": "INV-7", **more}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"address": "清泰街90号"}, {"address": "清泰街99号"}),  # the same field
        ({"name": "陈小明"}, {"phone": "13800138007"}),  # fields that have nothing to do with one another
        ({"sold_on": "2026-11-10"}, {"sold_on": "2026-11-11"}),  # which is reckoned anew
    ],
)
def test_one_wins_and_the_other_is_told_whose_change_it_was(card, ann, bo, first, second):
    forms = [RIGHT | kept(card) | each for each in (first, second)]
    answers = at_once([ann, bo], f"/warranty-cards/{card.id}/correction", forms)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    won = [answer.status_code for answer in answers].index(303)
    winner, loser = (first, second)[won], (first, second)[1 - won]
    page = text_of(answers[1 - won])
    assert f"{('Ann', 'Bo')[won]} changed this card at 10:00" in page
    assert f'value="{next(iter(loser.values()))}"' in page  # what was typed is still there
    (entry,) = corrections()
    assert entry.person_name["en"] == ("Ann", "Bo")[won]
    now_is = fresh(card)
    shown = {
        "address": now_is.customer_address, "name": now_is.customer_name,
        "phone": now_is.customer_phone.removeprefix("+86"), "sold_on": now_is.sold_on.isoformat(),
    }  # fmt: skip
    meant = {**RIGHT, "phone": "13800138000"} | winner
    assert shown == {name: meant[name] for name in shown}  # all of the winner's, nothing of the other's
    assert found(ann, shown["phone"]) == [card.id]


def test_who_was_told_saves_once_more_and_then_it_counts(card, ann, bo):
    forms = [RIGHT | kept(card, address=f"清泰街9{number}号") for number in (1, 2)]
    answers = at_once([ann, bo], f"/warranty-cards/{card.id}/correction", forms)
    lost = [answer.status_code for answer in answers].index(409)
    version = re.search(r'name="version"[^>]*value="(\d+)"', text_of(answers[lost]))[1]
    again = correct(
        (ann, bo)[lost], card, version=version, address=forms[lost]["address"], invoice_number="INV-7"
    )
    assert again.status_code == 303 and fresh(card).customer_address == forms[lost]["address"]
    assert len(corrections()) == 2


def test_of_two_who_correct_and_hand_over_the_card_at_once_one_is_told(card, ann, bo):
    """Whoever is second finds a card that is not the one on the screen."""
    path, handed_over = f"/warranty-cards/{card.id}", {**NEW, "version": str(card.version)}
    forms = [RIGHT | kept(card, address="清泰街90号"), handed_over]
    answers = at_once([ann, bo], [f"{path}/correction", f"{path}/transfer"], forms)
    codes = [answer.status_code for answer in answers]
    assert sorted(codes) == [303, 409]
    now_is, is_corrected = fresh(card), codes[0] == 303
    assert now_is.customer_name == ("陈晓明" if is_corrected else "周敏")
    assert now_is.customer_address == ("清泰街90号" if is_corrected else "竹影巷12号")
