"""With more accessories and models than are read at once, a sale still offers what fits, suits and is on the shelf."""

import pytest

from counter.extensions import db
from counter.stock.moving import adjust
from tests.catalog.products import the_product
from tests.factories import a_product, the_store
from tests.sales.counter_side import IMEI, PHONE, begin, furniture_floor, phone_shelf, suggested, text, tick
from tests.support.queries import counted

pytestmark = pytest.mark.usefixtures("monday")


@pytest.mark.slow
def test_what_is_offered_is_found_among_many_older_and_newer_ones(ann, shop):
    there, nobody = the_store("NM").id, {"price": 900000}
    for place in range(320):
        a_product(f"OLD{place}", "case", **nobody)  # dear, and nowhere on the shelf
    phone_shelf()
    for place in range(320):
        kind = ({"fits": ["S9"]}, {"fits": ["X200"]}, {"not_for": ["photography"]}, {})[place % 4]
        one = a_product(f"NEW{place}", "film", price=12900 if not kind else 900000, **kind)
        adjust(there, one.id, "shelf", 1)
    own = a_product("OWN", "case", price=100, fits=["X20"], suits=["photography"])
    adjust(there, own.id, "shelf", 1)
    db.session.commit()
    path = begin(ann, **PHONE)
    tick(ann, path, "need", **{"a.customer_type": "photography"})
    with counted() as queries:
        ann.send(path + "/lines", code=IMEI)
    assert set(suggested(path)) == {"FILM", "OWN", "COVER", "MEM"}
    assert len([one for one in queries if "row_number" in one]) == 1


def test_a_code_in_chinese_of_old_is_found_in_what_is_made_for_it(ann, shop):
    shelf = phone_shelf()
    made = a_product("MADE", "film", price=100, fits=["云雀X20"])
    db.session.get(type(made), shelf["X20"]).code = "云雀X20"
    adjust(the_store("NM").id, made.id, "shelf", 1)
    db.session.commit()
    path = begin(ann, **PHONE)
    ann.send(path + "/lines", code=IMEI)
    assert "MADE" in suggested(path) and "FILM" not in suggested(path)
    assert "Lark MADE" in text(ann.get(f"/products/{shelf['X20']}"))


def test_what_is_made_to_measure_needs_no_shelf(cy, shop):
    furniture_floor()
    for place in range(70):
        a_product(f"P{place}", "pillow", "furniture_cn", 900000)
    a_product("MADE", "pillow", "furniture_cn", 500, spec={"custom": True})
    db.session.commit()
    path = begin(cy, name="许文静", phone="15200009038")
    cy.send(path + "/lines", code="BED")
    assert "PILLOW" in suggested(path)
    cy.send(f"{path}/suggestions/{suggested(path)['PILLOW']}/refusal")
    cy.send(path + "/lines", product=str(the_product("UP").id))
    assert "MADE" in suggested(path)


def test_models_are_those_that_suit_not_the_dearest(ann, shop):
    for place in range(210):
        a_product(f"D{place}", price=999900, not_for=["elder"] if place % 2 else [])
    phone_shelf()
    path = begin(ann, **PHONE)
    tick(ann, path, "need", **{"a.customer_type": "elder"})
    page = text(ann.get(path + "?stage=needs"))
    assert "Lark C2" in page and "Lark D1<" not in page
