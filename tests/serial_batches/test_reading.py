"""What stands on the lines of a list of serials; pure."""

import pytest

from counter.serial_batches.reading import read, split

FIRST, SECOND = "864207062184417", "864207061018293"


LOST = "The spreadsheet has rounded this number"


def of(text, has_imei=True, eans=()):
    return read(split(text), has_imei, eans)


@pytest.mark.parametrize(
    ("line", "serials"),
    [
        (FIRST, {"imei1": FIRST}),
        (f"{FIRST} {SECOND}", {"imei1": FIRST, "imei2": SECOND}),
        (f"{FIRST},{SECOND},YQX20B7H3K9M", {"imei1": FIRST, "imei2": SECOND, "sn": "YQX20B7H3K9M"}),
        (f"{FIRST}\t{SECOND}", {"imei1": FIRST, "imei2": SECOND}),
        (f"IMEI1: {FIRST} IMEI2: {SECOND}", {"imei1": FIRST, "imei2": SECOND}),
        ("86 420706 218441 7", {"imei1": FIRST}),
        ("８６４２０７０６２１８４４１７", {"imei1": FIRST}),
        ("yqx20b7h3k9m", {"sn": "YQX20B7H3K9M"}),
        (f"YQX20B7H3K9M {FIRST}", {"imei1": FIRST, "sn": "YQX20B7H3K9M"}),
        (f'="{FIRST}"', {"imei1": FIRST}),
        (f"'{FIRST}", {"imei1": FIRST}),
        (f"{FIRST}.0", {"imei1": FIRST}),
        (f'="{FIRST}",\'{SECOND}', {"imei1": FIRST, "imei2": SECOND}),
        ("1E5", {"sn": "1E5"}),
        ("A0000012345678", {"meid": "A0000012345678"}),
    ],
)
def test_one_thing_on_a_line(line, serials):
    (sound,), wrong = of(line)
    assert sound.serials == serials and wrong == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("864207062184418", "last digit should be 7"),
        ("86420706218441", "15th digit is missing"),
        ("8642070621844", "2 digits missing"),
        ("86420706218441701", "digits too many"),
        ("8642070621844170", "IMEISV"),
        (f"{FIRST} {FIRST}", "The same number stands here twice"),
        ("8642O7062184417", "digits only"),
        (f"{FIRST},{SECOND},864207301648016", "More stands here"),
        ("AAAA1111 BBBB2222", "More stands here"),
        ("6990126001019", "barcode of the product"),
        ("8.65123E+14", LOST),
        ("8.65123E+14,YQX20B7H3K9M", LOST),
        ("¿?!", "Enter the serial number"),
        ("云雀手机", "Enter the serial number"),
        ("A\x00B12345", "sign that cannot be read"),
        ("X" * 10_000, "at most 40"),
    ],
)
def test_what_can_not_be_one_is_named_with_its_line(line, sentence):
    sound, (wrong,) = of(f"{SECOND if SECOND not in line else 'OK12345'}\n\n{line}")
    assert (len(sound), wrong.number) == (1, 3) and sentence in wrong.sentence and len(wrong.text) <= 60


def test_twice_in_the_list_is_wrong_the_second_time_also_as_the_other_imei():
    sound, wrong = of(f"{FIRST}\n{SECOND} {FIRST}\n{SECOND}\n{FIRST}")
    assert [one.number for one in sound] == [1, 3]
    assert [(one.number, "stands on line 1 already" in one.sentence) for one in wrong] == [
        (2, True),
        (4, True),
    ]


def test_headings_and_empty_lines_are_none_and_a_long_number_of_furniture_is_its_serial():
    (sound,), wrong = of(f"\ufeffIMEI1,IMEI2\n\n  {FIRST} , {SECOND}  \n;;\n")
    assert (sound.number, wrong) == (3, [])
    (bed,), wrong = of("864207062184418", has_imei=False)
    assert bed.serials == {"sn": "864207062184418"} and wrong == []
    (phone,), wrong = of(FIRST, has_imei=False)
    assert phone.serials == {"sn": FIRST}


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        (f"1,{FIRST}\n2,{SECOND}", [{"imei1": FIRST}, {"imei1": SECOND}]),
        (f"1.0\t{FIRST}\tYQX1\n2.0\t{SECOND}\tYQX2", [{"imei1": FIRST, "sn": "YQX1"}, {"imei1": SECOND, "sn": "YQX2"}]),
        (f"{FIRST},A1\n{SECOND},12", [{"imei1": FIRST, "sn": "A1"}, {"imei1": SECOND, "sn": "12"}]),
        (f"No.,IMEI\n1,{FIRST}", [{"imei1": FIRST}]),
        (f"编号,串号\nK7,{FIRST}", [{"imei1": FIRST}]),
        (f"序号,型号,IMEI1,IMEI2\n1,X20,{FIRST},{SECOND}", [{"imei1": FIRST, "imei2": SECOND}]),
        (f"SN,IMEI\n123,{FIRST}\n,{SECOND}", [{"imei1": FIRST, "sn": "123"}, {"imei1": SECOND}]),
        (f"IMEI,序列号\n{FIRST},2781200012345", [{"imei1": FIRST, "sn": "2781200012345"}]),
        (f"IMEI\n{FIRST},{SECOND}", [{"imei1": FIRST, "imei2": SECOND}]),
        ("编号\nMAT15CF2201", [{"sn": "MAT15CF2201"}]),
        ("No.,编号\n1,MAT15CF2201", [{"sn": "MAT15CF2201"}]),
        ("12\n13", [{"sn": "12"}, {"sn": "13"}]),
    ],
)  # fmt: skip
def test_a_number_that_counts_the_lines_is_no_serial_and_a_heading_decides(text, serials):
    sound, wrong = of(text)
    assert [one.serials for one in sound] == serials and wrong == []


def test_under_imei_stands_none_but_an_imei_where_another_column_has_the_serial():
    sound, (wrong,) = of("IMEI,SN\nYQX20B7H,2781200012345")
    assert sound == [] and "digits only" in wrong.sentence


@pytest.mark.parametrize("serial", ["123456789012", "4006381333931", "10012345678902", "96385074"])
def test_only_a_barcode_of_the_product_is_one_not_each_number_with_a_right_last_digit(serial):
    (bed,), wrong = of(serial, has_imei=False, eans={"6990126001019"})
    assert bed.serials == {"sn": serial} and wrong == []
    for text in ("6990126001019", "EAN: 4006381333931", "(01)04006381333931(21)AB1234"):
        sound, (wrong,) = of(text, has_imei=False, eans={"6990126001019"})
        assert sound == [] and "barcode of the product" in wrong.sentence
