import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.catalog.identifiers import (
    IdentifierError,
    Scan,
    check_ean,
    check_imei,
    check_own,
    check_serial,
    classify,
    completed_imei,
    is_imei,
    numbers_in,
    shown_imei,
)

IMEI = "490154203237518"
EAN = "6901234567892"
imeis = st.from_regex(r"[1-9][0-9]{13}", fullmatch=True).map(completed_imei)


@pytest.mark.parametrize(
    "text", [IMEI, "49 015420 323751 8", "49-015420-323751-8", "IMEI: " + IMEI, "imei1：４９０１５４２０３２３７５１８", "IMEI 2 " + IMEI, "串号" + IMEI,
             "IMEI/MEID 49 015420 323751 8", f"IMEI1/MEID：{IMEI}", f"IMEI 2/MEID: {IMEI}/01", "IMEI/MEID2 49 015420 323751 8", "IMEI / MEID: " + IMEI, "IMEI/SN:" + IMEI,
             IMEI + "/01", IMEI + " / 01", IMEI + "／01", "49 015420 323751 8/01", "49-015420-323751-8 /78", f"IMEI：{IMEI}/01", f"IMEI/MEID：{IMEI}/01"]
)  # fmt: skip
def test_an_imei_in_any_spelling_is_the_same(text):
    assert check_imei(text) == IMEI
    assert classify(text) == Scan("imei", IMEI) and check_own(text) == Scan("imei", IMEI)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("490154203237517", "The last digit should be 8; check for a mistyped digit"),
        ("490154203237519", "The last digit should be 8; check for a mistyped digit"),
        ("490154203237519/01", "The last digit should be 8; check for a mistyped digit"),
        ("49015420323751", "The 15th digit is missing; it should be 8"),
        ("4901542032375101", "These 16 digits are an IMEISV; the IMEI is 490154203237518"),
        ("4901542032375", "2 digits missing; an IMEI has 15"),
        ("49015420323751801", "2 digits too many; an IMEI has 15"),
        ("49015420323751O", "An IMEI has digits only"),
        ("49O154203237518", "An IMEI has digits only. With 0 for O and 1 for I it is 490154203237518."),
        ("IMEI 1: 4901542O3237518/356938035643809", "These are two numbers. Write each into its own field."),
        ("a0000012345678", "This is a MEID, no IMEI: it belongs in the field of the serial number."),
        ("49015420323751²", "These"),
        ("000000000000000", "An IMEI is never all zeros; *#06# shows it"),
        ("", "Enter the IMEI; *#06# shows it"),
        ("1" * 5000, "285 digits too many; an IMEI has 15"),
    ],
)
def test_a_wrong_imei_is_told_what_would_be_right(text, sentence):
    if sentence == "These":  # a raised two is a two to people and to Unicode
        assert str(_refused(check_imei, text)) == "The last digit should be 8; check for a mistyped digit"
    else:
        assert str(_refused(check_imei, text).sentence) == sentence


@given(imeis, st.integers(0, 14), st.integers(1, 9))
def test_one_mistyped_digit_of_an_imei_is_always_found(imei, place, off):
    wrong = imei[:place] + str((int(imei[place]) + off) % 10) + imei[place + 1 :]
    assert check_imei(imei) == imei
    assert not is_imei(wrong)
    assert "last digit should be" in str(_refused(check_imei, wrong))


def test_an_imei_is_shown_in_its_parts():
    assert shown_imei(IMEI) == "49 015420 323751 8"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (EAN, EAN),
        ("690 1234 567892", EAN),
        ("06901234567892", EAN),
        ("036000291452", "0036000291452"),
        ("96385074", "96385074"),
        ("16901234567899", "16901234567899"),
    ],
)
def test_product_numbers_are_kept_as_ean_13_where_they_can_be(text, kept):
    assert check_ean(text) == kept


def test_a_wrong_product_number_is_told_what_would_be_right():
    assert (
        str(_refused(check_ean, "6901234567893")) == "The last digit should be 2; check for a mistyped digit"
    )
    assert "13 digits" in str(_refused(check_ean, "690123"))
    assert "13 digits" in str(_refused(check_ean, "69012345678X2"))
    assert "under the bars" in str(_refused(check_ean, " "))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("f2lx oi19 q", "F2LXOI19Q"),
        ("S/N: ab-12", "AB-12"),
        ("SN：ab12", "AB12"),
        ("Serial No. AB12", "AB12"),
        ("sn12345", "SN12345"),
        ("ＡＢ１２", "AB12"),
        ("A0000012345678", "A0000012345678"),
    ],
)
def test_a_serial_is_kept_as_the_maker_wrote_it_in_capitals(text, kept):
    assert check_serial(text) == kept


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("4901542O3237518", "imei", IMEI),
        ("49o154203237518", "imei", IMEI),
        ("49OI5420323751B", "sn", "49OI5420323751B"),
        ("IMEI: 49-015420-323751.8", "imei", IMEI),
        ("MEID: a0000012345678", "meid", "A0000012345678"),
        ("30211/00123456", "sn", "30211/00123456"),
        ("35123/000123456", "sn", "35123/000123456"),
        ("IMEI/MEID: a0000012345678", "meid", "A0000012345678"),
        ("IMEI1/MEID：a0000012345678", "meid", "A0000012345678"),
        ("IMEI/SN: yqx20b7h3k9m", "sn", "YQX20B7H3K9M"),
        (f"{IMEI}/012", "sn", f"{IMEI}/012"),
        ("26631/W1TF00123", "sn", "26631/W1TF00123"),
        (f"AB-{IMEI}/01", "sn", f"AB-{IMEI}/01"),
        ("SN: yqx20b7h3k9m", "sn", "YQX20B7H3K9M"),
    ],
)
def test_what_stands_in_the_field_of_a_phones_serial(text, kind, value):
    assert check_own(text) == Scan(kind, value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("490154203237519", "looks like an IMEI"),
        ("490154203237519/01", "looks like an IMEI"),
        ("IMEI/MEID：49 015420 323751 9 / 01", "looks like an IMEI"),
        ("4901542O323751", "looks like an IMEI"),
        ("４９０１５４２０３２３７５１０１", "looks like an IMEI"),
        ("IMEI: 4901542032", "looks like an IMEI"),
        (f"{IMEI}/356938035643809", "two numbers"),
        (f"{IMEI}/356938035643800", "two numbers"),
        (f"{IMEI} - 356938035643809", "two numbers"),
        (f"{IMEI}356938035643809", "two numbers"),
        (f"IMEI1:{IMEI} IMEI2:356938035643809", "two numbers"),
        (f"YQX20B7H3K9M {IMEI}", "two numbers"),
        ("IMEI/MEID 49 015420 323751 8 IMEI2 35 693803 564380 9", "two numbers"),
    ],
)
def test_what_only_looks_like_an_imei_or_is_two_is_no_serial(text, sentence):
    assert sentence in str(_refused(check_own, text).sentence)


