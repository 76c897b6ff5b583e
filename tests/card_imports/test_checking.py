"""The check: the same rules as the form of an old card, said line by line, and nothing made."""

import csv
import io

import pytest

from counter.extensions import db
from tests import factories
from tests.card_imports import files
from tests.support.queries import counted
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture(autouse=True)
def phones(shop):
    cards.a_phone()
    factories.a_product("CASE", category="case")


def text_of(answer):
    return answer.get_data(as_text=True)


SERIALS = {
    "X20": ["26631/W1TF00123", "12345/00012345", "SN:26631/W1TF00124", "IMEI/MEID 86 420722 180009 3",
            "864207062184417,26631/W1TF00125", "IMEI:490154203237518 SN:26631/W1TF00126"],
    "TAB": ["20240315000123", "202403150001234"],
}  # fmt: skip


def test_serials_with_strokes_and_of_digits_stand_in_a_column_for_either(bo):
    factories.a_product("TAB", category="tablet")
    db.session.commit()
    headings = ["IMEI/序列号" if one == "序列号" else one for one in files.HEADINGS]
    numbers = [(product, number) for product, all_of_it in SERIALS.items() for number in all_of_it]
    lines = [files.a_line(n, 型号=one, 序列号=number) for n, (one, number) in enumerate(numbers)]
    rows = files.rows(files.check(bo, files.as_csv(*lines, headings=headings)))
    assert [row.said for row in rows.values() if row.said] == []
    assert [row.card["serials"] for row in rows.values()] == [
        {"sn": "26631/W1TF00123"}, {"sn": "12345/00012345"}, {"sn": "26631/W1TF00124"}, {"imei1": "864207221800093"},
        {"imei1": "864207062184417", "sn": "26631/W1TF00125"}, {"imei1": "490154203237518", "sn": "26631/W1TF00126"},
        {"sn": "20240315000123"}, {"sn": "202403150001234"},
    ]  # fmt: skip


def test_the_code_of_a_door_stays_in_an_address(bo):
    doors = ("楼下密码2580", "lobby password 4455", "院子密码锁 2580")
    rows = files.rows(
        files.check(
            bo, files.as_csv(*(files.a_line(n, 地址=f"竹影巷12号 {one}") for n, one in enumerate(doors)))
        )
    )
    assert [row.card["address"] for row in rows.values()] == [f"竹影巷12号 {one}" for one in doors]


def test_every_line_is_judged_and_no_card_is_made(bo):
    path = files.check(bo, files.as_csv(files.a_line(), files.a_line(1, 手机号="1390000"), files.a_line(2)))
    assert files.states(path) == {2: "fit", 3: "wrong", 4: "fit"}
    assert files.cards() == 0 and files.the_import(path).stage == "checked"
    page = text_of(bo.get(path))
    assert "Make 2 cards" in page and "手机号" in page and "4 digits missing" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("手机号", "", "phone: This is needed on every card."),
        ("手机号", "1.38001E+10", "phone: The spreadsheet has rounded this number"),
        ("姓名", "  ", "name: This is needed on every card."),
        ("姓名", "周\x00敏", "name: There is a character in here"),
        ("姓名", "x" * 10_000, "name: This is longer than 60"),
        ("地址", "", "address: This is needed on every card."),
        ("地址", "y" * 10_000, "address: This is longer than 200"),
        ("姓名", "周敏 密码1234", "name: A passcode is never written down."),
        ("地址", "竹影巷12号，锁屏135790", "address: A passcode is never written down."),
        ("购买日期", "", "sold_on: When was it bought?"),
        ("购买日期", "2026-11-24", "sold_on: This day is still to come."),
        ("购买日期", "1026-11-24", "sold_on: That is too long ago."),
        ("购买日期", "5.3.26 or so", "sold_on: This is not a day."),
        ("型号", "", "product: What was bought?"),
        ("型号", "Nokia 3310", "product: There is no such product."),
        ("IMEI", "864207221800094", "imei1: The last digit should be 3"),
        ("IMEI", "86420722180009", "imei1: The 15th digit is missing; it should be 3"),
        ("序列号", "z" * 61, "sn: This is longer than 60"),
        ("发票号", "9" * 41, "invoice_number: This is longer than 40"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_column(bo, field, value, sentence):
    path = files.check(bo, files.as_csv(files.a_line(**{field: value})))
    assert files.states(path) == {2: "wrong"} and sentence in files.said(path, 2)
    assert bo.get(path).status_code == 200


def test_good_spellings_pass(bo):
    lines = [
        files.a_line(0, 手机号="手机：１３９ ００００ ２２１９"), files.a_line(1, 手机号="13900002220.0"), files.a_line(2, 购买日期="46086"),
        files.a_line(3, 购买日期="2026年3月5日"), files.a_line(4, 型号="云雀X20，256GB 雾蓝"), files.a_line(5, IMEI="８６４２０７２２１８０００９３"),
    ]  # fmt: skip
    path = files.check(bo, files.as_csv(*lines))
    assert set(files.states(path).values()) == {"fit"}, [files.said(path, line) for line in files.rows(path)]


def test_a_thing_that_no_rule_covers_needs_a_serial(bo):
    path = files.check(
        bo, files.as_csv(files.a_line(型号="CASE", 序列号=""), files.a_line(1, 型号="CASE", 序列号="S77"))
    )
    assert files.states(path) == {2: "wrong", 3: "fit"} and "No rule gives this a term" in files.said(path, 2)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("86420722180O093", "imei1: An IMEI has digits only"),
        ("8642072218000", "imei1: 2 digits missing"),
        ("IMEI:864207221800094", "imei1: The last digit should be 3"),
        ("AB12,CD34", "sn: More stands here"),
    ],
)
def test_in_a_column_for_either_a_broken_imei_of_a_phone_is_no_serial(bo, number, sentence):
    headings = [*files.HEADINGS[:5], "IMEI/序列号", "发票号"]
    lines = [[*files.a_line()[:4], code, number, "A"] for code in ("X20", "CASE")]
    path = files.check(bo, files.as_csv(*lines, headings=headings))
    assert files.states(path)[2] == "wrong" and sentence in files.said(path, 2)
    if number.startswith("8642"):
        assert files.states(path)[3] == "fit"


