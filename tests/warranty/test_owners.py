"""A card goes to a new owner: what is kept, what is forgotten, who is told; and a thing that has a card offers it."""

import re

import pytest
import sqlalchemy as sa

from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.history.models import HistoryEntry, PersonalChange
from counter.stock.models import Serial, Unit
from counter.warranty.voiding import void
from tests import factories
from tests.warranty import cards
from tests.warranty.owners import NEW, correct, covers, error_at, found, fresh, hand_over, text_of

OLD = {
    "name": "周敏",
    "phone": "139 0000 2219",
    "address": "竹影巷12号",
    "product": "X20",
    "sold_on": "2026-10-20",
    "unread": "y",
}


pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def card(shop):
    return cards.a_card(invoice_number="INV-7")


def test_the_card_goes_to_its_new_owner_and_keeps_number_days_and_coverage(card, ann):
    kept = card.number, card.sold_on, card.policies_version_id, covers(card)
    assert text_of(ann.get(f"/warranty-cards/{card.id}/transfer")).count("陈晓明") == 1
    assert hand_over(ann, card).location == f"/warranty-cards/{card.id}"
    now_is = fresh(card)
    assert (now_is.number, now_is.sold_on, now_is.policies_version_id, covers(now_is)) == kept
    assert (now_is.customer_name, now_is.customer_phone, now_is.customer_address) == (
        "周敏",
        "+8613900002219",
        "竹影巷12号",
    )
    assert db.session.get_one(Customer, now_is.customer_id).name == "周敏"
    for q in ("13800138000", "8000", "陈晓明", "chenxiaoming", "cxm", "晓明"):
        assert found(ann, q) == [], q
    for q in ("13900002219", "2219", "周敏", "zm", "864207062184417", "YQX20B7H3K9M", card.number, "INV-7"):
        assert found(ann, q) == [card.id], q


def test_nothing_of_the_old_owner_shows_to_the_new_one(card, ann, bo):
    hand_over(ann, card)
    for path in (
        f"/warranty-cards/{card.id}",
        f"/warranty-cards/{card.id}/print",
        f"/customers/{fresh(card).customer_id}",
    ):
        for visitor in (ann, bo):
            page = text_of(visitor.get(path))
            assert not [
                word for word in ("陈晓明", "138 0013 8000", "13800138000", "清泰街") if word in page
            ], path