def test_two_imeis_are_two_also_without_blanks_but_serials_with_a_stroke_are_one():
    assert classify(f"{IMEI}/356938035643809") == Scan("imei", IMEI, (Scan("imei", "356938035643809"),))
    assert classify("123456789012345/123456789012346").kind == "sn"


@pytest.mark.parametrize("between", ["/", " ", " / ", ",", " SN:"])
def test_strokes_and_blanks_part_beside_an_imei_alone(between):
    for imei in (IMEI, "49 015420 323751 8") if between != " " else (IMEI,):
        assert numbers_in(f"{imei}{between}26631/W1TF00123")[0] == imei
        assert numbers_in(f"{imei}{between}26631/W1TF00123")[1].endswith("26631/W1TF00123")
    assert numbers_in("26631/W1TF00123") == ["26631/W1TF00123"]


SECOND = "356938035643809"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (f"{IMEI}/01 {SECOND}/02", [IMEI, SECOND]),
        (f"{IMEI} / 01 / {SECOND} / 02", [IMEI, SECOND]),
        (f"{IMEI}/01/{SECOND}/02", [IMEI, SECOND]),
        (f"{IMEI}/01,26631/W1TF00123", [IMEI, "26631/W1TF00123"]),
        (f"{IMEI}/01 332700 123456 8", [IMEI, "01 332700 123456 8"]),
        (f"{IMEI}/01-AB12345678", [IMEI, "01-AB12345678"]),
        (f"IMEI/MEID1 {IMEI} IMEI/MEID2 {SECOND}", [IMEI, SECOND]),
        (f"IMEI/MEID1：{IMEI}，IMEI/MEID2：{SECOND}", [IMEI, SECOND]),
        ("202403150001234/01", ["202403150001234/01"]),
    ],
)
def test_a_version_is_no_number_nor_is_a_label(text, numbers):
    assert numbers_in(text) == numbers


def test_a_serial_of_furniture_keeps_what_counts_its_parcels():
    serial = completed_imei("20240315000123")
    assert is_imei(serial) and check_serial(f"{serial}/01") == f"{serial}/01"


@pytest.mark.parametrize("text", ["", " ", "---", "ab\x00cd", "ab<cd", "陈晓明12", "a" * 41, "a" * 10_000])
def test_what_cannot_be_a_serial_is_refused(text):
    assert str(_refused(check_serial, text))


@pytest.mark.parametrize(
    ("scan", "kind", "value"),
    [
        (EAN, "ean", EAN),
        ("A0000012345678", "meid", "A0000012345678"),
        ("MEID: a0000012345678", "meid", "A0000012345678"),
        ("490154203237519", "sn", "490154203237519"),
        ("690123456789", "sn", "690123456789"),
        ("F2LXOI19Q", "sn", "F2LXOI19Q"),
        ("SNAB12", "sn", "SNAB12"),
        ("S/N ab12", "sn", "AB12"),
        ("", "sn", ""),
    ],
)
def test_a_scan_is_told_by_its_shape(scan, kind, value):
    assert classify(scan) == Scan(kind, value)


@pytest.mark.parametrize(
    "scan",
    [
        f"(01)0{EAN}(21)AB12(8002){IMEI}",
        f"]C1010{EAN}21AB12\x1d8002{IMEI}",
        f"\x1d010{EAN}21AB12\x1d8002{IMEI}",
        f"EAN {EAN}\nSN: AB12\nIMEI: {IMEI}",
        f"{EAN},IMEI1:{IMEI};SN:AB12",
    ],
)
def test_of_a_code_that_holds_several_the_imei_comes_first(scan):
    assert classify(scan) == Scan("imei", IMEI, (Scan("sn", "AB12"), Scan("ean", EAN)))


@given(st.text(max_size=60))
def test_any_scan_is_something(text):
    scan = classify(text)
    assert scan.kind in ("imei", "meid", "sn", "ean")
    assert len(scan.value) <= 40


def _refused(check, text):
    with pytest.raises(IdentifierError) as refused:
        check(text)
    return refused.value
