"""A phone is sold: who it is for, what is shown, what goes on the slip."""

import pytest

from counter.extensions import db
from counter.sales.models import Sale, SaleLine
from counter.stock.models import Unit
from tests.factories import the_store
from tests.sales.counter_side import (
    DEMO_IMEI,
    IMEI,
    OTHER_IMEI,
    PHONE,
    begin,
    count,
    errors,
    furniture_floor,
    paid,
    phone_shelf,
    sold,
    step,
    suggested,
    text,
    the_sale,
    tick,
)  # fmt: skip


@pytest.fixture
def shelf(shop):
    return phone_shelf()


def test_a_phone_in_any_spelling_finds_the_customer_and_never_stands_in_an_address(ann, shelf):
    begin(ann, **PHONE)
    for typed in ("13800138000", "138-0013-8000", "+86 138 0013 8000", "8000", "陈晓明"):
        page = text(ann.post("/sales/customers/search", data={"csrf_token": ann.csrf, "q": typed}))
        assert "陈晓明" in page and "138 0013 8000" in page, typed
    assert "13800138000" not in begin(ann, **PHONE)


def test_the_same_name_and_number_again_is_the_same_customer(ann, shelf):
    first, second = begin(ann, **PHONE), begin(ann, name=" 陈晓明", phone="+8613800138000")
    assert the_sale(first).customer_id == the_sale(second).customer_id


def test_another_name_with_a_known_number_is_asked_who_it_is(ann, shelf):
    first = begin(ann, **PHONE)
    answer = ann.send("/sales", name="陈小红", phone="13800138000")
    assert (
        answer.status_code == 422
        and "This number is known" in text(answer)
        and 'value="陈小红"' in text(answer)
    )
    second = begin(ann, name="陈小红", phone="13800138000", known="family", whose="child")
    assert the_sale(first).customer_id != the_sale(second).customer_id


def test_another_store_s_customer_is_not_taken_by_id(ann, cy, shelf):
    number = the_sale(begin(cy, name="许文静", phone="15200009038")).customer_id
    assert ann.send("/sales", customer=str(number)).status_code == 404
    assert ann.send(begin(ann) + "/customer", customer=str(number)).status_code == 404


def test_one_can_serve_first_and_ask_for_the_name_later(ann, shelf):
    path = begin(ann)
    assert the_sale(path).customer is None and "No name yet" in text(ann.get(path))
    assert ann.send(path + "/customer", **PHONE).status_code == 303
    assert the_sale(path).customer.name == "陈晓明"


@pytest.mark.ledger("PH-08")
def test_starting_a_sale_opens_with_the_greeting(ann, shelf):
    page = text(ann.get(begin(ann)))
    assert "Hello, welcome to NM store" in page and "Look up as they reach the counter" in page


@pytest.mark.ledger("PH-09", "PH-12", "FU-21")
def test_a_seat_a_drink_and_the_lounge_are_offered_where_the_store_has_them(ann, cy, shelf):
    path = begin(ann)
    codes = {one.code: one.is_required for one in the_sale(path).steps}
    assert codes["seat"] is False and codes["drink"] is False and "lounge" not in codes
    assert tick(ann, path, "seat").status_code == 303 and step(path, "seat").done_at
    the_store("NM").capabilities = {"wifi": True, "drinks": False, "lounge": True}
    db.session.commit()
    codes = {one.code for one in the_sale(begin(ann)).steps}
    assert "lounge" in codes and "drink" not in codes
    assert step(begin(cy), "water").is_required is False


def test_the_steps_are_the_sale_s_own_and_a_second_tick_changes_nothing(ann, shelf):
    path = begin(ann)
    tick(ann, path, "greet")
    first = step(path, "greet").done_at
    tick(ann, path, "greet")
    assert step(path, "greet").done_at == first
    ann.send(f"{path}/steps/{step(path, 'greet').id}/reopening")
    assert step(path, "greet").done_at is None


@pytest.mark.ledger("PH-11", "FU-18")
def test_the_kind_of_customer_decides_the_models_the_benefits_and_the_talking_points(ann, shelf):
    path = begin(ann, **PHONE)
    tick(ann, path, "need", **{"a.customer_type": "photography", "a.top_need": "夜景"})
    sale = the_sale(path)
    assert (sale.customer_type, sale.need, sale.customer.customer_type) == (
        "photography",
        "夜景",
        "photography",
    )
    page = text(ann.get(path + "?stage=needs"))
    assert "Lark X20" in page and "Sharp at night" in page and "Cool in the hand" not in page
    assert "Take one now" in page and "Large type" not in page
    tick(ann, path, "need", **{"a.customer_type": "elder"})
    page = text(ann.get(path + "?stage=needs"))
    assert "Lark C2" in page and "Lark X20" not in page and "Large type" in page


