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
        (f"{FIRST}/{SECOND}", {"imei1": FIRST, "imei2": SECOND}),
        (f"IMEI1:{FIRST}/IMEI2:{SECOND}", {"imei1": FIRST, "imei2": SECOND}),
        (f"imei:{FIRST[:4]}-{FIRST[4:9]}.{FIRST[9:]}", {"imei1": FIRST}),
        ("meid:a0000012345678", {"meid": "A0000012345678"}),
        (f"IMEI1: {FIRST} IMEI2: {SECOND}", {"imei1": FIRST, "imei2": SECOND}),
        ("86 420706 218441 7", {"imei1": FIRST}),
        ("８６４２０７０６２１８４４１７", {"imei1": FIRST}),
        ("yqx20b7h3k9m", {"sn": "YQX20B7H3K9M"}),
        (f"YQX20B7H3K9M {FIRST}", {"imei1": FIRST, "sn": "YQX20B7H3K9M"}),
        (f'="{FIRST}"', {"imei1": FIRST}),
        (f"'{FIRST}", {"imei1": FIRST}),
        ("'YQX20B7H3K9M", {"sn": "YQX20B7H3K9M"}),
        (f"{FIRST}.0", {"imei1": FIRST}),
        (f'="{FIRST}",\'{SECOND}', {"imei1": FIRST, "imei2": SECOND}),
        ("1E5", {"sn": "1E5"}),
        ("A0000012345678", {"meid": "A0000012345678"}),
        ("26631/W1TF00123", {"sn": "26631/W1TF00123"}),
        (f"{FIRST} 26631/W1TF00123", {"imei1": FIRST, "sn": "26631/W1TF00123"}),
        (f"{FIRST}/26631/W1TF00123", {"imei1": FIRST, "sn": "26631/W1TF00123"}),
        (f"{FIRST},{SECOND},A1", {"imei1": FIRST, "imei2": SECOND, "sn": "A1"}),
        ("IMEI/MEID 86 420706 218441 7", {"imei1": FIRST}),
        (f"IMEI/MEID {FIRST}", {"imei1": FIRST}),
        (f"IMEI/MEID: {FIRST} IMEI2 86 420706 101829 3", {"imei1": FIRST, "imei2": SECOND}),
        (f"IMEI/MEID：{FIRST}", {"imei1": FIRST}),
        (f"IMEI/SN：{FIRST}", {"imei1": FIRST}),
        (f"IMEI/序列号：{FIRST}", {"imei1": FIRST}),
        (f"ＩＭＥＩ/ＭＥＩＤ：{FIRST}", {"imei1": FIRST}),
        ("IMEI/SN：yqx20b7h3k9m", {"sn": "YQX20B7H3K9M"}),
        ("IMEI/SN：" + "A" * 40, {"sn": "A" * 40}),
        (f"IMEI/SN：{FIRST} SN：YQX20B7H3K9M", {"imei1": FIRST, "sn": "YQX20B7H3K9M"}),
        (f"IMEI/MEID：{FIRST} IMEI2：{SECOND}", {"imei1": FIRST, "imei2": SECOND}),
        (f"IMEI/MEID1 {FIRST} IMEI/MEID2 {SECOND}", {"imei1": FIRST, "imei2": SECOND}),
        (f"IMEI/MEID1：{FIRST}，IMEI/MEID2：{SECOND}", {"imei1": FIRST, "imei2": SECOND}),
        (f"{FIRST}/01", {"imei1": FIRST}),
        (f"{FIRST} / 01", {"imei1": FIRST}),
        (f"86 420706 218441 7／01,{SECOND}/02", {"imei1": FIRST, "imei2": SECOND}),
        (f"{FIRST}/01 {SECOND}/02", {"imei1": FIRST, "imei2": SECOND}),
        (f"IMEI/MEID：{FIRST}/01 26631/W1TF00123", {"imei1": FIRST, "sn": "26631/W1TF00123"}),
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
        ("8642O7O62I844I7", "digits only"),
        (f"{FIRST}/864207061011455", "last digit should be 4"),
        (f"{FIRST}{SECOND}9", "IMEISV"),
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


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (SECOND, "looks like an IMEI"),
        ("8642O7061018293", "looks like an IMEI"),
        ("864207061018290", "looks like an IMEI"),
        (f"{SECOND}/864207061011454", "two numbers"),
        (FIRST, "stands here twice"),
    ],
)
def test_an_imei_in_the_column_of_serials_is_none(cell, sentence):
    sound, (wrong,) = of(f"IMEI,SN\n{FIRST},{cell}")
    assert sound == [] and sentence in wrong.sentence


