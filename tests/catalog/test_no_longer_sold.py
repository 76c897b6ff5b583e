"""What is sold no more is offered nowhere in a sale, and found wherever somebody brings it back."""

from datetime import date

import pytest

from counter.catalog.models import Ean
from counter.deliveries import moving
from counter.extensions import db
from counter.stock.moving import adjust
from tests import factories
from tests.card_imports import files
from tests.catalog.products import add, as_shown, the_product
from tests.sales.counter_side import (
    IMEI,
    OTHER_IMEI,
    PHONE,
    begin,
    errors,
    phone_shelf,
    suggested,
    text,
    the_sale,
    tick,
)
from tests.stock.pieces import goods
from tests.support.answers import said
from tests.warranty.test_cards_views import OLD

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]
MONDAY = date(2026, 11, 23)


@pytest.fixture
def shelf(shop):
    return phone_shelf()


def stop(code, day=MONDAY):
    product = the_product(code)
    product.sold_until = day
    db.session.commit()
    return product.id


def test_on_its_last_day_it_is_sold_and_on_the_next_it_is_not(shop):
    product = factories.a_product(sold_until=MONDAY)
    assert product.is_sold(date(2026, 11, 22)) and not product.is_sold(MONDAY)
    assert factories.a_product("C2").is_sold(MONDAY)


def test_a_sale_neither_finds_it_nor_takes_it_by_name_code_button_or_serial(ann, shelf):
    db.session.add(Ean(code="6990126001361", product_id=shelf["CASE"]))
    db.session.commit()
    stop("X20")
    stop("CASE")
    path = begin(ann, **PHONE)
    found = ann.post(
        f"{path}/products/search", data={"csrf_token": ann.csrf, "q": "lark"}, headers={"HX-Request": "true"}
    )
    assert "Lark C2" in text(found) and "Lark X20" not in text(found) and "Lark CASE" not in text(found)
    number = shelf["CASE"]
    for typed in ({"code": IMEI}, {"code": "CASE"}, {"code": "6990126001361"}, {"product": number}):
        answer = ann.send(path + "/lines", **typed)
        assert answer.status_code == 422 and "is no longer sold since 2026-11-23." in text(answer), typed
    assert ann.send(path + "/lines", code="larkcase").status_code == 422
    assert not the_sale(path).lines
    stop("CASE", date(2026, 11, 24))
    assert ann.send(path + "/lines", code="CASE").status_code == 303


def test_it_is_neither_suggested_nor_shown_as_a_model_and_an_offer_that_stood_is_refused(ann, shelf):
    path = begin(ann, **PHONE)
    tick(ann, path, "need", **{"a.customer_type": "photography"})
    ann.send(path + "/lines", code=IMEI)
    offered = suggested(path)
    assert {"FILM", "CASE", "MEM"} <= set(offered)
    stop("CASE")
    refused = ann.send(f"{path}/suggestions/{offered['CASE']}/acceptance")
    assert "Lark CASE is no longer sold" in text(refused) and len(the_sale(path).lines) == 1
    ann.send(f"{path}/suggestions/{offered['MEM']}/acceptance")
    stop("MEM")
    line = the_sale(path).lines[0]
    assert ann.send(f"{path}/lines/{line.id}/removal").status_code == 303
    assert (
        ann.send(f"{path}/lines/{line.id}/restoration").status_code == 303
    )  # what was on the slip stays there
    assert "CASE" not in suggested(path) and "FILM" in suggested(path)
    stop("C2")
    other = begin(ann, name="李娜", phone="139 1111 2222")
    assert "Lark C2" not in text(ann.get(f"{other}?stage=demonstration"))


def test_what_was_on_a_slip_before_may_come_onto_it_again_by_another_piece(ann, shelf):
    path, other = begin(ann, **PHONE), begin(ann, name="李娜", phone="139 1111 2222")
    ann.send(path + "/lines", code=IMEI)
    ann.send(f"{path}/lines/{the_sale(path).lines[0].id}/removal")
    ann.send(path + "/lines", code="CASE")
    stop("X20")
    stop("CASE")
    assert ann.send(path + "/lines", code=OTHER_IMEI).status_code == 303
    assert ann.send(path + "/lines", code="CASE").status_code == 303
    assert [(one.product.code, one.quantity) for one in the_sale(path).live_lines] == [
        ("CASE", 2),
        ("X20", 1),
    ]
    assert "no longer sold" in errors(ann.send(other + "/lines", code=IMEI))[0]


def test_the_form_says_how_many_pieces_nobody_could_sell_then(bo, shelf):
    said_there = "are on the shelf: from this day on none can be sold"
    adjust(factories.the_store("JJ").id, shelf["CASE"], "shelf", 1)
    adjust(factories.the_store("NM").id, shelf["CASE"], "transit", 5)
    db.session.commit()
    assert f"3 {said_there}" in said(bo.get(f"/products/{shelf['CASE']}/edit"))
    assert f"2 {said_there}" in said(bo.get(f"/products/{shelf['X20']}/edit"))
    assert said_there not in said(bo.get(f"/products/{shelf['C2']}/edit"))
    assert said_there not in said(bo.get("/products/new"))


