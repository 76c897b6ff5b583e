"""The card's page, registering an old card, voiding: over HTTP."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.warranty.models import Card, Identifier
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards

OLD = {
    "name": "周敏", "phone": "139 0000 2219", "address": "竹影巷12号", "product": "X20", "sold_on": "2026-10-20",
    "imei1": "864207221800093", "sn": "YQS9G69UTMF5", "invoice_number": "A-77",
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def card(shop):
    return cards.a_card()


def text_of(answer):
    return answer.get_data(as_text=True)


def test_the_card_says_what_can_be_asked_for_today_until_when_and_by_which_rule(card, ann):
    page = text_of(ann.get(f"/warranty-cards/{card.id}"))
    assert (
        "陈晓明" in page and "138 0013 8000" in page and "86 420706 218441 7" in page and "NMF-2223-G" in page
    )
    assert re.search(
        r"Exchange</span>.*?Main unit.*?Law: Mobile phone three guarantees.*?to 27 Nov 2026", page, re.S
    )
    assert re.search(r"Free repair</span>.*?to 12 Nov 2027", page, re.S) and "（2001）" in page
    assert "if the same model is not to be had, or if money is wanted instead" in re.sub(
        r"\s+", " ", page
    )  # day 11
    assert re.search(r"12 Nov 2027<span class=\"sub\"> for now</span></td>", page)  # beside the bar
    assert "the rest days of that year are not announced yet" in page  # why, below
    assert "陈" not in re.search(r"<title>(.*?)</title>", page)[1]


def test_history_and_voiding_are_for_managers(card, ann, bo):
    assert "issued the card" not in text_of(ann.get(f"/warranty-cards/{card.id}"))
    page = text_of(bo.get(f"/warranty-cards/{card.id}"))
    assert "issued the card" in page and f'action="/warranty-cards/{card.id}/void"' in page
    assert ann.send(f"/warranty-cards/{card.id}/void", because="x").status_code == 403


def test_the_page_costs_the_same_with_one_thing_and_with_ten(shop, ann):
    from counter.customers.registering import register
    from counter.warranty.issuing import Covered, issue

    spent = []
    me, sold_on = cards.by(), date(2026, 11, 12)
    for how_many in (1, 10):
        customer = register("陈晓明", "+8613800138000", me, factories.NOW, address="x")
        things = [Covered(cards.a_phone(), {"sn": f"SN{how_many}X{place}"}) for place in range(how_many)]
        made = issue(me.store, customer, "+8613800138000", things, me, factories.NOW, sold_on=sold_on)
        db.session.commit()
        ann.get(f"/warranty-cards/{made.id}")
        with counted() as asked:
            ann.get(f"/warranty-cards/{made.id}")
        spent.append(len(asked))
    assert spent[0] == spent[1]


def test_another_store_has_no_such_card(card, cy):
    for path in ("", "/print", "/barcode.svg"):
        assert cy.get(f"/warranty-cards/{card.id}{path}").status_code == 404


@pytest.mark.ledger("PH-29")
@pytest.mark.parametrize("empty", ["name", "phone", "address", "sold_on"])
def test_no_card_without_name_phone_address_and_day_of_purchase(shop, ann, empty):
    cards.a_phone()
    answer = ann.send("/warranty-cards", **{**OLD, empty: "  "})
    page = text_of(answer)
    assert answer.status_code == 422 and f'id="{empty}-error"' in page and 'value="YQS9G69UTMF5"' in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Card)) == 0
    assert ann.send("/warranty-cards", **OLD).status_code == 303


def test_an_old_card_is_registered_found_and_registered_once(shop, ann):
    cards.a_phone()
    first = ann.send("/warranty-cards", operation_id="x" * 22, **OLD)
    again = ann.send("/warranty-cards", operation_id="x" * 22, **OLD)
    assert first.status_code == again.status_code == 303 and first.location == again.location
    card = db.session.scalars(sa.select(Card)).one()
    assert (card.customer_name, card.customer_phone, card.sold_on) == (
        "周敏",
        "+8613900002219",
        date(2026, 10, 20),
    )
    found = ann.post(
        "/warranty-cards/search", data={"csrf_token": ann.csrf, "q": "2219"}, headers={"HX-Request": "true"}
    )
    assert f"/warranty-cards/{card.id}" in text_of(found)
    page = text_of(ann.get(first.location))
    assert "竹影巷12号" in page and "86 422722 180009 3" in page or "864207" in page.replace(" ", "")


@pytest.mark.parametrize("field", ["imei1", "sn"])
def test_of_a_serial_that_is_on_a_live_card_that_card_is_offered_to_be_handed_over(card, ann, bo, field):
    """The thing may have a new owner. Once that card is void, its serials are free."""
    cards.a_phone()
    typed = {**OLD, "imei1": "", "sn": "", field: "864207062184417" if field == "imei1" else "YQX20B7H3K9M"}
    refused = ann.send("/warranty-cards", **typed)
    page = text_of(refused)
    assert refused.status_code == 422 and "If the thing has a new owner, hand that card over to them." in page
    assert f'href="/warranty-cards/{card.id}">Look at card NMF-2223-G' in page
    assert ann.get(f"/warranty-cards/{card.id}/transfer").status_code == 200
    bo.send(f"/warranty-cards/{card.id}/void", because="x")
    assert ann.send("/warranty-cards", **typed).status_code == 303


def test_the_same_number_and_name_is_the_same_customer_and_another_name_another(shop, ann):
    cards.a_phone()
    ann.send("/warranty-cards", **OLD)
    ann.send("/warranty-cards", **{**OLD, "imei1": "", "sn": "SECOND1234"})
    ann.send(
        "/warranty-cards",
        **{**OLD, "imei1": "", "sn": "THIRD12345", "name": "曹阳"},
        known="family",
        whose="child",
    )
    owners = db.session.scalars(sa.select(Card.customer_id).order_by(Card.id)).all()
    assert owners[0] == owners[1] != owners[2]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("phone", "1390000221", "1 digit missing"),
        ("phone", "two", "Enter a phone number"),
        ("imei1", "864207221800094", "3"),
        ("imei2", "864207221800093", "first IMEI again"),
        ("sold_on", "2026-11-24", "still to come"),
        ("sold_on", "1026-11-24", "too long ago"),
        ("sold_on", "yesterday", ""),
        ("product", "Nokia 3310", "no such product"),
        ("name", "x" * 10_000, "longer than 60"),
        ("name", "a\x00b", "character in here"),
        ("address", "y" * 201, "longer than 200"),
        ("sn", "z" * 61, "longer than 60"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_is_kept(shop, ann, field, value, sentence):
    cards.a_phone()
    answer = ann.send("/warranty-cards", **{**OLD, field: value})
    page = text_of(answer)
    error = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', page, re.S)
    assert answer.status_code == 422 and error and sentence in error[1], error and error[1]
    others = {name: kept for name, kept in OLD.items() if name != field}
    assert all(f'value="{kept}"' in page for kept in others.values())
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Card)) == 0


def test_a_bad_check_digit_says_which_would_be_right(shop, ann):
    cards.a_phone()
    page = text_of(ann.send("/warranty-cards", **{**OLD, "imei1": "864207221800097"}))
    error = re.search(r'id="imei1-error">.*?<span>(.*?)</span>', page, re.S)[1]
    assert re.search(r"\b3\b", error), error


def test_a_serial_that_has_a_card_names_that_card_at_its_field(card, ann):
    answer = ann.send("/warranty-cards", **{**OLD, "imei1": "86 420706 218441 7"})
    error = re.search(r'id="imei1-error">.*?<span>(.*?)</span>', text_of(answer), re.S)
    assert answer.status_code == 422 and "NMF-2223-G" in error[1]


def test_a_name_of_several_products_asks_which(shop, ann):
    cards.a_phone("X20")
    other = cards.a_phone("X20PRO")
    page = text_of(ann.send("/warranty-cards", **{**OLD, "product": "Lark"}))
    assert "Choose one" in page and f'name="product_id" value="{other.id}"' in page
    assert (
        ann.send("/warranty-cards", **{**OLD, "product": "Lark", "product_id": str(other.id)}).status_code
        == 303
    )
    assert db.session.scalars(sa.select(Card)).one().lines[0].product_id == other.id
    for odd in ("0", "-1", "x", "9" * 30):
        assert ann.send("/warranty-cards", **{**OLD, "product": "Lark", "product_id": odd}).status_code == 422


def test_a_manager_voids_a_card_with_a_reason_and_its_serials_are_free(card, bo, ann):
    path = f"/warranty-cards/{card.id}"
    empty = bo.send(f"{path}/void", because=" ")
    assert empty.status_code == 422 and 'id="because-error"' in text_of(empty)
    assert bo.send(f"{path}/void", because="typed twice").status_code == 303
    page = text_of(ann.get(path))
    assert "This card is void" in page and "typed twice" in page and "Covered until" not in page
    assert db.session.scalars(sa.select(Identifier.live)).all() == [None, None]
    late = bo.send(f"{path}/void", because="again")
    assert late.status_code == 409 and "before you" in text_of(late)
    assert ann.send("/warranty-cards", **{**OLD, "imei1": "864207062184417", "sn": ""}).status_code == 303


@pytest.mark.ledger("FU-45")
@pytest.mark.parametrize("has_ticked_it", [False, True])
def test_a_mall_s_own_promise_is_a_layer_beside_the_others_where_the_store_ticks_it(cy, has_ticked_it):
    store = factories.the_store("JJ")
    store.capabilities = {**store.capabilities, "cn_mall_three_years": has_ticked_it}
    db.session.flush()
    bed = factories.a_product("BED", category="bed", material="wood")
    card = cards.a_card(
        product=bed,
        serials={},
        sold_on=date(2026, 11, 2),
        store="JJ",
        who="cy",
        delivered_on=date(2026, 11, 9),
    )
    page = text_of(cy.get(f"/warranty-cards/{card.id}"))
    assert ("Mall: Mall promise of three years" in page) is has_ticked_it
    assert ("9 Nov 2029" in page) is has_ticked_it and ("Contract: " in page) is not has_ticked_it


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"imei1": "", "sn": ""}, "Its number is missing"),
        ({"invoice_number": ""}, "The invoice number is missing"),
        ({}, "This phone takes two SIMs"),
    ],
)
def test_a_number_that_every_card_has_is_asked_for_unless_it_is_ticked_as_lost(shop, ann, missing, sentence):
    cards.a_phone().spec = {"sim_slots": 2}
    db.session.commit()
    both = (
        {"imei2": ""}
        if not missing
        else {"imei2": "864207062184425" if missing != {"imei1": "", "sn": ""} else ""}
    )
    refused = ann.send("/warranty-cards", **{**OLD, **both, **missing})
    assert refused.status_code == 422 and sentence in text_of(refused) and 'value="周敏"' in text_of(refused)
    assert ann.send("/warranty-cards", **{**OLD, **both, **missing}, unread="y").status_code == 303


@pytest.mark.parametrize(
    "typed", ["864207221800093", "８６４２０７２２１８０００９３", "IMEI1: 86 420722 180009 3"]
)
def test_what_the_box_says_is_the_same_however_it_is_typed(shop, ann, typed):
    cards.a_phone()
    assert (
        ann.send("/warranty-cards", **{**OLD, "imei1": typed}, box_imei1="864207221800093").status_code == 303
    )