def test_named_columns_of_what_is_known_by_its_serial_are_both_kept():
    lines = f"IMEI,SN\n{FIRST},DMPXG0ABCD12\n,DMPXG0ABCD13\n{SECOND},"
    sound, wrong = of(lines, has_imei=False)
    assert [one.serials for one in sound] == [
        {"imei1": FIRST, "sn": "DMPXG0ABCD12"},
        {"sn": "DMPXG0ABCD13"},
        {"imei1": SECOND},
    ] and wrong == []  # fmt: skip
    (tablet,), wrong = of("SN,串号\n202403150001234,", has_imei=False)
    assert tablet.serials == {"sn": "202403150001234"} and wrong == []
    for line, sentence in (
        (f"{FIRST[:-1]}8,A1", "last digit should be 7"),
        (f"{FIRST},{FIRST}", "stands here twice"),
    ):
        sound, (wrong,) = of(f"IMEI,SN\n{line}", has_imei=False)
        assert sound == [] and sentence in wrong.sentence


def test_where_no_imei_stands_beside_it_it_is_the_imei():
    for cell in (FIRST, "8642O7062184417"):
        (sound,), wrong = of(f"IMEI,SN\n,{cell}")
        assert sound.serials == {"imei1": FIRST} and wrong == []
    (sound,), wrong = of(f"IMEI,SN\n{FIRST},a0000012345678")
    assert sound.serials == {"imei1": FIRST, "meid": "A0000012345678"} and wrong == []


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
        (f"型号,IMEI\n14 Pro256,{FIRST}\nX20,{SECOND}", [{"imei1": FIRST}, {"imei1": SECOND}]),
        ("No.,编号\n1,MAT15CF2201", [{"sn": "MAT15CF2201"}]),
        ("12\n13", [{"sn": "12"}, {"sn": "13"}]),
    ],
)  # fmt: skip
def test_a_number_that_counts_the_lines_is_no_serial_and_a_heading_decides(text, serials):
    sound, wrong = of(text)
    assert [one.serials for one in sound] == serials and wrong == []


SERIALS = ["SN123456", "YQX20B7H3K9M", "MAT15CF2201"]


def numbered(shape, lines=SERIALS):
    return "\n".join(shape.format(place, line) for place, line in enumerate(lines, start=1))


@pytest.mark.parametrize(
    "shape",
    [
        "{} {}", "{}   {}", "{}\t{}", "{}\u3000{}", "{}. {}", "{}) {}", "({}) {}", "{}、{}", "{}.{}", "{}：{}", "  {} {}", "{}.\t{}",
        "{})\t{}", "00{} {}",
    ],
)  # fmt: skip
def test_a_running_number_that_only_blanks_part_from_its_serial_is_none_of_it(shape):
    sound, wrong = of(numbered(shape), has_imei=False)
    assert [one.serials["sn"] for one in sound] == SERIALS and wrong == []
    sound, wrong = of(numbered(shape, [FIRST, SECOND]))
    assert [one.serials for one in sound] == [{"imei1": FIRST}, {"imei1": SECOND}] and wrong == []


