"""The look-up: every spelling finds, one's own stores only, two queries however many cards, and it never writes."""

import re
import sqlite3
import threading
from datetime import date, timedelta

import brotli
import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.warranty.models import Card
from counter.warranty.voiding import void
from tests import factories
from tests.support.browser_less import HTMX
from tests.support.queries import counted
from tests.warranty import cards

SPELLINGS = [
    "13800138000", "138-0013-8000", "138 0013 8000", "+86 138 0013 8000", "0086 13800138000", "１３８００１３８０００",
    "手机：138 0013 8000", "8000", "尾号8000", "陈晓明", "晓明", "chenxiaoming", "cxm", "864207062184417",
    "86 420706 218441 7", "184417", "YQX20B7H3K9M", "yqx20b7h3k9m", "7H3K9M",
    "8642O7062184417", "8642o7062l844l7", "IMEI1: 8642O7062184417", "86-420706.218441 7", "８６４２０７０６２１８４４１７", "imei：864207062184417",
    "8642070621844101", "IMEISV: 8642070621844101", "86420706218441", "864207062184417/864207061018293", "IMEI1:864207061018293 IMEI2:864207062184417", "1380013", "INV-20261112", "陈",
]  # fmt: skip


pytestmark = pytest.mark.usefixtures("monday")


def ask(visitor, q, headers=HTMX):
    answer = visitor.post(
        "/warranty-cards/search", data={"csrf_token": visitor.csrf, "q": q}, headers=headers
    )
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def found(text):
    return [int(number) for number in re.findall(r'href="/warranty-cards/(\d+)"', text)]


@pytest.fixture
def card(shop):
    return cards.a_card(invoice_number="INV-20261112")


@pytest.mark.parametrize("q", SPELLINGS)
def test_every_spelling_finds_the_card(card, ann, q):
    text = ask(ann, q)
    assert found(text) == [card.id] and "陈晓明" in text and "<html" not in text


def test_the_card_number_finds_it_in_each_spelling(card, ann):
    number = card.number
    for q in (
        number,
        number.lower(),
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"卡号 {number}",
        number[:5],
    ):
        assert found(ask(ann, q)) == [card.id], q


@pytest.mark.parametrize(
    "q", ["13800138001", "8001", "李雷", "864207062184425", "NMF2224E", "zzz", "😀", "' or 1=1", "%", "_"]
)
def test_what_is_not_there_is_not_found_and_says_what_was_asked(card, ann, q):
    text = ask(ann, q)
    assert found(text) == [] and 'role="status"' in text


def test_cards_of_other_stores_are_not_found_but_head_office_finds_all(card, cy, dee):
    assert (
        found(ask(cy, "13800138000")) == []
        and "陈晓明" not in ask(cy, "8000")
        and found(ask(cy, "陈晓明")) == []
    )
    assert found(ask(dee, "13800138000")) == [card.id]


def test_a_person_of_two_stores_finds_the_cards_of_both(card, ann, shop):
    from counter.staff.models import Membership

    made = cards.a_card(
        "陈大文", serials={"sn": "JJ12345678"}, store="JJ", product=factories.a_product("MAT", "mattress")
    )
    jj = factories.the_store("JJ")
    db.session.add(
        Membership(person_id=factories.the_person("ann").id, store_id=jj.id, role_code="assistant")
    )
    assert found(ask(ann, "8000")) == [card.id, made.id]  # the store in which she stands comes first


def test_newer_cards_come_first_and_void_ones_last(shop, ann):
    made = [cards.a_card(serials={"sn": f"SERIAL{place}X"}) for place in range(3)]
    void(made[2], "typed twice", cards.by("bo"), factories.NOW)
    text = ask(ann, "8000")
    assert found(text) == [made[1].id, made[0].id, made[2].id]
    assert text.count("Void") == 1 and text.count("<table") == 2


def test_what_is_likelier_comes_before_what_is_newer(shop, ann):
    """8000 is asked for as the end of a phone; a serial that ends so comes after it."""
    by_phone = cards.a_card(serials={"sn": "ABCDEFGH"})
    by_serial = cards.a_card(phone="+8613900001111", serials={"sn": "QWERTY8000"})
    assert found(ask(ann, "8000")) == [by_phone.id, by_serial.id]


