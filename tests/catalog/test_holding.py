"""What is in stock or on a slip keeps its way of being told apart: by IMEI, by serial, or not at all."""

import pytest

from counter.extensions import db
from counter.stock.moving import adjust
from tests.catalog.products import as_shown, error_at, the_product
from tests.factories import a_product, the_store
from tests.sales.counter_side import IMEI, PHONE, begin, phone_shelf, text, the_sale

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]
ANOTHER_WAY = "told apart in another way"


@pytest.fixture
def shelf(shop):
    return phone_shelf()


def choose(visitor, code, kind):
    path = f"/products/{the_product(code).id}/edit"
    return visitor.send(path, **{**as_shown(visitor, path), "kind": kind})


def test_what_is_on_the_shelf_becomes_neither_counted_nor_a_thing_with_a_serial(bo, ann, shelf):
    path = begin(ann, **PHONE)
    ann.send(path + "/lines", code=IMEI)
    for code, kind in (("X20", "case"), ("X20", "tablet"), ("CASE", "smartphone"), ("BUDS", "smartphone")):
        refused = choose(bo, code, kind)
        assert refused.status_code == 422 and ANOTHER_WAY in error_at(refused, "kind"), (code, kind)
    assert the_product("X20").category_code == "smartphone"
    assert choose(bo, "X20", "feature_phone").status_code == 303  # that is a phone as well
    assert choose(bo, "CASE", "film").status_code == 303
    assert "on the slip already" in text(ann.send(path + "/lines", code=IMEI))


def test_without_pieces_or_a_slip_it_may_change(bo, shop):
    a_product("X20")
    db.session.commit()
    assert choose(bo, "X20", "case").status_code == 303
    assert choose(bo, "X20", "smartphone").status_code == 303
    adjust(the_store("JJ").id, the_product("X20").id, "transit", 1)  # of whichever store, wherever
    db.session.commit()
    assert choose(bo, "X20", "case").status_code == 422


def test_an_open_slip_alone_holds_it_also_by_a_line_that_was_taken_off(bo, ann, shop):
    cover = a_product("COVER", "insurance", price=19900)
    db.session.commit()
    path = begin(ann, **PHONE)
    assert ann.send(path + "/lines", product=cover.id).status_code == 303
    ann.send(f"{path}/lines/{the_sale(path).lines[0].id}/removal")
    assert choose(bo, "COVER", "smartphone").status_code == 422
    assert ann.send(f"{path}/abandonment", reason="price").status_code == 303
    assert choose(bo, "COVER", "smartphone").status_code == 303
