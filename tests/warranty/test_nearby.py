"""A whole number that finds nothing, one slip away from one that does; and too many cards, narrowed down."""

import re
from datetime import date

import pytest

from counter.catalog.identifiers import is_imei
from counter.extensions import db
from counter.warranty import finding, nearby, numbers, reading, stretching
from counter.warranty.finding import LIMIT
from counter.warranty.voiding import void
from tests import factories
from tests.support.browser_less import HTMX
from tests.support.queries import counted
from tests.warranty import cards

NUMBER, IMEI = "13800138000", "864207062184417"


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]


def ask(visitor, q, headers=HTMX, **more):
    answer = visitor.post(
        "/warranty-cards/search", data={"csrf_token": visitor.csrf, "q": q, **more}, headers=headers
    )
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def found(text):
    return [int(number) for number in re.findall(r'href="/warranty-cards/(\d+)"', text)]


def offered(text):
    """What the buttons of numbers nearby would look for."""
    return re.findall(r'form="elsewhere" name="q" value="([^"]+)">See the', text)


def wrong(number, place):
    return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]


def swapped(number, place):
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


@pytest.mark.parametrize(
    "q", [*(wrong(NUMBER, place) for place in range(3, 11)), "13801038000", "13800183000", "13800130800"]
)
def test_a_digit_wrong_or_two_exchanged_in_a_phone(shop, ann, q):
    card = cards.a_card()
    for headers in (HTMX, {}):
        text = ask(ann, q, headers)
        assert found(text) == [] and offered(text) == ["138 0013 8000"] and "陈晓明" in text
        assert "See the card of" in text and "<mark>" in text
    assert found(ask(ann, offered(text)[0])) == [card.id]


def test_what_differs_is_marked_and_a_person_with_two_cards_comes_once(shop, ann):
    for place in range(2):
        cards.a_card(serials={"sn": f"SERIAL{place}X"})
    text = ask(ann, "13800138007")
    assert "138 0013 800<mark>0</mark>" in text and text.count("One slip away") == 1
    assert "See the 2 cards of 陈晓明" in text


@pytest.mark.parametrize("q", [wrong(IMEI, 3), wrong(IMEI, 14), swapped(IMEI, 4), swapped(IMEI, 12)])
def test_an_imei_whose_check_fails(shop, ann, q):
    card = cards.a_card()
    text = ask(ann, q)
    assert found(text) == [] and offered(text) == [numbers.shown(card.number)] and "Lark X20" in text
    assert found(ask(ann, offered(text)[0])) == [card.id]


@pytest.mark.parametrize("q", ["NMF2223H", "NMF2232G", "NMF-2224-G", "MNF2223G", "nmf 2233 g"])
def test_a_card_number_whose_check_fails(shop, ann, q):
    card = cards.a_card()
    text = ask(ann, q)
    assert found(text) == [] and offered(text) == [numbers.shown(card.number)]


def test_what_is_found_brings_no_guesses(shop, ann):
    cards.a_card()
    cards.a_card("周敏", "+8613800138001", serials={"sn": "OTHER12345"})
    for q in (NUMBER, IMEI, "NMF2223G", "8000", "13800138", "陈晓明", "李雷", "9999", "1380013800"):
        assert "One slip away" not in ask(ann, q), q


def test_parts_of_a_number_or_two_slips_bring_none(shop, ann):
    cards.a_card()
    for q in ("1380013801", "13811138000", wrong(wrong(IMEI, 3), 7), "NMG2224G"):
        assert "One slip away" not in ask(ann, q), q


@pytest.mark.parametrize("q", ["13800138007", wrong(IMEI, 3), "NMF2223H"])
def test_other_stores_cards_are_never_guessed_but_head_office_sees_all(shop, cy, dee, q):
    cards.a_card()
    text = ask(cy, q)
    assert "One slip away" not in text and "陈" not in text and "Lark" not in text
    assert offered(ask(dee, q))


@pytest.mark.parametrize("who", ["ann", "cy", "dee"])
@pytest.mark.parametrize("q", ["13800138007", wrong(IMEI, 3), "NMF2223H", "864207062184"])
def test_it_costs_at_most_three_queries(shop, visit, who, q):
    cards.a_card()
    visitor = visit(who)
    ask(visitor, "8000")
    with counted() as asked:
        ask(visitor, q)
    assert len(asked) <= 3


def test_the_numbers_nearby_are_few_and_sound():
    assert len(nearby.mistyped(wrong(IMEI, 3))) <= 29 and nearby.mistyped(IMEI) == []
    assert all(is_imei(key[:0:-1]) for key in nearby.mistyped(wrong(IMEI, 3)))
    assert 0 < len(nearby.mistyped("NMF2223H")) <= 16 and nearby.mistyped("NMF2223G") == []
    assert len(set(nearby.slips("3800138000", nearby.DIGITS))) <= 100


def some(how_many, sold_on=date(2026, 11, 12), start=0, **kw):
    return [
        cards.a_card(serials={"sn": f"SERIAL{start + place:03}X"}, sold_on=sold_on, **kw)
        for place in range(how_many)
    ]