def test_a_second_imei_of_a_phone_for_two_sims_is_kept_and_another_is_said(bo):
    one = factories.a_product("X21", spec={"sim_slots": 1})
    two = factories.a_product("X22", spec={"sim_slots": 2})
    headings = [*files.HEADINGS[:5], "IMEI1", "IMEI/序列号", "发票号"]
    first, second = files.IMEIS[:2]
    lines = [[*files.a_line()[:4], product.code, first, second, "A"] for product in (one, two)]
    path = files.check(bo, files.as_csv(*lines, headings=headings))
    assert files.states(path) == {2: "wrong", 3: "fit"}
    assert f"imei1: Two different IMEI stand in this line, {first} and {second}." in files.said(path, 2)
    assert files.rows(path)[3].card["serials"] == {"imei1": first, "imei2": second}


def test_two_phones_in_a_cell_are_not_one(bo):
    path = files.check(bo, files.as_csv(files.a_line(手机号="13900002219/13800007777")))
    assert "phone: These are two numbers" in files.said(path, 2)


def test_what_reaches_beyond_the_headings_is_said_unless_that_column_is_left_out(bo):
    headings = ["姓名", "手机号", "购买日期", "型号", "序列号", "地址"]
    line = ["周敏", "13900002219", "2026-10-20", "X20", "SN7", "竹影巷12号"]
    body = files.as_csv(line, headings=headings).decode()
    path = files.check(bo, (body.rstrip() + ",2幢\r\n").encode())
    assert files.states(path) == {2: "wrong"} and "“2幢”" in files.said(path, 2)
    assert files.said(path, 2).startswith("address: Behind this stands more")
    body = files.as_csv([*line, "ok"], headings=[*headings, "备注"]).decode()
    path = files.check(bo, (body.rstrip() + ",more,\r\n").encode())
    assert files.states(path) == {2: "fit"}


def test_a_column_that_looks_like_one_that_is_read_is_named_before_the_check(bo):
    headings = [*files.HEADINGS, "备用手机号", "备注"]
    path = files.begin(bo, files.as_csv([*files.a_line(), "13800007777", "x"], headings=headings))
    page = text_of(bo.get(path))
    assert "“备用手机号” is left out: “Phone” is read from “手机号” alone." in page
    assert "Left out: 备注" in page


def test_lines_that_come_twice_in_the_file(bo):
    lines = [files.a_line(0), files.a_line(0), files.a_line(1, 序列号="YQS9G69U0000"), files.a_line(2, IMEI=files.IMEIS[0]), files.a_line(3, IMEI=files.IMEIS[0])]  # fmt: skip
    path = files.check(bo, files.as_csv(*lines))
    assert files.states(path) == {2: "fit", 3: "known", 4: "wrong", 5: "fit", 6: "wrong"}
    assert "The same as line 2." in files.said(path, 3)
    assert "Line 2 has this serial number already." in files.said(path, 4)
    assert "imei1: Line 5 has this serial number already." in files.said(path, 6)


