"""What a spreadsheet has made of a value; which column is what."""

import pytest

from counter.card_imports.cells import day_of, told_apart, typed
from counter.card_imports.columns import left_out, missing, recognised


def of(field, text):
    values, wrong = typed([text], {field: 0}, True)
    return values.get(field), field in wrong


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-3-5", "2026-03-05"), ("2026/03/05", "2026-03-05"), ("2026年3月5日", "2026-03-05"), ("2026.3.5", "2026-03-05"),
        ("20260305", "2026-03-05"), ("2026-03-05 00:00:00", "2026-03-05"), ("２０２６－０３－０５", "2026-03-05"),
        ("46086", "2026-03-05"), ("46086.0", "2026-03-05"), ("26.03.05", "2026-03-05"),
        ("3/5/2026", None), ("2026-13-05", None), ("2026-02-30", None), ("yesterday", None), ("5", None), ("26.13.05", None),
    ],
)  # fmt: skip
def test_days(text, day):
    found = day_of(text, True)
    assert (found.isoformat() if found else None) == day


def test_a_year_of_two_digits_comes_first_only_in_china():
    assert day_of("05.03.26", False) is None


@pytest.mark.parametrize(
    ("field", "text", "typed_text", "is_wrong"),
    [
        ("phone", "13800138000.0", "13800138000", False),
        ("phone", "1.38001E+10", "1.38001E+10", True),
        ("phone", "'+8613800138000", "+8613800138000", False),
        ("phone", '="13800138000"', "13800138000", False),
        ("imei1", "8.64207E+14", "8.64207E+14", True),
        ("imei1", "864207062184417.0", "864207062184417", False),
        ("sn", "8.64207062184417E+16", "8.64207062184417E+16", True),
        ("sn", "12E5", "12E5", False),
        ("name", "'=cmd", "=cmd", False),
        ("name", "'t Hooft", "'t Hooft", False),
        ("address", "'s-Gravenhage 1", "'s-Gravenhage 1", False),
        ("address", "'-1 楼", "-1 楼", False),
        ("address", "'3层1号", "3层1号", False),
        ("address", "'＝1", "＝1", False),
        ("sn", "'YQX20B7H3K9M", "YQX20B7H3K9M", False),
    ],
)
def test_numbers_as_a_spreadsheet_leaves_them(field, text, typed_text, is_wrong):
    assert of(field, text) == (typed_text, is_wrong)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("864207062184417", {"imei1": "864207062184417"}),
        ("８６４２０７ ０６２１８４４１７", {"imei1": "８６４２０７ ０６２１８４４１７"}),
        ("864207062184417/490154203237518", {"imei1": "864207062184417", "imei2": "490154203237518"}),
        ("SN350026157", {"sn": "SN350026157"}),
        ("864207062184417、SN1", {"imei1": "864207062184417", "sn": "SN1"}),
        ("IMEI:864207062184417", {"imei1": "864207062184417"}),
        (
            "IMEI1：864207062184417 IMEI2: 490154203237518",
            {"imei1": "864207062184417", "imei2": "490154203237518"},
        ),
        ("串号:864207062184417 S/N:AB12", {"imei1": "864207062184417", "sn": "AB12"}),
        ("序列号：AB12", {"sn": "AB12"}),
        ("IMEI/SN:864207062184417", {"imei1": "864207062184417"}),
        ("IMEI 864207062184417", {"imei1": "864207062184417"}),
        ("864207062184417 490154203237518", {"imei1": "864207062184417", "imei2": "490154203237518"}),
        ("86 420706 218441 7", {"imei1": "86 420706 218441 7"}),
        ("86420722180O093", {"sn": "86420722180O093"}),
        ("8642070621844", {"sn": "8642070621844"}),
        ("AB12CD34 EF56GH78", {"sn": "AB12CD34 EF56GH78"}),
        ("26631/W1TF00123", {"sn": "26631/W1TF00123"}),
        ("12345/00012345", {"sn": "12345/00012345"}),
        ("35123/000123456", {"sn": "35123/000123456"}),
        ("SN:26631/W1TF00123", {"sn": "26631/W1TF00123"}),
        ("353012345678906,26631/W1TF00123", {"imei1": "353012345678906", "sn": "26631/W1TF00123"}),
        ("353012345678906/26631/W1TF00123", {"imei1": "353012345678906", "sn": "26631/W1TF00123"}),
        ("35 301234 567890 6/26631/W1TF00123", {"imei1": "35 301234 567890 6", "sn": "26631/W1TF00123"}),
        ("353012345678906 26631/W1TF00123", {"imei1": "353012345678906", "sn": "26631/W1TF00123"}),
        ("IMEI:353012345678906 SN:26631/W1TF00123", {"imei1": "353012345678906", "sn": "26631/W1TF00123"}),
        ("AB12/CD34", {"sn": "AB12/CD34"}),
        ("IMEI/MEID 35 301234 567890 6", {"imei1": "35 301234 567890 6"}),
        ("IMEI/MEID: A0000012345678", {"sn": "A0000012345678"}),
        ("864207062184417/01", {"imei1": "864207062184417"}),
        ("864207062184417 / 01", {"imei1": "864207062184417"}),
        ("864207062184417/01、490154203237518/01", {"imei1": "864207062184417", "imei2": "490154203237518"}),
        (
            "IMEI/MEID：864207062184417/01 26631/W1TF00123",
            {"imei1": "864207062184417", "sn": "26631/W1TF00123"},
        ),
        (
            "IMEI/MEID1：864207062184417 IMEI/MEID2：490154203237518",
            {"imei1": "864207062184417", "imei2": "490154203237518"},
        ),
        (
            "IMEI/MEID：864207062184417 IMEI2：490154203237518",
            {"imei1": "864207062184417", "imei2": "490154203237518"},
        ),
    ],
)
def test_a_column_for_imei_or_serial_is_told_apart(text, fields):
    assert told_apart(text) == fields


