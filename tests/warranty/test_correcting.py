"""A card is put right: what is reckoned anew, who may, and who of two is told."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from counter.catalog.models import Product
from counter.extensions import db
from counter.history.models import HistoryEntry, PersonalChange
from counter.playbooks.models import PlaybookVersion, in_force
from counter.warranty.models import Card, LookupKey
from tests import factories
from tests.sales import counter_side
from tests.warranty import cards
from tests.warranty.owners import correct, covers, error_at, found, fresh, hand_over, text_of

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def card(shop):
    return cards.a_card(invoice_number="INV-7")


@pytest.mark.parametrize(
    ("field", "value", "attribute", "kept"),
    [
        ("name", "陈小明", "customer_name", "陈小明"), ("phone", "13800138007", "customer_phone", "+8613800138007"),
        ("address", "清泰街90号", "customer_address", "清泰街90号"), ("postcode", "310000", "customer_postcode", "310000"),
        ("invoice_number", "INV-8", "invoice_number", "INV-8"), ("sold_on", "2026-11-10", "sold_on", date(2026, 11, 10)),
    ],
)  # fmt: skip
def test_each_field_is_corrected_noted_and_found(card, ann, bo, field, value, attribute, kept):
    assert (
        correct(
            ann,
            card,
            invoice_number="INV-7" if field != "invoice_number" else value,
            **{field: value} if field != "invoice_number" else {},
        ).status_code
        == 303
    )
    assert getattr(fresh(card), attribute) == kept
    (entry,) = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.verb == "correct"))
    apart = db.session.scalars(sa.select(PersonalChange).filter_by(entry_id=entry.id)).all()
    is_personal = field in ("name", "phone", "address", "postcode")
    assert bool(apart) == is_personal and (field in (apart[0].changes if apart else entry.changes))
    assert not is_personal or entry.changes == {}
    page = text_of(bo.get(f"/warranty-cards/{card.id}"))
    assert "corrected the card:" in page and (value in page or field in ("phone", "sold_on"))
    if field in ("name", "phone", "invoice_number"):
        assert found(ann, value) == [card.id]


def test_by_the_wrong_phone_the_card_is_not_found_any_more(card, ann):
    correct(ann, card, phone="13800138007", was_wrong="y")
    assert found(ann, "13800138000") == [] and found(ann, "8007") == [card.id]


def test_another_day_of_purchase_is_reckoned_anew(card, ann):
    before, until = covers(card), db.session.scalar(sa.select(LookupKey.until).limit(1))
    correct(ann, card, sold_on="2026-10-12")
    after = covers(fresh(card))
    assert fresh(card).delivered_on == date(2026, 10, 12)  # over the counter: the same day
    main = [row for row in after if row[1:3] == ("main_unit", "term")]
    assert main and {row[3] for row in main} == {date(2026, 10, 12)} and after != before
    assert db.session.scalar(sa.select(LookupKey.until).limit(1)) < until
    again = cards.a_card(serials={"sn": "OTHER12345"}, sold_on=date(2026, 10, 12))
    assert covers(again) == after  # as if it had been written rightly


def test_the_policies_are_those_of_the_new_day_of_purchase(card, ann, request):
    first = in_force("policies")
    body = {**first.body, "version": "later"}
    later = PlaybookVersion(kind="policies", code=first.code, version="later", body=body)
    later.imported_at = factories.NOW - timedelta(5)  # 18 November
    db.session.add(later)
    db.session.commit()
    request.addfinalizer(
        lambda: (
            db.session.execute(sa.delete(PlaybookVersion).filter_by(version="later")),
            db.session.commit(),
        )
    )
    request.addfinalizer(
        lambda: (
            factories.the_store() and db.session.execute(sa.update(Card).values(policies_version_id=first.id))
        )
    )
    db.session.execute(
        sa.update(PlaybookVersion).filter_by(id=first.id).values(imported_at=factories.NOW - timedelta(90))
    )
    db.session.commit()
    for day, version in (
        ("2026-11-19", later.id),
        ("2026-11-18", later.id),
        ("2026-11-17", first.id),
        ("2020-01-05", first.id),
    ):
        now_is = fresh(card)
        assert correct(ann, now_is, sold_on=day).status_code == 303
        assert fresh(card).policies_version_id == version, day
        assert fresh(card).lines[0].facts["policies"]


def test_delivery_days_are_asked_for_where_goods_are_brought(shop, cy):
    bed = factories.a_product("BED", "bed", "furniture_cn", parts=["frame"], material="oak")
    day = date(2026, 11, 2)
    made = cards.a_card(product=bed, serials={}, store="JJ", who="cy", sold_on=day, delivered_on=day)
    page = text_of(cy.get(f"/warranty-cards/{made.id}/correction"))
    assert 'name="delivered_on"' in page and 'name="installed_on"' in page
    early = correct(cy, made, sold_on="2026-11-02", delivered_on="2026-11-01")
    assert early.status_code == 422 and "before it was bought" in error_at(early, "delivered_on")
    assert (
        correct(
            cy, made, sold_on="2026-11-02", delivered_on="2026-11-09", installed_on="2026-11-10"
        ).status_code
        == 303
    )
    now_is = fresh(made)
    assert (now_is.delivered_on, now_is.installed_on) == (date(2026, 11, 9), date(2026, 11, 10))
    assert {row[3] for row in covers(now_is) if row[2] == "term"} >= {date(2026, 11, 10)}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("sold_on", "2026-11-24", "still to come"), ("sold_on", "1026-11-24", "too long ago"), ("sold_on", "", "When was it bought"),
        ("name", "  ", "needed on every card"), ("name", "\u200b", "needed on every card"), ("phone", "1380013800", "1 digit missing"),
        ("phone", "", "needed on every card"), ("address", " ", "needed on every card"), ("postcode", "1" * 13, "longer than 12"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_correction_is_said_at_its_field(card, ann, field, value, sentence):
    answer = correct(ann, card, **{field: value})
    assert answer.status_code == 422 and sentence in error_at(answer, field)
    assert fresh(card).version == card.version and fresh(card).customer_name == "陈晓明"


def test_a_day_that_stays_is_not_held_against_a_product_that_is_sold_since_a_later_one(card, ann):
    db.session.get_one(Product, card.lines[0].product_id).sold_since = date(2026, 11, 20)
    db.session.commit()
    refused = correct(ann, card, sold_on="2026-11-11")
    assert refused.status_code == 422 and "is sold only since 2026-11-20" in error_at(refused, "sold_on")
    assert correct(ann, fresh(card), address="清泰街90号").status_code == 303
    assert fresh(card).customer_address == "清泰街90号"


def test_what_is_sold_before_that_day_is_handed_over_and_its_card_corrected(ann, shop):
    db.session.get_one(Product, counter_side.phone_shelf()["X20"]).sold_since = date(2026, 12, 1)
    db.session.commit()
    path = counter_side.sold(ann)
    counter_side.ready(path)
    assert ann.send(f"{path}/handover", address="和平路18号", invoice_number="NM-1").status_code == 303
    card = db.session.scalars(sa.select(Card)).one()
    kept = {"address": "和平路18号", "sold_on": card.sold_on.isoformat()}
    assert correct(ann, card, **kept, invoice_number="NM-2").status_code == 303
    assert fresh(card).invoice_number == "NM-2"


def test_on_the_day_of_issue_anybody_corrects_later_only_managers(card, visit, monday):
    assert "/correction" in text_of(visit("ann").get(f"/warranty-cards/{card.id}"))
    monday.move_to(factories.NOW + timedelta(1))
    ann, bo, dee = visit("ann"), visit("bo"), visit("dee")
    assert "/correction" not in text_of(ann.get(f"/warranty-cards/{card.id}"))
    refused = correct(ann, card, address="清泰街90号")
    assert refused.status_code == 403 and "a manager corrects it" in text_of(refused)
    assert ann.get(f"/warranty-cards/{card.id}/correction").status_code == 403
    assert correct(bo, card, address="清泰街90号").status_code == 303
    assert correct(dee, fresh(card), address="清泰街92号").status_code == 303


def test_of_two_who_correct_one_card_one_wins_and_the_other_sees_both(card, ann, bo):
    assert correct(bo, card, version=1, address="清泰街90号", invoice_number="INV-7").status_code == 303
    late = correct(ann, card, version=1, address="清泰街99号", invoice_number="INV-7")
    page = text_of(late)
    assert late.status_code == 409 and "Bo changed this card at 10:00" in page
    assert (
        'value="清泰街99号"' in page
        and "Now on the card: 清泰街90号" in page
        and page.count("Now on the card") == 1
    )
    assert fresh(card).customer_address == "清泰街90号"
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    assert (
        correct(ann, card, version=version, address="清泰街99号", invoice_number="INV-7").status_code == 303
    )
    assert fresh(card).customer_address == "清泰街99号"


def test_a_correction_never_writes_the_old_owner_over_the_new_one(card, ann, bo):
    owner, version = card.customer_id, card.version
    hand_over(ann, card)
    late = correct(bo, card, version=version, owner=owner, address="清泰街99号")
    assert late.status_code == 409 and "new owner" in text_of(late) and fresh(card).customer_name == "周敏"


def test_sent_twice_it_is_done_once_and_nothing_new_is_nothing(card, ann):
    for _ in range(2):
        assert correct(ann, card, "y" * 22, version=1, address="清泰街90号").status_code == 303
    assert correct(ann, fresh(card), address="清泰街90号").status_code == 303
    assert (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(HistoryEntry).where(HistoryEntry.verb == "correct")
        )
        == 1
    )


def test_in_a_store_abroad_a_number_from_elsewhere_is_shown_so_that_it_is_read_again(card, ann):
    factories.the_store().jurisdictions = ["GB"]
    db.session.commit()
    page = text_of(ann.get(f"/warranty-cards/{card.id}/correction"))
    shown = re.search(r'name="phone"[^>]*value="([^"]*)"', page)[1]
    assert shown == "+86 138 0013 8000"
    assert correct(ann, card, phone=shown, address="清泰街90号").status_code == 303
    assert fresh(card).customer_phone == "+8613800138000"
