"""The product page: size, price, what is left, what to say to whom."""

import pytest

from counter.catalog.models import Ean
from counter.extensions import db
from tests.factories import a_product
from tests.stock.pieces import IMEI, a_phone, goods
from tests.support.answers import said
from tests.support.queries import counted

FAB = [
    {"feature": {"zh": "大字", "en": "Large type"}, "advantage": {"zh": "看得清", "en": "Easy to read"},
     "benefit": {"zh": "不用戴眼镜", "en": "No glasses needed"}, "for": ["elder"]},
    {"feature": {"zh": "快", "en": "Fast chip"}, "advantage": {"zh": "不卡", "en": "No stutter"},
     "benefit": {"zh": "玩得爽", "en": "Games run smoothly"}, "for": ["gaming"]},
    {"feature": {"zh": "耐用", "en": "Sturdy frame"}, "advantage": {"zh": "摔不坏", "en": "Survives a fall"},
     "benefit": {"zh": "放心", "en": "Peace of mind"}, "for": []},
]  # fmt: skip


def find(visitor, q, **kw):
    return said(visitor.post("/products/search", data={"csrf_token": visitor.csrf, "q": q}, **kw))


@pytest.mark.ledger("FU-12")
def test_size_and_price_are_two_acts_away_by_name_code_or_scan(visit, shop):
    bed = a_product(
        "BED-OAK", "bed", "furniture_cn", 698000, spec={"width_mm": 1900, "depth_mm": 2130, "height_mm": 1050}
    )
    bed.name = {"zh": "橡木床", "en": "Oak bed"}
    db.session.add(Ean(code="6990217001010", product_id=bed.id))
    cy = visit("cy")
    for page in (
        "/today",
        "/customers",
        "/sales",
        "/sales/new",
        "/callbacks",
        "/warranty-cards",
        "/checklists",
    ):
        assert 'href="/products"' in said(cy.get(page)), page
    page = said(cy.get("/products"))  # the first act; the size already stands there
    assert "W 1900 × D 2130 × H 1050 mm" in page
    for q in ("larkbed", "BED-OAK", "6990217001010"):  # the second
        found = find(cy, q, headers={"HX-Request": "true"})
        assert "W 1900 × D 2130 × H 1050 mm" in found and "¥6,980" in found and "<html" not in found, q


@pytest.mark.ledger("GO-29")
def test_a_product_is_found_by_name_code_and_barcode_and_tells_all_about_it(ann, shop):
    product, _ = a_phone(
        ean="6990126001361",
        spec={"memory_gb": 12, "standby_hours": 400, "box_contents": [{"zh": "充电器", "en": "charger"}]},
    )
    a_phone("X30", imei="490154203237997"[:14] + "3", place="demo")
    for q in ("lark x20", "X20", "6990126001361", IMEI):
        found = find(ann, q)
        assert f'href="/products/{product.id}"' in found and "Lark X30" not in found, q
    page = said(ann.get(f"/products/{product.id}"))
    for shown in ("¥3,699", "1 on the shelf", "12 GB", "400 hours", "charger", "serial ending in 7518"):
        assert shown in page, shown


@pytest.mark.ledger("TS-43")
def test_the_product_says_feature_advantage_and_benefit_for_the_kind_of_customer(ann, shop):
    number = goods("C2", category="feature_phone", fab=FAB, not_for=["gaming"]).id
    page = said(ann.get(f"/products/{number}"))
    for text in ("Large type", "Easy to read", "No glasses needed", "Games run smoothly", "Peace of mind"):
        assert text in page
    elder = said(ann.get(f"/products/{number}?for=elder"))
    assert "No glasses needed" in elder and "Peace of mind" in elder and "Games run smoothly" not in elder
    assert elder.index("No glasses needed") < elder.index("Peace of mind")
    assert "Not the best choice for: Plays games" in said(ann.get(f"/products/{number}?for=gaming"))
    assert "Games run smoothly" in said(ann.get(f"/products/{number}?for=nobody"))


def test_what_fits_is_named_on_both_sides(ann, shop):
    phone, _ = a_phone()
    case = goods("CASE-X20", fits=["X20"])
    goods("CASE-Y", fits=["X2"])
    assert "Lark CASE-X20" in said(ann.get(f"/products/{phone.id}"))
    assert "Lark CASE-Y" not in said(ann.get(f"/products/{phone.id}"))
    assert "Lark X20" in said(ann.get(f"/products/{case.id}"))


def test_another_trades_product_is_not_here(ann, cy, shop):
    number = goods().id
    assert ann.get(f"/products/{number}").status_code == 200
    assert cy.get(f"/products/{number}").status_code == 404 and "Lark CASE" not in said(cy.get("/products"))
    for odd in ("0", "99999999999999999999"):
        assert ann.get(f"/products/{odd}").status_code == 404


def test_odd_searches_are_calm(ann, shop):
    goods()
    for q in ("", " ", "\x00", "%", "👻", "x" * 10_000, "'; drop table products; --"):
        assert ann.post("/products/search", data={"csrf_token": ann.csrf, "q": q}).status_code == 200
    assert "No product like this here" in find(ann, "zzz")


def test_one_and_fifty_products_cost_the_same_queries(ann, shop):
    costs = []
    for start, stop in ((0, 1), (1, 50)):
        for count in range(start, stop):
            goods(f"CASE{count}")
        with counted() as listed:
            ann.get("/products")
        with counted() as found:
            find(ann, "lark")
        costs.append((len(listed), len(found)))
    assert costs[0] == costs[1] and max(costs[1]) <= 7