def test_nor_under_a_heading_nor_beside_a_second_number_nor_with_lines_taken_out():
    sound, wrong = of(f"序号 IMEI\n1 {FIRST}\n2 {SECOND}")
    assert [one.serials for one in sound] == [{"imei1": FIRST}, {"imei1": SECOND}] and wrong == []
    sound, wrong = of("No. SN\n1 SN123456\n3 SN123457\n4 SN123458", has_imei=False)
    assert [one.serials["sn"] for one in sound] == ["SN123456", "SN123457", "SN123458"] and wrong == []
    sound, wrong = of(f"1 {FIRST} {SECOND}\n2 864207301648016,AB12CD34")
    assert [len(one.serials) for one in sound] == [2, 2] and wrong == []
    lines = [f"{place} SN10{place:04}" for place in range(1, 20)]
    sound, wrong = of("\n".join([*lines, "SN999999"]), has_imei=False)
    assert [one.serials["sn"] for one in sound[-2:]] == ["SN100019", "SN999999"] and len(sound) == 20


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("SN 123 456\nSN 123 457", ["123456", "123457"]),
        ("AB 123 456\nAB 123 457", ["AB123456", "AB123457"]),
        ("1 SN123456", ["1SN123456"]),
        ("100 200300\n101 200300", ["100200300", "101200300"]),
        ("1 SN123456\n1 SN123457", ["1SN123456", "1SN123457"]),
        ("7 SN123456\n2 SN123457", ["7SN123456", "2SN123457"]),
        ("1 AB\n2 AC", ["1AB", "2AC"]),
        ("1 123\n2 456", ["1123", "2456"]),
        ("1 100200300\n2 100200300", ["1100200300", "2100200300"]),
        ("2 ABC12345\n5 ABC12345\n8 ABC12345", ["2ABC12345", "5ABC12345", "8ABC12345"]),
        ("1:23:45:67:89\n2:23:45:67:89", ["1:23:45:67:89", "2:23:45:67:89"]),
        ("0001 234567\n0002 234568\n0003 234569", ["0001234567", "0002234568", "0003234569"]),
        ("01 2345 6789\n02 2345 6790", ["0123456789", "0223456790"]),
        ("51 SN123456\n52 SN123457", ["51SN123456", "52SN123457"]),
        ("51 SN123456\n53 SN123457\n54 SN123458", ["51SN123456", "53SN123457", "54SN123458"]),
        ("51 SN123456\n52 SN123457\n53 SN123456", ["51SN123456", "52SN123457", "53SN123456"]),
        ("1234 567890\n1234567891", ["1234567890", "1234567891"]),
        ("1.2345678\nAB1234567890", ["1.2345678", "AB1234567890"]),
    ],
)
def test_a_serial_with_blanks_in_it_stays_whole(text, serials):
    sound, wrong = of(text, has_imei=False)
    assert [one.serials["sn"] for one in sound] == serials and wrong == []


@pytest.mark.parametrize("heading", ["No. SN", "序号 SN", "＃　序列号", "no  Serial No."])
def test_a_heading_that_names_both_takes_it_off_whatever_it_is(heading):
    for numbers in (["51", "52"], ["7", "2"], ["001", "002"]):
        sound, wrong = of(f"{heading}\n{numbers[0]} SN123456\n{numbers[1]} SN123457", has_imei=False)
        assert [one.serials["sn"] for one in sound] == ["SN123456", "SN123457"] and wrong == []
    sound, wrong = of(f"X,{heading}\nblue,51 SN12\nred,52 SN13\nred,SN14", has_imei=False)
    assert [one.serials["sn"] for one in sound] == ["SN12", "SN13", "SN14"] and wrong == []


def test_a_list_is_counted_on_from_wherever_it_was_divided():
    sound, wrong = of("51 SN123456\n52 SN123457\n53 SN123458", has_imei=False)
    assert [one.serials["sn"] for one in sound] == ["SN123456", "SN123457", "SN123458"] and wrong == []
    sound, wrong = of("1 SN123456\n2 SN123457\n3 SN123456", has_imei=False)
    assert len(sound) == 2 and "stands on line 1 already" in wrong[0].sentence


def test_where_only_some_lines_have_one_those_are_asked_about():
    for text in (
        "1 SN123456\nSN123457\n2 SN123458\n3 SN123459",
        "1 SN123456\nSN1234567890\n",
        "SN123457\n1.SN123456",
    ):
        sound, wrong = of(text, has_imei=False)
        numbered = [line for line in text.splitlines() if line[0] != "S"]
        assert [one.text for one in wrong] == numbered and len(sound) + len(wrong) == text.strip().count(
            "\n"
        ) + 1
        assert all("a running number? Write the serial without it" in one.sentence for one in wrong)


def test_imei_in_groups_and_rounded_numbers_begin_with_no_running_number():
    groups = ["01 332700 123456 8", "02 332700 123456 6", "03 332700 123456 4"]
    (sound,), wrong = of(f"{groups[0]}/01")
    assert sound.serials == {"imei1": "013327001234568"} and wrong == []
    sound, wrong = of("\n".join(groups))
    assert [one.serials["imei1"] for one in sound] == [
        line.replace(" ", "") for line in groups
    ] and wrong == []
    sound, wrong = of("1.65123E+14\n2.65123E+14", has_imei=False)
    assert sound == [] and all(LOST in one.sentence for one in wrong)


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