@pytest.mark.ledger("PH-20")
def test_two_sims_are_spoken_of_where_the_phone_has_two(ann, shelf):
    path = begin(ann)
    at = f"{path}?stage=needs&step={step(path, 'introduce').id}&product="
    assert "One number for work" in text(ann.get(at + str(shelf["X20"])))
    assert "One number for work" not in text(ann.get(at + str(shelf["C2"])))


@pytest.mark.ledger("PH-17", "PH-18")
def test_the_spec_sheet_and_the_model_s_own_demonstration_open_from_the_step(ann, shelf):
    path = begin(ann)
    at = f"{path}?stage=demonstration&step={step(path, 'cpu').id}&product="
    page = text(ann.get(at + str(shelf["X20"])))
    assert "Larkchip 8" in page and "photograph the lit sign" in page and "Switch apps" not in page
    assert "Switch apps" in text(ann.get(at + str(shelf["C2"])))


@pytest.mark.ledger("PH-13")
def test_software_comes_after_hardware_and_leaving_it_out_needs_a_reason(ann, shelf):
    path = begin(ann)
    answer = tick(ann, path, "signature")
    assert answer.status_code == 422 and "First the steps before" in errors(answer)[0]
    for code in ("look_and_feel", "screen", "camera_sound", "cpu", "inside"):
        assert tick(ann, path, code).status_code == 303
    assert tick(ann, path, "signature").status_code == 303
    assert ann.send(path + "/skipping", group="software", reason="").status_code == 422
    assert ann.send(path + "/skipping", group="software", reason="赶火车").status_code == 303
    assert step(path, "try_it").waived_because == "赶火车" and step(path, "signature").waived_because == ""


def test_an_imei_puts_that_very_phone_on_the_slip_and_its_attachments_are_offered(ann, shelf):
    path = begin(ann)
    answer = ann.send(path + "/lines", code="86-420706-218441-7")
    assert answer.status_code == 303 and answer.location.endswith("stage=attachments")
    line = the_sale(path).lines[0]
    assert line.unit.serials[0].value == IMEI and line.unit_price == 369900 and step(path, "choose").done_at
    assert set(suggested(path)) == {"FILM", "CASE", "COVER"}  # no film of another phone, no memory for nobody


@pytest.mark.parametrize(
    "code, sentence",
    [
        (IMEI[:-1] + "8", "last digit should be 7"),
        (DEMO_IMEI, "demo unit"),
        ("353270081234561", "No phone with this IMEI"),
        ("", "Nothing was scanned"),
        ("没有的东西", "Nothing in this store"),
        ("x" * 301, "longer than 300"),
        ("a\0b", "be stored"),
    ],
)
def test_a_scan_that_is_nothing_here_says_why(ann, shelf, code, sentence):
    path = begin(ann)
    answer = ann.send(path + "/lines", code=code)
    assert answer.status_code == 422 and any(sentence in error for error in errors(answer)), errors(answer)
    assert not the_sale(path).lines


def test_a_unit_of_another_store_or_one_that_is_sold_is_refused(ann, cy, shelf):
    furniture_floor()
    mattress = next(u for u in db.session.query(Unit) if u.serials[0].value == "MATT00000001")
    assert ann.send(begin(ann) + "/lines", unit=str(mattress.id)).status_code == 404
    sold(ann)
    answer = ann.send(begin(ann) + "/lines", code=IMEI)
    assert answer.status_code == 422 and "sold already" in errors(answer)[0]


def test_a_phone_without_its_serial_is_asked_which_one_and_a_tap_picks_it(ann, shelf):
    path = begin(ann)
    answer = ann.send(path + "/lines", product=str(shelf["X20"]))
    assert answer.status_code == 422 and "184417" in text(answer) and "800044" in text(answer)
    assert DEMO_IMEI[-6:] not in text(answer) and not the_sale(path).lines
    unit = next(u for u in db.session.query(Unit) if u.serials[0].value == OTHER_IMEI)
    assert ann.send(path + "/lines", unit=str(unit.id)).status_code == 303
    answer = ann.send(path + "/lines", unit=str(unit.id))
    assert answer.status_code == 422 and "on the slip already" in errors(answer)[0]