def test_the_list_of_products_says_so(ann, shop):
    goods("CASE")
    number = stop("CASE")
    assert "no longer sold" in said(ann.get("/products"))
    assert "no longer sold since 23 Nov 2026" in said(ann.get(f"/products/{number}"))
    stop("CASE", date(2026, 12, 24))
    assert "no longer sold from 24 Dec 2026" in said(ann.get(f"/products/{number}"))


def test_an_old_card_of_what_was_in_no_catalogue_is_registered_once_a_manager_has_added_it(ann, bo):
    typed = {**OLD, "product": "Nokia 3310", "sold_on": "2025-12-20"}
    page = said(ann.send("/warranty-cards", **typed))
    assert "There is no such product." in page and "A manager adds it" in page and "/products/new" not in page
    page = said(bo.send("/warranty-cards", **typed))
    assert 'href="/products/new?name=Nokia+3310" target="_blank" rel="noopener"' in page
    assert all(value in page for value in ("139 0000 2219", "竹影巷12号", "YQS9G69UTMF5", "A-77"))
    form = said(bo.get("/products/new?name=Nokia+3310"))
    assert 'name="name_en" type="text" value="Nokia 3310"' in form
    assert add(bo, sold_until="2026-01-01").status_code == 303
    answer = ann.send("/warranty-cards", **typed)
    assert answer.status_code == 303
    card = said(ann.get(answer.location))
    assert "Nokia 3310" in card and "Battery" in card and "Law: Mobile phone three guarantees" in card
    assert "to 21 Dec 2026" in card  # the main unit's year, and a day of rest
    early = ann.send(
        "/warranty-cards", **{**typed, "sold_on": "2000-08-31", "imei1": "864207062184417", "sn": ""}
    )
    assert early.status_code == 422 and "is sold only since 2000-09-01." in said(early)


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("6438409600349", "?ean=6438409600349"),
        ("IMEI 864207221800093", ""),
        ("138 0013 8000", ""),
        ("诺基亚 3310", "?name=%E8%AF%BA%E5%9F%BA%E4%BA%9A+3310"),
    ],
)
def test_no_number_of_a_phone_gets_into_the_address(bo, typed, begins):
    page = said(bo.send("/warranty-cards", **{**OLD, "product": typed}))
    assert f'href="/products/new{begins}" target="_blank"' in page


def test_lines_of_an_import_find_it_too(bo, shop):
    line = files.as_csv(files.a_line(型号="Nokia 3310", 购买日期="2026-10-20"))
    path = files.check(bo, line)
    assert files.states(path) == {2: "wrong"}
    page = said(bo.get(path))
    assert "Products that nobody has entered yet" in page and 'href="/products/new" target="_blank"' in page
    add(bo, sold_until="2026-11-01")
    bo.send(f"{path}/abandonment")
    again = files.bring_in(bo, line, "again.csv")
    assert files.states(again) == {2: "made"} and files.cards() == 1
    assert "Products that nobody has entered yet" not in said(bo.get(again))


def test_a_batch_of_serials_leads_there_as_well(bo, shop):
    from tests.warranty import cards

    customer = cards.a_card().customer_id
    page = said(
        bo.send(
            f"/customers/{customer}/serial-batches",
            product="Nokia 3310",
            sold_on="2026-10-20",
            serials="A1B2C3",
        )
    )
    assert 'href="/products/new?name=Nokia+3310" target="_blank"' in page and "A1B2C3" in page


def test_a_manager_takes_it_out_of_sale_and_back(bo, ann, shelf):
    path = f"/products/{shelf['CASE']}/edit"
    bo.send(path, **{**as_shown(bo, path), "sold_until": "2026-11-23"})
    sale = begin(ann, **PHONE)
    assert "no longer sold" in errors(ann.send(sale + "/lines", code="CASE"))[0]
    bo.send(path, **{**as_shown(bo, path), "sold_until": ""})
    assert the_product("CASE").sold_until is None
    assert ann.send(sale + "/lines", code="CASE").status_code == 303


def test_a_move_costs_what_is_asked_for_it_today(shop):
    for code, price in (("OLD", 48000), ("NEW", 38000)):
        factories.a_product(code, "move_service", "furniture_cn", price)
    db.session.commit()
    jj = factories.the_store("JJ")
    assert moving.price_of(jj, "move_service", MONDAY) == 48000
    stop("OLD")
    jj = factories.the_store("JJ")
    assert moving.price_of(jj, "move_service", MONDAY) == 38000
