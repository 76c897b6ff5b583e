"""What the scanner or a hand types: a unit, a product, or a sentence that helps."""

import pytest

from counter.catalog.identifiers import completed_imei
from counter.stock.scanning import UnknownScan, scanned
from tests.factories import a_product, the_store
from tests.stock.pieces import IMEI, a_phone, goods

EAN = "6990126001361"
OTHER = completed_imei("49015420323799")


@pytest.mark.parametrize(
    "text",
    [IMEI, "49 015420 323751 8", f"IMEI: {IMEI}", "SN237518", "S/N: sn237518", f"(01)0{EAN}(21)SN237518"],
)
def test_a_unit_is_found_by_any_of_its_numbers(shop, text):
    product, unit = a_phone(ean=EAN)
    found = scanned(text, the_store())
    assert (found.product, found.unit) == (product, unit)


@pytest.mark.parametrize("text", [EAN, f"0{EAN}", "X20", "x20 "])
def test_a_product_is_found_by_barcode_and_code(shop, text):
    product, _ = a_phone(ean=EAN)
    found = scanned(text, the_store())
    assert (found.product, found.unit) == (product, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (IMEI[:-1] + "4", "The last digit should be 8; check for a mistyped digit"),
        (OTHER[:-1], f"The 15th digit is missing; it should be {OTHER[-1]}"),
        (EAN[:-1] + "2", "The last digit should be 1; check for a mistyped digit"),
        (OTHER, "No phone with this IMEI is in this store's stock."),
        ("4006381333931", "No product of this store has this barcode."),
        ("QQ123", "Nothing in this store has this number. Check it, or search by name."),
        ("", "Nothing was scanned. Try again, or type the number."),
        ("\x00", "Nothing was scanned. Try again, or type the number."),
        ("9" * 500, "Nothing in this store has this number. Check it, or search by name."),
    ],
)
def test_what_is_not_here_is_said_with_the_likeliest_reason(shop, app, text, sentence):
    a_phone()
    with app.test_request_context(headers={"Accept-Language": "en"}), pytest.raises(UnknownScan) as error:
        scanned(text, the_store())
    assert str(error.value.sentence) == sentence


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("demo", "This one is a demo unit; take one from the shelf."),
        ("sold", "This one is sold already."),
        ("repair", "This one is in repair."),
    ],
)
def test_a_unit_in_another_place_says_where_it_is(shop, app, place, sentence):
    a_phone(place=place)
    with app.test_request_context(headers={"Accept-Language": "en"}), pytest.raises(UnknownScan) as error:
        scanned(IMEI, the_store())
    assert str(error.value.sentence) == sentence


def test_another_stores_unit_and_trade_are_not_known(shop):
    a_phone(ean=EAN)
    goods("BED", category="bed", trade="furniture_cn", quantity=0)
    for text in (IMEI, EAN, "X20"):
        with pytest.raises(UnknownScan):
            scanned(text, the_store("JJ"))
    assert a_product("CASE2", category="case") and scanned("BED", the_store("JJ")).unit is None