@pytest.mark.parametrize("serial", ["20240315000123", "202403150001234", "2024031500012345"])
def test_digits_that_begin_as_no_imei_are_the_serial_of_what_is_known_by_its_serial(serial):
    assert told_apart(serial) == {"sn": serial} and told_apart(serial, has_imei=True) == {"imei1": serial}
    assert told_apart("864207062184418") == {"imei1": "864207062184418"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("86420722180O093", "imei1"), ("8642070621844", "imei1"), ("SN:8642070621844", "imei1"),
        ("A0000012345678", "sn"), ("YQX20B7H3K9M", "sn"), ("12345678", "sn"),
    ],
)  # fmt: skip
def test_what_is_nearly_an_imei_of_a_phone_is_told_as_one_so_that_the_form_refuses_it(text, field):
    values, wrong = typed([text, "X20"], {"serial": 0, "product": 1}, True, lambda product: product == "X20")
    assert set(values) == {field, "product"} and wrong == {}
    values, wrong = typed([text, "BED"], {"serial": 0, "product": 1}, True, lambda product: product == "X20")
    assert set(values) == {"sn", "product"} and wrong == {}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("864207062184417", {"imei1": "864207062184417"}),
        ("8642O7062184417", {"imei1": "8642O7062184417"}),
        ("8642O7O62I844I7", {"imei1": "8642O7O62I844I7"}),
        ("86420706218441", {"imei1": "86420706218441"}),
        ("864207062184417/01", {"imei1": "864207062184417"}),
        ("864207062184417/490154203237518", {"imei1": "864207062184417", "imei2": "490154203237518"}),
        ("YQX20B7H3K9M", {"sn": "YQX20B7H3K9M"}),
    ],
)
def test_an_imei_of_a_phone_in_the_column_of_serials_goes_into_its_own(text, fields):
    values, wrong = typed([text, "X20"], {"sn": 0, "product": 1}, True, lambda product: 1)
    assert values == fields | {"product": "X20"} and wrong == {}
    values, wrong = typed([text, "BED"], {"sn": 0, "product": 1}, True, lambda product: 0)
    assert values == {"sn": text, "product": "BED"} and wrong == {}


@pytest.mark.parametrize(
    "text",
    ["AB12,CD34", "AB12 / CD34", "864207062184417/490154203237518/356938035643809", "864207062184417,A1,B2"],
)
def test_more_than_one_thing_has_is_wrong_and_nothing_is_dropped(text):
    values, wrong = typed([text], {"serial": 0}, True)
    assert values == {} and "More stands here than one thing has" in str(wrong["serial"])