def test_a_line_far_above_is_remembered(bo):
    lines = [files.a_line(place) for place in range(501)]
    path = files.check(bo, files.as_csv(*lines, files.a_line(0)))
    assert files.states(path)[503] == "known" and "The same as line 2." in files.said(path, 503)


def test_a_serial_that_has_a_card_is_there_already_and_under_another_phone_it_is_wrong(bo):
    card = cards.a_card("周敏", "+8613900002219", serials={"sn": "YQS9G69U0000"})
    cards.a_card("曹阳", "+8613900009999", serials={"sn": "YQS9G69U0001"})
    path = files.check(bo, files.as_csv(files.a_line(0), files.a_line(1)))
    assert files.states(path) == {2: "known", 3: "wrong"}
    assert files.rows(path)[2].card_id == card.id and "is for this one already" in files.said(path, 2)
    assert "another phone" in files.said(path, 3)


def test_of_another_stores_card_for_a_serial_no_number_is_told_and_no_link(bo):
    for place, phone in ((0, "+8613900002219"), (1, "+8613900009999")):
        theirs = cards.a_card("周敏", phone, serials={"sn": f"YQS9G69U000{place}"}, store="JJ", who="cy")
    path = files.check(bo, files.as_csv(files.a_line(0), files.a_line(1)))
    assert files.states(path) == {2: "known", 3: "wrong"}
    for line in (2, 3):
        assert files.rows(path)[line].card_id is None
        assert "A card of another store" in files.said(path, line)
    page = text_of(bo.get(path))
    assert theirs.number[:7] not in page.replace("-", "") and f"/warranty-cards/{theirs.id}" not in page


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_wrong_lines_are_saved_without_a_formula_and_come_in_again_once_put_right(bo, text):
    path = files.check(bo, files.as_csv(files.a_line(姓名=text, 手机号="1390000"), files.a_line(1)))
    body = bo.get(f"{path}/wrong-lines.csv").get_data().decode("utf-8-sig")
    headings, line = csv.reader(io.StringIO(body))
    assert headings == [*files.HEADINGS, "Line", "What is wrong"]
    assert line[0] == "'" + text and line[-2] == "2" and line[-1].startswith("手机号: ")
    again = files.check(bo, body.replace("1390000", "13900002219").encode())
    row = files.rows(again)[2]
    assert row.state == "fit" and row.card["name"] == text


def test_a_piece_costs_the_same_with_10_lines_and_with_400(bo):
    spent = []
    for how_many in (10, 400):
        path = files.begin(bo, files.as_csv(*(files.a_line(place) for place in range(how_many))))
        files.say_columns(bo, path)
        with counted() as asked:
            files.go_on(bo, path)
        spent.append(len(asked))
        assert files.the_import(path).stage == "checked"
    assert spent[0] == spent[1] < 30


def test_the_page_costs_the_same_with_one_wrong_line_and_with_fifty(bo):
    spent = []
    for how_many in (1, 50):
        lines = [files.a_line(place, 手机号="1") for place in range(how_many)]
        path = files.check(bo, files.as_csv(*lines))
        with counted() as asked:
            bo.get(path)
        spent.append(len(asked))
    assert spent[0] == spent[1] < 8


def test_whoever_reads_it_is_told_in_their_own_language(bo, dee):
    """One checks, another looks; what an earlier version kept in one language is still said."""
    cells = files.a_line(**{"型号": "Nokia 3310", "购买日期": "5.3.26 or so", "IMEI": "864207221800094"})
    path = files.check(bo, files.as_csv(cells, files.a_line(), files.a_line()))
    said = dict(files.rows(path)[2].said)
    assert said["product"] == {
        "zh": "没有这个商品，看看名称或编码。",
        "en": "There is no such product. Look at its name or code.",
    }
    assert said["sold_on"]["zh"].startswith("这不是") and said["imei1"]["zh"] != said["imei1"]["en"]
    ((_field, same),) = files.rows(path)[4].said
    assert same == {"zh": "与第3行相同。", "en": "The same as line 3."}
    for language, sentence in (("en", "The last digit should be 3"), ("zh_Hans", "没有这个商品")):
        dee.send("/me/language", language=language)
        assert sentence in dee.get(path).get_data(as_text=True)
        assert sentence in dee.get(f"{path}/wrong-lines.csv").get_data(as_text=True)
    files.rows(path)[2].said = [["product", "Kept before."]]
    db.session.commit()
    assert "Kept before." in dee.get(path).get_data(as_text=True)
