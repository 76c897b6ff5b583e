"""Managers add and change products: what is wrong stands at its field, and nothing that nobody touched is lost."""

import re
from unicodedata import normalize

import pytest

from counter.catalog import adding, alike
from counter.catalog.models import Ean
from counter.catalog.searching import search
from counter.demo.hands import Hand
from counter.extensions import db
from counter.history.models import of
from tests.catalog.products import NOKIA, add, as_shown, error_at, how_many, the_product
from tests.factories import NOW, a_person, a_product, the_person, the_store
from tests.support.answers import said

pytestmark = pytest.mark.usefixtures("monday")
SPEC = {
    "cpu": {"zh": "雀芯8", "en": "Larkchip 8"}, "sim_slots": 2, "screen": "6.7 in / 17 cm", "signature": True,
    "box_contents": [{"zh": "充电器", "en": "charger"}],
}  # fmt: skip


@pytest.fixture
def lark(shop):
    words = {"zh": "256GB 雾蓝", "en": "256 GB, mist blue"}
    product = a_product("X20", spec=SPEC, variant=words, parts=["main_unit", "battery"], suits=["gaming"])
    product.fab = [{"feature": words, "advantage": words, "benefit": words, "for": []}]
    db.session.add(Ean(code="6990126001361", product_id=product.id))
    db.session.commit()
    return product


def test_a_manager_adds_a_product_once_and_finds_it_by_all_that_it_has(bo, ann):
    first = add(bo, operation_id="x" * 22)
    assert first.status_code == 303 and add(bo, operation_id="x" * 22).location == first.location
    product = the_product("NOKIA-3310")
    assert first.location == f"/products/{product.id}" and how_many() == 1
    assert (product.trade, product.category_code, product.price) == ("phone_cn", "feature_phone", 29900)
    assert product.name == {"en": "Nokia 3310"} and product.spec == {"sim_slots": 1} and product.version == 1
    assert [one.code for one in product.eans] == ["6438409600349"] and [one.verb for one in of(product)] == [
        "add"
    ]
    for q in ("nokia", "NOKIA-3310", "6438409600349", "feature"):
        assert search(q, the_store()) == [product], q
    page = said(ann.get(first.location))
    assert "Nokia 3310" in page and "6438409600349" in page and "1 Sep 2000" in page and "/edit" not in page


def test_a_chinese_name_gives_its_sounds_and_a_taken_code_a_number(bo):
    add(bo, name_en="", name_zh="云雀X20", barcodes="")
    add(bo, name_en="", name_zh="云雀X20", variant_zh="红", barcodes="")
    assert the_product("YQX20").variant == {} and the_product("YQX20-2").variant == {"zh": "红"}


def test_changing_the_price_alone_leaves_all_else(bo, lark):
    path, version = f"/products/{lark.id}", lark.version
    typed = as_shown(bo, f"{path}/edit")
    assert typed["parts"] == ["main_unit", "battery"] and typed["figure_cpu"] == "雀芯8 / Larkchip 8"
    kept = {
        name: getattr(lark, name)
        for name in ("spec", "parts", "suits", "fab", "name", "variant", "search_text")
    }
    assert bo.send(f"{path}/edit", **typed).status_code == 303 and not of(lark)  # nothing was to do
    assert bo.send(f"{path}/edit", **{**typed, "price": "3,499.50"}).status_code == 303
    product = the_product("X20")
    assert product.price == 349950 and product.version == version + 1
    assert {name: getattr(product, name) for name in kept} == kept
    assert of(product)[0].changes == {"price": [369900, 349950]}
    assert [one.code for one in product.eans] == ["6990126001361"]


def test_its_page_tells_managers_who_changed_what(bo, lark):
    path = f"/products/{lark.id}/edit"
    assert (
        bo.send(path, **{**as_shown(bo, path), "price": "3,599.50", "name_zh": "云雀新"}).status_code == 303
    )
    page = said(bo.get(path))
    assert "changed name, list price 3699 → 3599.50" in page and "Bo" in page


def test_what_it_is_found_by_is_changed_with_it(bo, lark):
    typed = as_shown(bo, f"/products/{lark.id}/edit")
    typed |= {"name_zh": "", "name_en": "Skylark", "barcodes": "6438409600349\r\n 73513537", "code": "sky-20", "figure_cpu": "",
              "figure_sim_slots": "1", "kind": "phone", "sold_until": "2026-12-01"}  # fmt: skip
    assert bo.send(f"/products/{lark.id}/edit", **typed).status_code == 303
    product = the_product("SKY-20")
    assert [one.code for one in product.eans] == ["6438409600349", "73513537"]
    assert "cpu" not in product.spec and product.spec["sim_slots"] == 1 and product.spec["box_contents"]
    for q, found in (
        ("skylark", 1),
        ("云雀", 0),
        ("6438409600349", 1),
        ("6990126001361", 0),
        ("73513537", 1),
    ):
        assert len(search(q, the_store())) == found, q
    assert of(product)[0].changes["sold_until"] == [None, "2026-12-01"]