def test_before_and_after_lie_apart_for_each_of_the_two(card, ann, bo):
    old = card.customer_id
    hand_over(ann, card, "x" * 22)
    assert hand_over(ann, card, "x" * 22, version=1).status_code == 303
    (entry,) = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.verb == "transfer"))
    assert entry.changes == {"taken_over_on": [None, "2026-11-23"]}
    apart = {
        row.customer_id: row.changes
        for row in db.session.scalars(sa.select(PersonalChange).filter_by(entry_id=entry.id))
    }
    assert apart == {
        old: {"name": ["陈晓明", None], "phone": ["+8613800138000", None], "address": ["清泰街88号", None]},
        fresh(card).customer_id: {
            "name": [None, "周敏"],
            "phone": [None, "+8613900002219"],
            "address": [None, "竹影巷12号"],
        },
    }
    assert "handed the card to a new owner, theirs since 23 Nov 2026" in text_of(
        bo.get(f"/warranty-cards/{card.id}")
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "needed on every card"), ("address", "", "needed on every card"), ("phone", "1390000221", "1 digit missing"),
        ("phone", "", "Enter a phone number"), ("on", "2026-11-24", "still to come"), ("on", "2026-11-11", "before it was bought"),
        ("on", "", "Since which day"), ("name", "a\x00b", "character in here"), ("address", "y" * 201, "longer than 200"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_transfer_is_said_at_its_field(card, ann, field, value, sentence):
    answer = hand_over(ann, card, **{field: value})
    assert answer.status_code == 422 and sentence in error_at(answer, field)
    others = {name: kept for name, kept in NEW.items() if name != field}
    assert all(f'value="{kept}"' in text_of(answer) for kept in others.values())
    assert fresh(card).customer_name == "陈晓明"


def test_a_number_that_is_known_asks_who_it_is(card, ann):
    known = register("周敏", "+8613900002219", cards.by(), factories.NOW, address="旧址1号")
    answer = hand_over(ann, card)
    assert answer.status_code == 422 and f'value="same-{known.id}"' in text_of(answer)
    assert hand_over(ann, card, known=f"same-{known.id}").status_code == 303
    now_is = fresh(card)
    assert now_is.customer_id == known.id and now_is.customer_address == "竹影巷12号"


def test_the_owner_until_now_is_no_new_owner_but_their_family_is(card, ann):
    own = hand_over(ann, card, phone="13800138000", known=f"same-{card.customer_id}")
    assert own.status_code == 422 and "theirs already" in error_at(own, "known")
    before = card.customer_id
    assert hand_over(ann, card, phone="13800138000", known="family", whose="spouse").status_code == 303
    assert (
        fresh(card).customer_id != before and found(ann, "8000") == [card.id] and found(ann, "陈晓明") == []
    )


def test_another_store_has_no_correction_and_a_void_card_neither_that_nor_a_new_owner(card, cy, ann, bo):
    from tests.warranty.test_elsewhere import reveal

    assert hand_over(cy, card).status_code == 404
    assert reveal(cy, card).status_code == 303
    assert cy.get(f"/warranty-cards/{card.id}/correction").status_code == 404
    assert correct(cy, card).status_code == 404
    void(card, "typed twice", cards.by("bo"), factories.NOW)
    for path in ("transfer", "correction"):
        assert bo.get(f"/warranty-cards/{card.id}/{path}").status_code == 409
    assert hand_over(ann, card).status_code == 409 and correct(bo, card, name="X Y").status_code == 409
    page = text_of(bo.get(f"/warranty-cards/{card.id}"))
    assert "/transfer" not in page and "/correction" not in page and fresh(card).customer_name == "陈晓明"


def test_a_transfer_of_a_card_that_changed_meanwhile_says_whose_change_it_was(card, ann, bo):
    correct(bo, card, address="清泰街90号")
    late = hand_over(ann, card, version=1)
    assert (
        late.status_code == 409
        and "Bo changed this card at 10:00" in text_of(late)
        and 'value="周敏"' in text_of(late)
    )
    fresh_version = re.search(r'name="version"[^>]*value="(\d+)"', text_of(late))[1]
    assert hand_over(ann, card, version=fresh_version).status_code == 303


def test_a_thing_that_has_a_card_offers_that_card(card, ann, cy):
    serial = {"imei1": "86 420706 218441 7"}
    page = text_of(ann.send("/warranty-cards", **OLD, **serial))
    assert f'href="/warranty-cards/{card.id}"' in page and "Look at card NMF-2223-G" in page
    factories.the_store("JJ").playbook_code = "phone_cn"
    answer = cy.send("/warranty-cards", **OLD, **serial)
    page = text_of(answer)
    assert "another store" in error_at(answer, "imei1") and "NMF-" not in page and "陈" not in page
    assert f'formaction="/warranty-cards/{card.id}/reason"' in page and 'value="864207062184417"' in page


def test_a_serial_of_another_product_is_refused_at_its_field(card, ann, bo):
    other = factories.a_product("S9")
    unit = Unit(store_id=factories.the_store("NM").id, product_id=other.id, place="shelf")
    unit.serials = [Serial(kind="sn", value="YQS9G69UTMF5")]
    db.session.add(unit)
    answer = ann.send("/warranty-cards", **OLD, sn="yqs9g69utmf5")
    assert (
        answer.status_code == 422
        and "serial of Lark S9" in error_at(answer, "sn")
        and 'value="周敏"' in text_of(answer)
    )
    assert ann.send("/warranty-cards", **{**OLD, "product": "S9"}, sn="YQS9G69UTMF5").status_code == 303
    void(card, "typed twice", cards.by("bo"), factories.NOW)
    answer = ann.send("/warranty-cards", **{**OLD, "product": "S9"}, imei1="864207062184417")
    assert "serial of Lark X20" in error_at(answer, "imei1")
