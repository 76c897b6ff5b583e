"""A card of another store: found by a whole number alone, masked until it is opened with a reason, for one day."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.history.models import HistoryEntry, PersonalChange
from counter.staff.models import Membership
from counter.warranty import numbers
from counter.warranty.finding import LIMIT
from counter.warranty.models import Card, Reveal
from counter.warranty.probes import whole_keys
from counter.warranty.voiding import void
from tests import factories
from tests.support.browser_less import HTMX
from tests.support.queries import counted
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]

WHOLE = {
    "phone": ["13800138000", "138-0013-8000", "+86 138 0013 8000", "0086 13800138000", "１３８００１３８０００", "手机：138 0013 8000"],
    "serial": ["864207062184417", "86 420706 218441 7", "IMEI: 864207062184417", "86420706218441", "8642070621844101",
               "YQX20B7H3K9M", "yqx20b7h3k9m", "YQX20-B7H3-K9M", "S/N YQX20B7H3K9M"],
    "card": ["NMF2223G", "NMF-2223-G", "nmf 2223 g", "卡号 NMF2223G"],
}  # fmt: skip
PARTS = {
    "phone": ["1380013800", "1380013", "138", "8000", "尾号8000", "13800138001", "00138000"],
    "serial": ["184417", "62184417", "4207062184417", "7H3K9M", "QX20B7H3K9M", "YQX20B7H3K9"],
    "card": ["NMF2223", "NMF222", "2223G", "NMF2223H"],
    "name": ["陈晓明", "晓明", "陈", "chenxiaoming", "cxm"],
    "invoice": ["INV-20261112", "INV"],
}
ALL_WHOLE = [(kind, q) for kind, some in WHOLE.items() for q in some]
ALL_PARTS = [(kind, q) for kind, some in PARTS.items() for q in some]
UNMASKED = (
    "陈晓明",
    "晓明",
    "8001 3800",
    "138 0013",
    "13800138000",
    "清泰街",
    "NMF-2223",
    "NMF2223",
    "864207062184417",
    "YQX20B7",
)


@pytest.fixture
def card(shop):
    return cards.a_card(invoice_number="INV-20261112")


def ask(visitor, q, headers=HTMX):
    answer = visitor.post(
        "/warranty-cards/search", data={"csrf_token": visitor.csrf, "q": q}, headers=headers
    )
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def masked_in(text):
    return [int(number) for number in re.findall(r'formaction="/warranty-cards/(\d+)/reason"', text)]


def open_to(text):
    return [int(number) for number in re.findall(r'href="/warranty-cards/(\d+)"', text)]


def reveal(visitor, card, q="13800138000", reason="here", **more):
    return visitor.send(f"/warranty-cards/{card.id}/reveal", q=q, reason=reason, **more)


def without(text, q):
    """What stands in the answer besides the text that was typed, which comes back as it came."""
    return text.replace(q, "")


@pytest.mark.parametrize(("kind", "q"), ALL_WHOLE)
def test_a_whole_number_in_any_spelling_finds_another_stores_card_masked(card, cy, kind, q):
    for headers in (HTMX, {}):
        text = ask(cy, q, headers)
        assert masked_in(text) == [card.id] and open_to(text) == []
        assert "In other stores" in text and "陈**" in text and "138 **** 8000" in text
        assert "NM store" in text and "Lark X20" in text and "Today: exchange, repair" in text
        assert not [word for word in UNMASKED if word in without(text, q)]


@pytest.mark.parametrize(("kind", "q"), ALL_PARTS)
def test_a_part_a_name_or_an_invoice_never_reaches_another_store(card, cy, kind, q):
    text = ask(cy, q)
    assert masked_in(text) == open_to(text) == [] and "In other stores" not in text


@pytest.mark.parametrize(("kind", "q"), ALL_WHOLE + ALL_PARTS)
def test_the_own_store_and_head_office_see_it_as_ever(card, ann, dee, kind, q):
    is_there = (kind, q) in ALL_WHOLE or q not in (
        "138",
        "13800138001",
        "QX20B7H3K9",
        "YQX20B7H3K9",
        "NMF2223H",
        "2223G",
    )
    for visitor in (ann, dee):
        text = ask(visitor, q)
        assert masked_in(text) == [] and "In other stores" not in text
        assert open_to(text) == ([card.id] if is_there else [])


def test_own_cards_come_first_and_those_of_others_under_their_heading(card, cy):
    mine = cards.a_card(
        "陈晓明", serials={"sn": "JJ12345678"}, store="JJ", product=factories.a_product("MAT", "mattress")
    )
    text = ask(cy, "13800138000")
    assert open_to(text) == [mine.id] and masked_in(text) == [card.id]
    assert text.index(f'href="/warranty-cards/{mine.id}"') < text.index("In other stores")


def test_a_void_card_of_another_store_says_so(card, cy):
    void(card, "typed twice", cards.by("bo"), factories.NOW)
    text = ask(cy, "13800138000")
    assert masked_in(text) == [card.id] and "Void" in text and "typed twice" not in text


@pytest.mark.parametrize("how_many", [1, 50])
@pytest.mark.parametrize(
    ("q", "cost"), [("13800138000", 2), ("8000", 2), ("陈晓明", 2), ("1380013", 2), ("138001380", 2)]
)
@pytest.mark.slow
def test_the_fragment_costs_at_most_three_queries(shop, cy, app, how_many, q, cost):
    """Session and person; own cards, and of a whole number alone those of other stores with them, however many these are."""
    for place in range(how_many):
        cards.a_card(serials={"sn": f"SERIAL{place:02}X"})
    for is_first in (True, False):
        if is_first:
            app.extensions["counter.promises"].clear()
        with counted() as asked:
            text = ask(cy, q)
        is_whole = q == "13800138000"
        assert len(asked) == cost
        assert len(masked_in(text)) == (min(how_many, LIMIT) if is_whole else 0)


def test_to_open_one_a_reason_is_asked_for_and_the_page_says_nothing_in_full(card, cy):
    path = f"/warranty-cards/{card.id}/reason"
    answer = cy.post(path, data={"csrf_token": cy.csrf, "q": "864207062184417"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and f'action="/warranty-cards/{card.id}/reveal"' in text
    assert not [word for word in UNMASKED if word in without(text, "864207062184417")]
    for odd in ({"reason": None}, {"reason": "because"}, {"reason": "other", "words": "  "}):
        answer = reveal(cy, card, **odd)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 422 and 'class="error"' in text and "陈晓明" not in text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Reveal)) == 0


@pytest.mark.parametrize("q", ["", "8000", "陈晓明", "13800138001", "184417", "\x00"])
def test_who_does_not_know_the_whole_number_opens_nothing(card, cy, q):
    assert reveal(cy, card, q=q).status_code == 404
    assert (
        cy.post(f"/warranty-cards/{card.id}/reason", data={"csrf_token": cy.csrf, "q": q}).status_code == 404
    )


def test_after_the_reveal_that_person_reads_and_prints_it_until_their_day_ends(card, visit, monday):
    cy = visit("cy")
    paths = [f"/warranty-cards/{card.id}{end}" for end in ("", "/print", "/barcode.svg")]
    assert [cy.get(path).status_code for path in paths] == [404] * 3
    assert reveal(cy, card).location == paths[0]
    assert [cy.get(path).status_code for path in paths] == [200] * 3
    page = cy.get(paths[0]).get_data(as_text=True)
    assert "陈晓明" in page and "A card of NM store" in page and "/void" not in page and "History" not in page
    text = ask(cy, "13800138000")
    assert open_to(text) == [card.id] and masked_in(text) == [] and "陈晓明" not in text
    monday.move_to(factories.NOW + timedelta(hours=17, minutes=59))  # 03:59: the night is still today's
    night = visit("cy")
    assert night.get(paths[0]).status_code == 200
    monday.move_to(factories.NOW + timedelta(hours=18))
    assert [night.get(path).status_code for path in paths] == [404] * 3
    assert masked_in(ask(night, "13800138000")) == [card.id]


def test_it_is_open_to_that_person_alone_and_changing_it_stays_404(card, cy, shop, visit):
    factories.a_person("eve", factories.the_store("JJ"), "manager")
    reveal(cy, card)
    eve = visit("eve")
    assert eve.get(f"/warranty-cards/{card.id}").status_code == 404
    assert reveal(eve, card).status_code == 303 and eve.get(f"/warranty-cards/{card.id}").status_code == 200
    assert eve.send(f"/warranty-cards/{card.id}/void", because="x").status_code == 404


def test_each_reveal_is_on_record_once_with_its_reason(card, cy, bo):
    first = reveal(cy, card, reason="other", words="mends it for her mother", operation_id="x" * 22)
    again = reveal(cy, card, reason="other", words="mends it for her mother", operation_id="x" * 22)
    later = reveal(cy, card, reason="phone")  # open already
    assert first.status_code == again.status_code == later.status_code == 303
    (entry,) = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.verb == "reveal"))
    assert (
        entry.record_id == card.id
        and entry.changes["reason"] == [None, "other"]
        and "mother" not in str(entry.changes)
    )
    assert entry.person_id == factories.the_person("cy").id
    kept = db.session.scalars(sa.select(PersonalChange).where(PersonalChange.entry_id == entry.id)).one()
    assert kept.customer_id == card.customer_id and kept.changes == {
        "words": [None, "mends it for her mother"]
    }
    page = bo.get(f"/warranty-cards/{card.id}").get_data(as_text=True)
    assert "opened the card in JJ store: mends it for her mother" in page


def test_a_card_of_ones_own_needs_no_reason(card, ann, dee):
    for visitor in (ann, dee):
        assert reveal(visitor, card).location == f"/warranty-cards/{card.id}"
        answer = visitor.post(
            f"/warranty-cards/{card.id}/reason", data={"csrf_token": visitor.csrf, "q": "13800138000"}
        )
        assert answer.status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Reveal)) == 0


def test_a_person_of_two_stores_sees_both_as_their_own(card, shop, cy):
    nm = factories.the_store("NM")
    db.session.add(Membership(person_id=factories.the_person("cy").id, store_id=nm.id, role_code="assistant"))
    third = cards.a_card("周敏", store=factories.a_store("QQ").code, serials={"sn": "QQ12345678"})
    text = ask(cy, "13800138000")
    assert open_to(text) == [card.id] and masked_in(text) == [third.id]


def older(how_many, code, **kw):
    """Ids of so many cards of the customer in a store."""
    start = db.session.scalar(sa.select(sa.func.count()).select_from(Card))
    some = [
        cards.a_card(serials={"sn": f"{code}{start + each:05}X"}, store=code, **kw)
        for each in range(how_many)
    ]
    return [one.id for one in some]


@pytest.mark.slow
@pytest.mark.parametrize("others", [12, 45])
def test_many_cards_of_others_never_hide_ones_own(shop, cy, others):
    """A firm's phone: the own card is older than all those of the chain."""
    (mine,) = older(1, "JJ", sold_on=date(2023, 3, 1), product=factories.a_product("MAT", "mattress"))
    theirs = older(others, "NM")
    text = ask(cy, "13800138000")
    assert open_to(text) == [mine] and masked_in(text) == [*reversed(theirs)][:LIMIT]


@pytest.mark.slow
def test_who_works_in_two_stores_sees_all_of_both_before_any_of_a_third(shop, cy):
    nm, third = factories.the_store("NM"), factories.a_store("QQ")
    person = factories.the_person("cy")
    db.session.add(Membership(person_id=person.id, store_id=nm.id, role_code="assistant"))
    db.session.commit()
    mine, theirs = older(6, "NM"), older(8, third.code)
    text = ask(cy, "13800138000")
    assert open_to(text) == [*reversed(mine)] and masked_in(text) == [*reversed(theirs)]


@pytest.mark.parametrize("running", [1, 2, 3000, 900_000])
def test_every_whole_card_number_is_one_and_no_shorter_one(running):
    number = numbers.make("NM", 2026, running)
    assert whole_keys(numbers.shown(number).lower())[0] == "c" + number
    assert not any(key.startswith("c") for key in whole_keys(number[:-1]))