A, B, C = "864207221800093", "864207062184417", "490154203237518"


@pytest.mark.parametrize(
    ("imei1", "imei2", "sn", "either", "imeis", "kept"),
    [
        (A, "", "", B, 2, (A, B, "")),
        (A, "", "", A, 2, (A, "", "")),
        (A, "", "", "IMEI: 86 420722 180009 3", 1, (A, "", "")),
        ("IMEI1:" + A, "", "", A, 1, ("IMEI1:" + A, "", "")),
        (A + "/01", "", "", A, 1, (A + "/01", "", "")),
        (A, "", "", f"{A}/{B}", 1, (A, B, "")),
        (A, B, "", f"{B} {A}", 1, (A, B, "")),
        ("", B, "", A, 1, (A, B, "")),
        ("", "", A, A, 1, (A, "", "")),
        (A, "", "", "YQX1", 1, (A, "", "YQX1")),
        (A, "", "yqx 1", f"{A},YQX1", 1, (A, "", "yqx 1")),
        ("", "", "YQX1", "YQX1", 0, ("", "", "YQX1")),
    ],
)
def test_a_number_of_the_column_for_either_has_its_place_beside_the_others(
    imei1, imei2, sn, either, imeis, kept
):
    columns = {"imei1": 0, "imei2": 1, "sn": 2, "serial": 3}
    values, wrong = typed([imei1, imei2, sn, either], columns, True, lambda product: imeis)
    assert tuple(values.get(field, "") for field in ("imei1", "imei2", "sn")) == kept and wrong == {}


@pytest.mark.parametrize(
    ("imei1", "imei2", "sn", "either", "imeis", "field", "told"),
    [
        (A, "", "", B, 1, "imei1", ("Two different IMEI", A, B)),
        (A, "", "", B, 0, "imei1", ("Two different IMEI", A, B)),
        (A, B, "", C, 2, "imei1", ("two IMEI at most", C)),
        (A, B, "", C, 1, "imei1", ("two IMEI at most", C)),
        (A, "", "", f"{B}/{C}", 2, "imei1", ("two IMEI at most", C)),
        ("", "", "YQX1", "YQX2", 0, "sn", ("Two different serial numbers", "YQX1", "YQX2")),
        (A, "", "YQX1", f"{A} SN:YQX2", 1, "sn", ("Two different serial numbers", "YQX1", "YQX2")),
    ],
)
def test_one_that_has_no_place_is_named(imei1, imei2, sn, either, imeis, field, told):
    columns = {"imei1": 0, "imei2": 1, "sn": 2, "serial": 3}
    _values, wrong = typed([imei1, imei2, sn, either], columns, True, lambda product: imeis)
    assert set(wrong) == {field} and all(word in str(wrong[field]) for word in told)


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("卡号 姓名 手机号 地址 购买日期 型号 IMEI/序列号 发票号", "- name phone address sold_on product serial invoice_number"),
        ("顾客姓名 联系电话 送货地址 购机日期(年月日) 商品名称 IMEI1 IMEI2 SN 送货日期", "name phone address sold_on product imei1 imei2 sn delivered_on"),
        ("Name Mobile Address Purchase_date Model IMEI Serial_number Invoice_no. Delivered", "name phone address sold_on product imei1 sn invoice_number delivered_on"),
        ("备注 店员", "- -"),
    ],
)  # fmt: skip
def test_headings_are_recognised_in_both_languages(headings, fields):
    found = recognised(headings.split())
    assert found == {field: place for place, field in enumerate(fields.split()) if field != "-"}


def test_what_each_card_needs_is_missed():
    assert missing(recognised(["姓名", "备注"])) == ["phone", "address", "sold_on", "product"]


def test_columns_that_are_left_out_are_named_and_what_they_look_like():
    headings = ["姓名", "电话", "备用电话", "备注", "", "顾客姓名"]
    rest = [("备用电话", "phone"), ("备注", ""), ("顾客姓名", "name")]
    assert left_out(headings, recognised(headings)) == rest
