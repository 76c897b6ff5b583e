"""Of many lines nobody looks at each: what is not sure is asked for, and one that can't be made keeps nobody else back."""

from datetime import date

import pytest
import sqlalchemy as sa

from counter.catalog.models import Product
from counter.extensions import db
from counter.warranty.models import Card, Identifier
from tests import factories
from tests.card_imports import files
from tests.support.answers import said
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.fixture(autouse=True)
def phone(shop):
    return cards.a_phone()


@pytest.mark.parametrize("typed", ["X2", "20", "云"])
def test_a_piece_of_a_name_is_no_product(bo, typed):
    path = files.check(bo, files.as_csv(files.a_line(型号=typed)))
    assert files.states(path) == {2: "wrong"} and "Is it Lark X20, 256 GB, mist blue?" in files.said(path, 2)


@pytest.mark.parametrize(
    "typed", ["X20", "x20", "云雀X20", "云雀X20，256GB 雾蓝", "Lark X20", "云雀 X20 256GB 雾蓝"]
)
def test_its_code_or_name_in_full_is(bo, typed):
    assert files.states(files.check(bo, files.as_csv(files.a_line(型号=typed)))) == {2: "fit"}


def test_a_code_is_found_among_many_that_begin_so(bo):
    for number in range(10, 30):
        factories.a_product(f"P{number}", price=500_000 + number)
    factories.a_product("P1", price=100)
    db.session.commit()
    assert files.states(files.check(bo, files.as_csv(files.a_line(型号="P1")))) == {2: "fit"}


def test_an_imei_that_stands_there_twice_is_kept_once(bo, ann):
    twice = {"IMEI": files.IMEIS[0], "序列号": files.IMEIS[0]}
    path = files.bring_in(bo, files.as_csv(files.a_line(**twice), files.a_line(1)))
    assert files.states(path) == {2: "made", 3: "made"}
    old = {
        "name": "曹阳",
        "phone": "13800007777",
        "address": "清泰街88号",
        "product": "X20",
        "sold_on": "2026-10-20",
        "unread": "y",
    }
    again = ann.send("/warranty-cards", **old, imei1=files.IMEIS[1], sn=files.IMEIS[1])
    assert again.status_code == 303
    kinds = db.session.scalars(sa.select(Identifier.kind).where(Identifier.value.in_(files.IMEIS[:2]))).all()
    assert kinds == ["imei1", "imei1"]


def test_a_line_that_can_be_made_no_more_is_said_and_the_others_are_made(bo):
    """Its product had a term when it was checked, and has none when it is made."""
    lines = [files.a_line(place, 序列号="" if place == 1 else f"SNR{place}") for place in range(4)]
    path = files.check(bo, files.as_csv(*lines))
    assert set(files.states(path).values()) == {"fit"}
    bo.send(f"{path}/approval")
    db.session.execute(sa.update(Product).values(category_code="insurance", parts=[]))
    db.session.commit()
    while files.the_import(path).is_running:
        files.go_on(bo, path)
    assert files.states(path) == {2: "made", 3: "wrong", 4: "made", 5: "made"}
    assert "No card could be made" in files.said(path, 3) and files.cards() == 3
    one = files.the_import(path)
    assert (one.made, one.wrong) == (3, 1)


def test_nobody_bought_it_before_it_was_sold(bo, ann, phone):
    """In a line, in the form of an old card, and where its day is corrected."""
    phone.sold_since = date(2025, 3, 7)
    db.session.commit()
    path = files.check(
        bo, files.as_csv(files.a_line(购买日期="2025-03-06"), files.a_line(1, 购买日期="2025-03-07"))
    )
    assert files.states(path) == {2: "wrong", 3: "fit"}
    assert "sold_on: Lark X20 is sold only since 2025-03-07." in files.said(path, 2)
    old = {
        "name": "曹阳",
        "phone": "13800007777",
        "address": "清泰街88号",
        "product": "X20",
        "sn": "SN77",
        "invoice_number": "A1",
    }
    refused = ann.send("/warranty-cards", **old, sold_on="2025-03-06")
    assert (
        refused.status_code == 422
        and "is sold only since 2025-03-07" in said(refused)
        and 'value="SN77"' in said(refused)
    )
    assert ann.send("/warranty-cards", **old, sold_on="2025-03-07").status_code == 303
    card = db.session.scalars(sa.select(Card)).one()
    fields = {
        "name": "曹阳",
        "phone": "13800007777",
        "address": "清泰街88号",
        "version": str(card.version),
        "owner": str(card.customer_id),
    }
    refused = ann.send(f"/warranty-cards/{card.id}/correction", **fields, sold_on="2024-03-07")
    assert refused.status_code == 422 and "is sold only since 2025-03-07" in said(refused)