def test_more_than_the_shelf_has_is_not_put_on_the_slip(ann, shelf):
    path = begin(ann)
    for _again in range(2):
        assert ann.send(path + "/lines", code="CASE").status_code == 303
    assert [line.quantity for line in the_sale(path).lines] == [2]
    answer = ann.send(path + "/lines", code="CASE")
    assert answer.status_code == 422 and "Only 2" in errors(answer)[0]
    line = the_sale(path).lines[0].id
    assert ann.send(f"{path}/lines/{line}/quantity", quantity="3").status_code == 422
    for wrong in ("0", "-1", "abc", "1.5", "", "9" * 30):
        assert ann.send(f"{path}/lines/{line}/quantity", quantity=wrong).status_code == 422, wrong
    assert ann.send(f"{path}/lines/{line}/quantity", quantity="1").status_code == 303
    assert the_sale(path).total == 9900


def test_a_line_comes_off_and_back_with_its_suggestions(ann, shelf):
    path = begin(ann)
    ann.send(path + "/lines", code=IMEI)
    line = the_sale(path).lines[0].id
    ann.send(f"{path}/lines/{line}/removal")
    assert the_sale(path).total == 0 and not suggested(path) and "Undo" in text(ann.get(path))
    ann.send(f"{path}/lines/{line}/restoration")
    assert the_sale(path).total == 369900 and "FILM" in suggested(path)


def test_a_line_of_another_sale_is_not_there(ann, shelf):
    path, other = begin(ann), begin(ann)
    ann.send(other + "/lines", code="CASE")
    line = the_sale(other).lines[0].id
    for act in ("removal", "restoration", "quantity", "unit"):
        assert ann.send(f"{path}/lines/{line}/{act}", quantity="1").status_code == 404
    assert count(SaleLine, SaleLine.removed_at.is_(None)) == 1


def test_products_are_found_as_one_types_with_price_and_stock(ann, shelf):
    path = begin(ann)
    found = ann.post(
        f"{path}/products/search",
        data={"csrf_token": ann.csrf, "code": "case"},
        headers={"HX-Request": "true"},
    )
    assert "Lark CASE" in text(found) and "¥99" in text(found) and "2 on the shelf" in text(found)
    assert "<html" not in text(found)


@pytest.mark.ledger("FU-26", "FU-27", "FU-20")
def test_a_buying_signal_brings_the_closing_lines_and_they_name_the_things_in_hand(cy, shelf):
    floor = furniture_floor()
    path = begin(cy)
    assert "A measured compliment" in text(cy.get(path + "?stage=needs"))
    assert "They want it" not in text(cy.get(path + "?stage=demonstration"))
    tick(cy, path, "need", **{"a.signals": "bargaining"})
    page = text(cy.get(path + "?stage=demonstration"))
    assert "They want it: offer a choice of two" in page and "With your floor, which looks better" in page
    page = text(cy.get(f"{path}?stage=quote&product={floor['MATT']}"))
    assert "put down Lark MATT or Lark BED?" in page and "Of this one, one or two?" in page


def test_a_customer_who_leaves_is_noted_with_a_reason_and_may_come_back(ann, shelf):
    path = begin(ann, **PHONE)
    for wrong in ("", "whatever"):
        assert ann.send(path + "/abandonment", reason=wrong).status_code == 422
    ann.send(path + "/abandonment", reason="price")
    assert the_sale(path).abandoned_because == "price" and "Given up" in text(ann.get(path))
    assert ann.send(path + "/lines", code=IMEI).status_code == 422
    ann.send(path + "/reopening")
    assert ann.send(path + "/lines", code=IMEI).status_code == 303


def test_money_that_was_taken_keeps_the_sale_from_being_given_up(ann, shelf):
    path = begin(ann, **PHONE)
    ann.send(path + "/lines", code=IMEI)
    paid(ann, path, amount="100")
    answer = ann.send(path + "/abandonment", reason="price")
    assert answer.status_code == 422 and "Give it back first" in errors(answer)[0]


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"name": "陈", "phone": "1380013800"}, "1 digit missing"),
        ({"name": "", "phone": "13800138000"}, "What is their name"),
        ({"name": "陈" * 10000, "phone": "13800138000"}, "longer than 60"),
        ({"name": "a\0b", "phone": "13800138000"}, "be stored"),
        ({"customer": "abc"}, "A whole number"),
    ],
)
def test_a_wrong_name_or_number_is_said_at_its_field_and_kept(ann, shelf, fields, sentence):
    answer = ann.send("/sales", **fields)
    page = text(answer)
    assert answer.status_code == 422 and count(Sale) == 0
    if "customer" not in fields:
        assert any(sentence in error for error in errors(answer)), errors(answer)
        assert f'value="{fields["phone"]}"' in page


def test_managers_read_what_was_done_with_the_sale(ann, bo, shelf):
    path = sold(ann)
    assert "took money" in text(bo.get(path)) and "took money" not in text(ann.get(path))
