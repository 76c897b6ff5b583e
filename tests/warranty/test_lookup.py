from datetime import date

import pytest
import time_machine

from tests import factories
from tests.support.browser_less import HTMX
from tests.support.queries import counted
from tests.warranty import cards

SPELLINGS = [
    "13800138000", "138-0013-8000", "138 0013 8000", "+86 138 0013 8000", "0086 13800138000", "１３８００１３８０００",
    "手机：138 0013 8000", "8000", "尾号8000", "陈晓明", "晓明", "chenxiaoming", "cxm", "864207062184417",
    "86 420706 218441 7", "184417", "YQX20B7H3K9M", "yqx20b7h3k9m", "7H3K9M", "1380013", "INV-20261112", "陈",
]  # fmt: skip


def ask(visitor, q, htmx=True):
    return visitor.post("/warranty-cards/search", data={"csrf_token": visitor.csrf, "q": q}, headers=HTMX if htmx else {})


@pytest.fixture
def card(shop):
    with time_machine.travel(factories.NOW, tick=False):
        yield cards.a_card(invoice_number="INV-20261112")


@pytest.mark.parametrize("q", SPELLINGS)
def test_every_spelling_finds_the_card(card, ann, q):
    text = ask(ann, q).get_data(as_text=True)
    assert f"/warranty-cards/{card.id}" in text and "陈晓明" in text and "<html" not in text


def test_the_card_number_finds_it_in_each_spelling(card, ann):
    for q in (card.number, card.number.lower(), f"{card.number[:3]}-{card.number[3:7]}-{card.number[7:]}", card.number[:5]):
        assert f"/warranty-cards/{card.id}" in ask(ann, q).get_data(as_text=True), q
