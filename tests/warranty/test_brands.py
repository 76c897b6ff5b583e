"""A brand's promise is a layer of that brand: its own things have it, those of others in the same shop do not."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.playbooks import importing
from counter.playbooks.models import in_force
from counter.warranty import covering, describing, promises
from counter.warranty.alike import Description
from counter.warranty.correcting import correct
from counter.warranty.issuing_many import Desk
from counter.warranty.models import Card
from counter.warranty.replaying import replay
from counter.warranty.terms import Days, is_of_brand
from tests import factories
from tests.warranty import cards
from tests.warranty.owners import text_of
from tests.warranty.policies import a_policy

PROMISE = "brand_battery_year"
AURORA = {"zh": "极光", "en": "Aurora"}

pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.fixture
def ticked():
    store = factories.the_store()
    store.capabilities = {**store.capabilities, PROMISE: True}
    db.session.commit()
    promises.known().clear()
    yield store
    db.session.rollback()
    promises.known().clear()


def a_card(code, brand, **kw):
    product = cards.a_phone(code, **({"brand": brand} if brand else {}))
    return cards.a_card(
        phone=f"+8613800138{len(code):03}", product=product, serials={"sn": f"SN{code}000"}, **kw
    )


def has(card):
    return PROMISE in card.lines[0].facts["policies"]


def test_of_two_brands_in_one_shop_the_one_that_promised_it_has_it(ann, ticked):
    lark, aurora = a_card("L20", cards.LARK), a_card("A7", AURORA)
    pages = [text_of(ann.get(f"/warranty-cards/{card.id}")) for card in (lark, aurora)]
    assert ["Brand: Brand promise: battery one year" in page for page in pages] == [True, False]
    assert [
        "battery" in {one.part for one in card.lines[0].coverages if one.layer == "brand"}
        for card in (lark, aurora)
    ] == [True, False]


@pytest.mark.parametrize(
    ("brand", "is_told"),
    [({"en": "Lark"}, True), ({"zh": "云雀"}, True), ({"en": " ＬＡＲＫ"}, True), ({"en": "Larks"}, False), ({}, False), ({"zh": "", "en": ""}, False)],
)  # fmt: skip
def test_a_brand_is_told_by_either_of_its_spellings_and_a_thing_without_one_is_of_none(
    ticked, brand, is_told
):
    card = a_card("X9", brand)
    assert has(card) is is_told and ("brand" in card.lines[0].facts) is any(brand.values())
    desk = Desk(ticked, keeps=False)
    cover = desk.cover(cards.a_phone("X9"), Days(date(2026, 11, 12)))
    assert (PROMISE in cover.description.facts["policies"]) is is_told


def test_a_policy_that_names_no_brand_speaks_of_all():
    assert is_of_brand(a_policy(), None) and is_of_brand(a_policy(), AURORA)
    named = a_policy(
        applies={"jurisdictions": ["CN"], "categories": ["goods"], "brands": [AURORA, cards.LARK]}
    )
    assert is_of_brand(named, cards.LARK) and not is_of_brand(named, None)


def test_all_cards_of_one_product_share_one_description(ticked):
    made = [
        a_card("L20", cards.LARK),
        cards.a_card("周敏", "+8613900002219", cards.a_phone("L20"), {"sn": "SECOND1"}),
    ]
    assert len({card.lines[0].description_id for card in made}) == 1
    assert db.session.scalar(sa.select(sa.func.count(Description.id))) == 1


def before_brands(card):
    """As a card of before stands: by policies that name no brand, and without one in its description."""
    line = card.lines[0]
    facts = {name: value for name, value in line.facts.items() if name != "brand"}
    facts["policies"] = [*facts["policies"], *([] if has(card) else [PROMISE])]
    line.description = describing.keep(describing.told(line.label, line.category_code, facts))
    covering.cover(card, factories.the_store())
    return {(one.policy, one.part, one.kind, one.ends_on) for one in card.lines[0].coverages}


def another_version():
    """Since 18 November; not kept, since versions outlive a test."""
    body = in_force("policies", "policies").body | {"version": "next"}
    return importing.add("policies", "policies", body, factories.NOW - timedelta(5)).id


def test_a_card_of_before_keeps_what_it_was_promised_however_it_is_reckoned_again(ticked):
    card, first = a_card("A7", AURORA), in_force("policies", "policies").id
    rows = before_brands(card)
    assert PROMISE in {row[0] for row in rows}
    right = another_version()
    list(replay(date(2026, 11, 23), {first: right}, write=True))
    kept = db.session.get(Card, card.id)
    assert kept.policies_version_id == right and has(kept)
    assert {(one.policy, one.part, one.kind, one.ends_on) for one in kept.lines[0].coverages} == rows
    kept.policies_version_id = first
    correct(kept, {"sold_on": date(2026, 11, 21)}, cards.by("bo"), factories.NOW)
    assert kept.policies_version_id == right and has(kept)


@pytest.mark.parametrize(("brand", "stays"), [(cards.LARK, True), (AURORA, False)])
def test_another_day_asks_the_brand_of_a_card_that_knows_it(ticked, brand, stays):
    """As those stand that were issued by a version that named no brand."""
    card = a_card("A7", brand)
    line = card.lines[0]
    facts = {**line.facts, "policies": [*line.facts["policies"], *([] if has(card) else [PROMISE])]}
    line.description = describing.keep(describing.told(line.label, line.category_code, facts))
    right = another_version()
    correct(card, {"sold_on": date(2026, 11, 21)}, cards.by("bo"), factories.NOW)
    assert card.policies_version_id == right and has(card) is stays


def test_the_store_s_page_says_whose_promise_it_is(dee):
    page = dee.get(f"/stores/{factories.the_store().id}/profile").get_data(as_text=True)
    assert "for Lark alone" in page and "for Lark, Aurora alone" in page