def chips(text):
    return dict(re.findall(r'name="narrow" value="([a-z.]*)" aria-pressed="(\w+)"', text))


@pytest.mark.slow
@pytest.mark.parametrize("q", ["8000", "陈", "13800138000", "1380013"])
def test_too_many_cards_are_narrowed_to_those_that_are_covered(shop, ann, q):
    over = some(22, date(2022, 3, 1))
    live = some(3, start=50)
    void(live[0], "typed twice", cards.by("bo"), factories.NOW)
    for headers in (HTMX, {}):
        text = ask(ann, q, headers)
        assert chips(text) == {"b": "false", "l": "false", ".phone": "false", ".device": "false"}
        text = ask(ann, q, headers, narrow="l")
        assert chips(text) == {"bl": "false", "": "true", "l.phone": "false", "l.device": "false"} and found(
            text
        ) == [live[2].id, live[1].id]
    assert len(found(ask(ann, q, narrow=""))) == LIMIT < len(over)


@pytest.mark.slow
def test_a_narrowed_list_has_pages_and_says_where_none_is_left(shop, ann):
    some(LIMIT + 3)
    text = ask(ann, "8000", narrow="l")
    after = re.search(r'name="after" value="([^"]+)"', text)[1]
    assert 'name="only" value="l"' in text and len(found(text)) == LIMIT
    assert len(found(ask(ann, "8000", after=after, only="l"))) == 3
    assert "None of them." in ask(ann, "9999", narrow="l")


@pytest.mark.slow
def test_who_sees_several_stores_narrows_to_the_one_at_hand(shop, dee):
    from counter.staff.models import SignIn

    there = some(3)
    jj = {"store": "JJ", "who": "cy", "delivered_on": date(2026, 11, 12)}
    here = some(
        LIMIT,
        product=factories.a_product("MAT", "mattress", "furniture_cn", parts=["springs"]),
        start=50,
        **jj,
    )
    db.session.query(SignIn).update({"store_id": factories.the_store("JJ").id})
    db.session.commit()
    text = ask(dee, "8000")
    assert set(chips(text)) >= {"h", "b", "l", ".mattress"}
    text = ask(dee, "8000", narrow="h")
    assert sorted(found(text)) == sorted(one.id for one in here) and not {one.id for one in there} & set(
        found(text)
    )


@pytest.mark.slow
def test_they_are_narrowed_to_what_was_bought_lately_or_is_of_a_kind(shop, ann):
    some(22, date(2026, 3, 1))
    bought = some(2, date(2026, 10, 24), start=50)
    watch = factories.a_product("W1", "watch", name={"zh": "手环", "en": "Band"})
    worn = some(2, date(2026, 3, 1), start=60, product=watch)
    both = some(1, date(2026, 11, 20), start=70, product=watch)
    assert set(found(ask(ann, "8000", narrow="b"))) == {one.id for one in (*bought, *both)}
    text = ask(ann, "8000", narrow=".device")
    assert set(found(text)) == {one.id for one in (*worn, *both)}
    assert chips(text)[""] == "true" and chips(text)[".phone"] == "false"
    assert found(ask(ann, "8000", narrow="bl.device")) == [both[0].id]
    assert "None of them." in ask(ann, "8000", narrow="b.earphones")
    assert len(found(ask(ann, "8000", narrow=".phone"))) == LIMIT


@pytest.mark.slow
@pytest.mark.parametrize("who", ["ann", "dee"])
def test_only_where_more_fit_than_are_read_it_is_said(shop, visit, monkeypatch, who):
    """Eight keys each are read: of whoever has just eight, all."""
    monkeypatch.setattr(reading, "MORE_KEYS", reading.rows_of(8))
    some(8, date(2026, 3, 1))
    visitor = visit(who)
    for is_more in (False, True):
        if is_more:
            some(1, date(2026, 3, 1), start=50)
        finding.statement.cache_clear()
        stretching.statement.cache_clear()
        for only in ("b", "l", ".device"):
            assert ("first 2,000" in ask(visitor, "8000", narrow=only)) is is_more, only
        assert "first 2,000" not in ask(visitor, "8000") and "first 2,000" not in ask(
            visitor, "?", narrow="b"
        )
    finding.statement.cache_clear()
    stretching.statement.cache_clear()


@pytest.mark.slow
def test_to_narrow_down_costs_one_query_more_once_the_process_knows_the_trade(shop, ann):
    some(22)
    ask(ann, "8000")
    for sent in ({}, {"narrow": "b"}, {"narrow": "bl.phone"}):
        with counted() as asked:
            ask(ann, "8000", **sent)
        assert len(asked) == (3 if sent else 2), sent


@pytest.mark.parametrize(
    "odd",
    [
        "b.",
        ".x",
        "l.PHONE",
        "b.phone.device",
        ".' or 1=1",
        "." + "x" * 60,
        "x",
        "lll",
        "hl" * 50,
        "\x00",
        "' or 1=1",
        "٣",
    ],
)
def test_an_odd_choice_is_calm(shop, ann, odd):
    cards.a_card()
    assert found(ask(ann, "8000", narrow=odd)) is not None