@pytest.mark.slow
@pytest.mark.parametrize("how_many", [1, 50])
@pytest.mark.parametrize("q", ["8000", "陈", "138001"])
def test_the_fragment_costs_two_queries_however_many_cards_there_are(shop, ann, app, how_many, q):
    """Session and person; cards and what covers them. The goal is three."""
    for place in range(how_many):
        cards.a_card(serials={"sn": f"SERIAL{place:02}X"})
    ask(ann, q)  # once, a process reads the categories of its trade
    for is_first in (True, False):  # a process that knows no policies yet reads them along
        if is_first:
            app.extensions["counter.promises"].clear()
        with counted() as asked:
            assert found(ask(ann, q))
        assert len(asked) == 2, asked


def test_the_fragment_of_three_cards_weighs_at_most_a_kilobyte_and_a_half(shop, ann):
    products = [cards.a_phone("X20"), cards.a_phone("S9"), cards.a_phone("A7")]
    for place, product in enumerate(products):
        sold_on = date(2026, 11, 12) - timedelta(150 * place)
        cards.a_card(
            "陈晓明吴静李"[2 * place : 2 * place + 2],
            product=product,
            serials={"sn": f"SN{place}A"},
            sold_on=sold_on,
        )
    text = ask(ann, "8000")
    assert len(found(text)) == 3 and text.count("<tr") >= 12
    assert len(brotli.compress(text.encode(), quality=4)) <= 1536
    assert "csrf" not in text and "operation_id" not in text  # compressed beside what one types: no secrets


def test_the_same_text_sent_by_a_plain_form_gives_the_page(card, ann):
    text = ask(ann, "陈晓明", headers={})
    assert "<html" in text and found(text) == [card.id] and 'value="陈晓明"' in text
    title = re.search(r"<title>(.*?)</title>", text)
    assert "陈" not in title[1]


def test_what_was_not_found_can_be_entered_as_an_old_card_and_never_stands_in_an_address(card, ann):
    text = ask(ann, "13900001234")
    assert 'form="old-card" name="q" value="13900001234"' in text and "?q=" not in text
    page = ann.post("/warranty-cards/new", data={"csrf_token": ann.csrf, "q": "13900001234"}).get_data(
        as_text=True
    )
    assert re.search(r'id="phone"[^>]*value="13900001234"', page)


def test_nothing_typed_shows_the_newest_cards_masked(card, ann):
    for text in (ann.get("/warranty-cards").get_data(as_text=True), ask(ann, ""), ask(ann, "  ")):
        assert (
            found(text) == [card.id] and "陈**" in text and "138 **** 8000" in text and "陈晓明" not in text
        )


def test_the_list_of_new_cards_costs_the_same_for_one_and_for_fifty(shop, ann):
    spent = []
    for how_many in (1, 49):
        for place in range(how_many):
            cards.a_card(serials={"sn": f"SERIAL{how_many}{place:02}X"})
        with counted() as asked:
            ann.get("/warranty-cards")
        spent.append(len(asked))
    assert spent[0] == spent[1] and found(ann.get("/warranty-cards").get_data(as_text=True)) != []


@pytest.mark.parametrize(
    "q", ["\x00", "a\x00b", "x" * 10_000, "\ud800", "٠١٢٣", "\u200b", "((((", "尾号", "8" * 60, "IMEI:"]
)
def test_odd_texts_are_calm(card, ann, q):
    answer = ann.post(
        "/warranty-cards/search",
        data={"csrf_token": ann.csrf, "q": q.encode("utf-8", "surrogatepass")},
        headers=HTMX,
    )
    assert answer.status_code in (200, 400)


def test_it_answers_while_another_writer_holds_the_lock(card, ann, app):
    number = card.id
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        other = sqlite3.connect(db.engine.url.database, isolation_level=None)
        other.execute("begin immediate")
        other.execute("update cards set invoice_number = 'held'")
    else:
        other = db.engine.connect()
        other.execute(sa.text("update cards set invoice_number = 'held'"))
    answers = []
    asking = threading.Thread(target=lambda: answers.append(found(ask(ann, "8000"))))
    try:
        asking.start()
        asking.join(3)
        assert answers == [[number]]
    finally:
        other.execute("rollback") if isinstance(other, sqlite3.Connection) else other.close()
        asking.join()


def test_it_never_writes(card, ann):
    def snapshot():
        rows = db.session.execute(
            sa.select(sa.func.count(), sa.func.max(Card.version)).select_from(Card)
        ).one()
        db.session.rollback()
        return tuple(rows)

    before = snapshot()
    for q in SPELLINGS:
        ask(ann, q)
    assert snapshot() == before
