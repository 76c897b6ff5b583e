"""Hits in their order, page by page: what is covered first, void ones last, then the newer; and what to type next."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask_babel import force_locale

from counter.extensions import db
from counter.warranty import covering, filing, saying
from counter.warranty.finding import LIMIT
from counter.warranty.hits import ending
from counter.warranty.models import Card, LookupKey
from counter.warranty.probes import Filed, hits, keys_of, probes
from counter.warranty.voiding import void
from tests import factories
from tests.support.browser_less import HTMX
from tests.support.queries import counted
from tests.warranty import cards

LIVE, OVER = date(2026, 11, 12), date(2023, 3, 1)


pytestmark = pytest.mark.usefixtures("monday")


def ask(visitor, q, after=None, headers=HTMX):
    data = {"csrf_token": visitor.csrf, "q": q} | ({"after": after} if after else {})
    answer = visitor.post("/warranty-cards/search", data=data, headers=headers)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def found(text):
    return [int(number) for number in re.findall(r'href="/warranty-cards/(\d+)"', text)]


def next_of(text):
    further = re.search(r'name="after" value="([^"]+)"', text)
    return further[1] if further else None


def pages(visitor, q, headers=HTMX):
    text = ask(visitor, q, headers=headers)
    seen = [found(text)]
    while after := next_of(text):
        text = ask(visitor, q, after, headers)
        seen.append(found(text))
    return seen


def some(how_many, sold_on=LIVE, **kw):
    start = db.session.scalar(sa.select(sa.func.count()).select_from(Card))
    return [
        cards.a_card(serials={"sn": f"SERIAL{start + place:03}X"}, sold_on=sold_on, **kw)
        for place in range(how_many)
    ]


def ids(some):
    return [one.id for one in reversed(some)]


@pytest.mark.parametrize("q", ["8000", "13800138000", "1380013", "陈", "chenx"])
@pytest.mark.slow
def test_what_is_covered_comes_first_void_ones_last_then_the_newer_on_all_pages(shop, ann, q):
    live, over = some(8), some(9, OVER)
    newest = some(4)
    for card in (live[3], newest[2]):
        void(card, "typed twice", cards.by("bo"), factories.NOW)
    voided = [newest[2].id, live[3].id]
    wanted = [number for number in ids(newest) + ids(live) if number not in voided] + ids(over) + voided
    seen = pages(ann, q)
    assert [len(page) for page in seen] == [LIMIT, LIMIT, 1]
    assert [number for page in seen for number in page] == wanted


@pytest.mark.slow
def test_a_plain_form_pages_too_and_says_where_one_is(shop, ann):
    some(23)
    text = ask(ann, "8000", headers={})
    assert "Cards 1 to 10." in text and "Many numbers end so" in text
    later = ask(ann, "8000", next_of(text), headers={})
    assert "<html" in later and "Cards 11 to 20." in later
    last = ask(ann, "8000", next_of(later))
    assert "<html" not in last and "23 shown; there are no more." in last and next_of(last) is None
    assert [len(page) for page in pages(ann, "8000", headers={})] == [10, 10, 3]


@pytest.mark.slow
def test_ten_are_one_page_and_eleven_are_two(shop, ann):
    some(10)
    text = ask(ann, "8000")
    assert next_of(text) is None and "10 warranty cards" in text
    some(1)
    assert [len(page) for page in pages(ann, "8000")] == [10, 1]


@pytest.mark.slow
@pytest.mark.parametrize("q", ["8000", "13800138000", "陈"])
def test_each_page_costs_at_most_three_queries(shop, ann, q):
    some(35)
    ask(ann, q)  # the process learns what it keeps
    text, spent = "", []
    after = None
    while after or not text:
        with counted() as asked:
            text = ask(ann, q, after)
        spent.append(len(asked))
        after = next_of(text)
    assert len(spent) == 4 and max(spent) <= 3 and len(set(spent[1:])) == 1


@pytest.mark.slow
def test_a_card_that_is_new_meanwhile_moves_no_other_over_the_edge_of_a_page(shop, ann):
    made = some(20)
    text = ask(ann, "8000")
    some(5)
    assert found(ask(ann, "8000", next_of(text))) == ids(made)[10:]


@pytest.mark.parametrize(
    "after",
    ["x", "1", "0.0", "9.99.999999999.9999", "0.0.0.0", "-1.0.5.20", "0.0.5.20' or 1=1", "٣.٣.٣.٣", "\x00"],
)
def test_an_odd_place_is_calm(shop, ann, after):
    some(2)
    assert len(found(ask(ann, "8000", after))) in (0, 2)


def test_the_store_in_which_one_stands_comes_first(shop, dee):
    from counter.staff.models import SignIn

    db.session.execute(sa.update(SignIn).values(store_id=factories.the_store("JJ").id))
    jj = {
        "store": "JJ",
        "who": "cy",
        "product": factories.a_product("MAT", "mattress", "furniture_cn", parts=["springs"]),
    }
    here, there = some(2, delivered_on=LIVE, **jj), some(2)
    old = some(1, OVER, delivered_on=OVER, **jj)
    assert found(ask(dee, "8000")) == [*ids(here), *ids(old), *ids(there)]


def test_the_day_on_which_a_card_ends_it_goes_behind(shop, visit):
    first, second = some(1, date(2025, 11, 23)), some(1, date(2025, 12, 23))
    third = some(1, LIVE)
    with time_machine.travel(
        factories.NOW + timedelta(1), tick=False
    ):  # the first was covered until yesterday
        assert found(ask(visit("ann"), "8000")) == [third[0].id, second[0].id, first[0].id]


def test_keys_know_until_when_their_card_covers_anything(shop):
    card, bare = (
        cards.a_card(),
        cards.a_card(serials={"sn": "X1234567"}, product=factories.a_product("GIFT", "service")),
    )

    def kept(one):
        (until,) = set(db.session.scalars(sa.select(LookupKey.until).where(LookupKey.card_id == one.id)))
        return until

    assert kept(card) >= LookupKey.day_of(date(2027, 11, 12)) and kept(bare) == LookupKey.LIFELESS
    card.sold_on = card.delivered_on = date(2026, 1, 5)
    covering.cover(card, factories.the_store("NM"))
    assert LookupKey.day_of(date(2027, 1, 5)) <= kept(card) < LookupKey.day_of(date(2027, 2, 1))
    void(card, "x", cards.by("bo"), factories.NOW)
    assert kept(card) == LookupKey.VOID == filing.untils_of([card])[card.id]


ZEROS = Filed(phones=("+8613800138000",), serials=("YQX20B7H3K9M", "864207062184417"), number="NMF2223G")


@pytest.mark.parametrize(
    "q",
    [
        "138OO138OOO",
        "138 oo13 8ooo",
        "80OO",
        "8o0o",
        "YQX2OB7H3K9M",
        "yqx2ob7h",
        "2OB7H3K9M",
        "8642O7O62184417",
        "O62184417",
    ],
)
def test_the_letter_for_the_figure_is_forgiven(q):
    keys = keys_of(ZEROS)
    asked = probes(q).ranges
    assert any(hits(one, keys) for one in asked) == (
        q != "yqx2ob7h"
    )  # the beginning of a serial finds nothing


def test_a_serial_with_letters_o_is_still_found_by_them():
    keys = keys_of(Filed(serials=("O1O2O3O4",)))
    assert any(hits(one, keys) for one in probes("O1O2O3O4").ranges)
    assert any(hits(one, keys) for one in probes("2O3O4").ranges)


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("13900139", "3 digits missing; a mobile number has 11"),
        ("864207062184418", "The last digit should be 7"),
        ("NMF2223H", "One character of this card number is wrong"),
        ("13900139000", "in the name of a family member"),
        ("李雷", "Ask how it is written"),
        ("9999", "another number"),
        ("XYZ99Q", "last six characters"),
        ("12345678", "last four digits of the phone"),
    ],
)
def test_where_nothing_is_found_it_says_what_to_do(shop, ann, q, sentence):
    cards.a_card()
    text = ask(ann, q)
    assert found(text) == [] and sentence in text and 'form="old-card"' in text
    assert ("139 0013 9000" in text and 'value="9000"' in text) == (q == "13900139000")


def test_of_a_few_all_cover_is_told_and_of_more_only_until_when(shop, ann):
    some(4)
    few = ask(ann, "陈")
    assert few.count("<table") == 4 and "138 0013 8000" in few
    (over,) = some(1, OVER)
    many = ask(ann, "陈")
    assert "<table" not in many and "138 **** 8000" in many and "0013" not in many
    assert "Rights until 12 Nov 2027" in many and len(found(many)) == 5
    void(over, "typed twice", cards.by("bo"), factories.NOW)
    assert "Void" in ask(ann, "陈")


def test_the_last_page_is_told_as_the_first_one_was(shop, ann):
    some(12)
    last = ask(ann, "8000", next_of(ask(ann, "8000")))
    assert len(found(last)) == 2 and "<table" not in last and "autofocus" in last


@pytest.mark.parametrize(
    "until, says",
    [
        (LookupKey.VOID, ("late", "Void")),
        (LookupKey.LIFELESS, ("", "Nothing is covered today")),
        (LookupKey.day_of(date(2026, 11, 22)), ("", "ended 22 Nov 2026")),
        (LookupKey.day_of(date(2026, 11, 23)), ("attention", "Rights until 23 Nov 2026")),
        (LookupKey.day_of(date(2026, 12, 23)), ("attention", "Rights until 23 Dec 2026")),
        (LookupKey.day_of(date(2026, 12, 24)), ("covered", "Rights until 24 Dec 2026")),
    ],
)  # fmt: skip
def test_the_last_day_is_told_in_words_and_by_its_tone(app, until, says):
    with app.test_request_context(), force_locale("en"):
        assert ending(until, date(2026, 11, 23), saying.said("en")) == says