def test_what_is_made_for_it_follows_its_code(bo, lark):
    a_product("CASE", "case", fits=["A7", "X20"])
    a_product("FILM", "film", fits=["X200"])
    path = f"/products/{lark.id}/edit"
    assert bo.send(path, **{**as_shown(bo, path), "code": "X20-B"}).status_code == 303
    assert the_product("CASE").fits == ["A7", "X20-B"] and the_product("FILM").fits == ["X200"]
    assert "Lark CASE" in said(bo.get(f"/products/{lark.id}"))


def test_barcodes_alone_are_a_change_and_the_second_to_save_is_shown_both(bo, dee, lark):
    path = f"/products/{lark.id}/edit"
    mine, theirs = as_shown(bo, path), as_shown(dee, path)
    assert dee.send(path, **{**theirs, "barcodes": "6438409600349"}).status_code == 303
    late = bo.send(path, **{**mine, "price": "1"})
    page = said(late)
    assert late.status_code == 409 and "Dee changed this record" in page and 'value="1"' in page
    assert "Now on record: 6438409600349" in page and "Now on record: 3699" in page
    assert page.count("Now on record") == 2 and the_product("X20").price == 369900
    assert (
        bo.send(path, **{**mine, "price": "1", "version": str(the_product("X20").version)}).status_code == 303
    )


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("price", "", "What does it cost?"),
        ("price", "abc", "This is no amount. Type it like 6400 or 6400.50."),
        ("price", "-5", "This is no amount."),
        ("price", "1000000000000", "This is no amount."),
        ("price", "999999999999", "The amount must be at most 10 million."),
        ("code", "x" * 10_000, "longer than 40 characters"),
        ("code", "A B", "no spaces"),
        ("code", "云雀X20", "has the letters A to Z, digits"),
        ("code", "A+B", "has the letters A to Z, digits"),
        ("code", "㍿" * 11, "has the letters A to Z, digits"),
        ("code", "ß" * 21, "longer than 40 characters"),
        ("code", "ﬃ" * 40, "longer than 40 characters"),
        ("code", "A\x00B", "can&#39;t be stored"),
        ("code", "x20", "Lark X20, 256 GB, mist blue has this code already."),
        ("name_en", "a\x00b", "can&#39;t be stored"),
        ("name_en", "👻", "A name has letters or digits."),
        ("name_en", "n" * 81, "longer than 80 characters"),
        ("name_zh", "\ud800", "can&#39;t be stored"),
        ("barcodes", "6438409600348", "The last digit should be 9"),
        ("barcodes", "6438409600349\n12", "has 13 digits, on small boxes 8"),
        ("barcodes", "6990126001361", "6990126001361 is the barcode of Lark X20, 256 GB, mist blue."),
        ("kind", "", "What kind of thing is it?"),
        ("kind", "bed", "Choose a kind of the list."),
        ("kind", "goods", "Choose a kind of the list."),
        ("kind", "no\x00thing", "Choose a kind of the list."),
        ("material", "oak", "Choose one of the list."),
        ("parts", "springs", "Choose parts of the list."),
        ("sold_until", "2000-09-01", "That is before it was sold at all."),
        ("sold_since", "soon", "Not a valid date value."),
        ("figure_sim_slots", "two", "A whole number up to 9,999,999 is wanted here."),
        ("figure_sim_slots", "99999999", "A whole number up to"),
        ("figure_sim_slots", "1,5", "A whole number up to"),
        ("price", "12,50", "Type it like 6400 or 6400.50"),
        ("figure_battery_threshold", "101", "A whole number up to 100"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(bo, lark, field, typed, sentence):
    if typed == "\ud800":
        typed = "\x01"  # a client can't send half a character
    answer = add(bo, **{field: typed})
    assert answer.status_code == 422 and how_many() == 1
    if field != "material":  # phones have none, so there is no such field
        assert sentence in error_at(answer, field), said(answer)
    assert "Nokia 3310" in said(answer) or field == "name_en"
    if typed.isprintable() and field not in ("kind", "material", "parts"):
        assert (normalize("NFKC", typed).upper() if field == "code" else typed) in said(answer)


@pytest.mark.parametrize("code", ["x20 pro", "云雀-x20", "A+B#1", "ß" * 40, "X20 "])
def test_a_code_of_old_stays_as_it_is_if_nobody_touched_it(bo, shop, code):
    product = a_product("X20")
    number, product.code = product.id, code
    db.session.commit()
    path = f"/products/{number}/edit"
    assert bo.send(path, **{**as_shown(bo, path), "price": "1"}).status_code == 303
    product = the_product(code)
    assert product.id == number and product.price == 100 and "code" not in of(product)[0].changes
    answer = bo.send(path, **{**as_shown(bo, path), "code": f"{code[:30].strip()} 2"})
    assert answer.status_code == 422 and error_at(answer, "code")
    assert bo.send(path, **{**as_shown(bo, path), "code": "ﬃ-２"}).status_code == 303
    assert the_product("FFI-2").id == number


def test_a_name_is_wanted_in_one_language(bo, lark):
    answer = add(bo, name_en="  ", name_zh="")
    assert answer.status_code == 422 and "One of the two languages is enough" in error_at(answer, "name_zh")


def test_the_same_name_and_variant_is_said_with_a_link_to_it(bo, cy, lark):
    same = {"barcodes": "", "name_zh": "云雀 x20", "name_en": ""}
    answer = add(bo, **same, variant_zh="256gb雾蓝")
    assert answer.status_code == 422 and "with the code X20" in error_at(answer, "name_zh")
    assert re.search(rf'href="/products/{lark.id}" target="_blank"', said(answer))
    assert add(bo, **same, variant_zh="512GB 雾蓝").status_code == 303
    assert add(bo, **same, code="BARE").status_code == 303  # without a variant it is another
    assert add(bo, **same, code="BARE-2").status_code == 422


def test_a_code_of_another_trade_is_said_without_a_way_there(bo, shop):
    bed = a_product("BED-OAK", "bed", "furniture_cn")
    page = add(bo, code="BED-OAK")
    assert "Lark BED-OAK has this code already." in error_at(page, "code")
    assert f"/products/{bed.id}" not in said(page)


def test_a_piece_of_furniture_needs_its_material_and_keeps_its_parts(visit, shop):
    a_person("fay", the_store("JJ"), "manager")
    fay = visit("fay")
    bed = {"kind": "bed", "name_zh": "老橡木床", "name_en": "", "barcodes": "", "figure_sim_slots": None}
    assert "What is it made of?" in error_at(add(fay, **bed), "material")
    assert (
        add(
            fay,
            **bed,
            material="oak",
            parts=["frame", "finish"],
            figure_width_mm="1,800",
            figure_custom="yes",
        ).status_code
        == 303
    )
    made = the_product("LXMC")
    assert (made.trade, made.material, made.parts) == ("furniture_cn", "oak", ["frame", "finish"])
    assert made.spec == {"width_mm": 1800, "custom": True}


def test_head_office_chooses_the_trade_and_a_manager_cannot(bo, dee, shop):
    page = said(dee.get("/products/new?trade=furniture_cn"))
    assert (
        'href="/products/new?trade=phone_cn"' in page
        and 'value="bed"' in page
        and 'value="phone"' not in page
    )
    bed = {"kind": "bed", "name_en": "Oak bed", "barcodes": "", "material": "oak", "trade": "furniture_cn"}
    answer = add(dee, **bed)
    assert answer.status_code == 303 and the_product("OAK-BED").trade == "furniture_cn"
    assert "Oak bed" in said(dee.get(answer.location)) and "Oak bed" in said(
        dee.get("/products?trade=furniture_cn")
    )
    assert "Oak bed" not in said(dee.get("/products"))  # the store that she acts for sells phones
    assert "Choose a kind of the list." in error_at(add(bo, **bed, code="B"), "kind")
    for path in (answer.location, f"{answer.location}/edit"):
        assert bo.get(path).status_code == 404
    assert bo.send(f"{answer.location}/edit", **NOKIA).status_code == 404


def test_who_serves_looks_and_adds_nothing(ann, lark):
    assert "/products/new" not in said(ann.get("/products"))
    for path in ("/products/new", f"/products/{lark.id}/edit"):
        assert ann.get(path).status_code == 403
    assert add(ann).status_code == 403 and ann.send(f"/products/{lark.id}/edit", price="1").status_code == 403


def test_a_form_that_was_sent_comes_back_with_what_was_typed(bo, shop):
    add(bo, operation_id="y" * 22)
    again = add(bo, operation_id="y" * 22, name_en="Nokia 3330", barcodes="")
    assert again.status_code == 409 and 'value="Nokia 3330"' in said(again) and how_many() == 1


@pytest.mark.parametrize("typed", [{"code": "X20"}, {"code": "", "barcodes": "6990126001361"}])
def test_of_two_at_once_the_second_is_told_whose_it_is(bo, lark, monkeypatch, typed):
    """Neither saw the other when it looked; the database has the last word."""
    looked = []
    found = {name: getattr(alike, name) for name in ("with_code", "with_barcodes")}

    def blind(name, nothing):
        def look(*args):
            looked.append(name)
            return found[name](*args) if looked.count(name) > 1 else nothing

        return look

    monkeypatch.setattr(alike, "with_code", blind("with_code", None))
    monkeypatch.setattr(alike, "with_barcodes", blind("with_barcodes", {}))
    answer = add(bo, **typed)
    assert answer.status_code == 422 and how_many() == 1
    field = "code" if typed["code"] else "barcodes"
    assert "Lark X20, 256 GB, mist blue" in error_at(answer, field)


def test_a_code_that_is_taken_while_one_saves_leaves_the_product_as_it_was(bo, lark):
    other = a_product("C2")
    hand = Hand.of(the_person("bo"), the_store())
    values = {"code": "X20", "name": other.name, "price": 5}
    with pytest.raises(adding.Taken):
        adding.change(other, values, [], hand, NOW)
    assert (other.code, other.price) == ("C2", 369900) and not of(other)
