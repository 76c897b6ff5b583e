"""In which letters a file is: found out by its bytes, said, and chosen by who knows better."""

import io

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from counter import tables
from counter.extensions import db
from counter.history.models import HistoryEntry, last
from tests.card_imports import files
from tests.support.answers import said
from tests.support.queries import counted
from tests.warranty import cards

CHINESE = ["周敏,13900002219,竹影巷12号", "曹阳,13800007777,清泰街88号"]
RARE = [
    "陈喆,13900002219,竹影巷",
    "李镕,1,清泰街",
    "王玥,1,龙泉路",
    "赵㛃,1,龙泉路",
    "朱镕基,1,翡翠湾",
    "吴堃珺,1,滨江",
]
BIG5 = ["姓名,電話,地址", "陳家豪,0912345678,中正路12號", "鍾詠詩,1,彌敦道"]
WESTERN = {
    "de": ["Jürgen Müller,07911123456,Hauptstraße 3", "Jörg Weiß,1,Große Gasse"],
    "fr": ["José Béranger,1,rue de l’Église", "Chloé créée,1,CRÉÉ", "Zoé,1,place"],
    "es": ["Mª García Núñez,1,C/ Mayor 3, 1ºB", "Iñigo Peña,1,nº 5, 3ºA"],
    "sv": ["ÅSA ÖBERG,1,ÄNGSVÄGEN 1"],
    "pounds": ["Anna,1,£99.00"],
    "euros": ["Anna,1,€ 99"],
    "one before a comma": ["José,1,Main Street"],
    "one before a blank": ["José Smith,1,Main Street"],
    "one within": ["Muller,1,Größe"],
}


def body(lines, encoding):
    return "\r\n".join(lines).encode(encoding)


def found(data):
    return tables.encoding_of(io.BytesIO(data))


@pytest.mark.parametrize("times", [1, 400])
@pytest.mark.parametrize("lines", WESTERN.values(), ids=WESTERN)
def test_western_letters(lines, times):
    assert found(body(lines * times, "cp1252")) == "cp1252"


@pytest.mark.parametrize("times", [1, 400])
@pytest.mark.parametrize("lines", [CHINESE, RARE, CHINESE[:1], RARE[:1], ["姓名,手机号", *RARE]])
def test_chinese_with_rare_names(lines, times):
    data = body(lines * times, "gb18030")
    assert found(data) == "gb18030"
    assert [cells for _line, cells in tables.lines_of(io.BytesIO(data))] == [
        line.split(",") for line in lines * times
    ]


@pytest.mark.parametrize("times", [1, 400])
@pytest.mark.parametrize("lines", [BIG5, BIG5[:1], BIG5[1:], ["陳家豪,1", "林志明,2", "黃淑芬,3"]])
def test_traditional_chinese(lines, times):
    data = body(lines * times, "cp950")
    assert found(data) == "big5hkscs" and next(tables.lines_of(io.BytesIO(data)))[1] == lines[0].split(",")


@pytest.mark.parametrize("names", [["陈军"], ["李娜"], ["周敏", "曹阳"], ["王芳", "赵磊", "刘洋"]])
def test_a_few_names_under_plain_headings_are_simplified_chinese(names):
    lines = ["name,phone,address,date,model,sn", *[f"{name},139,Road 1,2026-10-20,X20,YQ1" for name in names]]
    assert found(body(lines, "gb18030")) == "gb18030"


def test_what_is_plain_for_a_long_time_is_looked_at_to_its_end():
    data = b"Anna,1,Main Street\r\n" * 200_000 + "José,1,Main Street".encode("cp1252")
    assert found(data) == "cp1252"
    assert found(b"Anna,1,Main Street\r\n" * 200_000 + "周敏,1,竹影巷".encode("gb18030")) == "gb18030"


def test_unicode_text_of_excel_says_itself_what_it_is():
    data = "Name\tPhone\r\nJosé Müller 周敏\t1\r\n".encode("utf-16")
    assert found(data) == "utf-16"
    assert list(tables.lines_of(io.BytesIO(data)))[1][1] == ["José Müller 周敏", "1"]


@pytest.mark.parametrize(
    "data",
    [
        body(CHINESE * 9, "utf-8") + b"\xe5\x91",
        body(WESTERN["de"] * 9, "utf-8") + b"\r\nM\xfcller",
        body(CHINESE * 9, "gb18030") + b"\r\n\xff\xff,",
    ],
)
def test_what_is_broken_is_not_read_as_something_else(app, data):
    with app.app_context(), force_locale("en"), pytest.raises(tables.FileTrouble) as caught:
        found(data)
    assert "letters of this file" in str(caught.value.sentence)


@pytest.fixture
def phone(shop, monday):
    cards.a_phone()


def a_western_line():
    return files.as_csv(
        ["José Müller", "139 0000 2219", "12 High Street", "2026-10-20", "X20", "", "YQ1", "A"],
        headings=["Name", "Phone", "Address", "Bought on", "Model", "IMEI", "SN", "Invoice"], encoding="cp1252",
    )  # fmt: skip


@pytest.mark.usefixtures("phone")
def test_the_page_says_so_and_shows_names_until_the_cards_are_made(bo):
    path = files.begin(bo, a_western_line())
    page = said(bo.get(path))
    assert "read as Western (Windows-1252). Are the names right?" in page and "<b>José Müller</b>" in page
    files.say_columns(bo, path)
    files.go_on(bo, path)
    page = said(bo.get(path))
    assert files.states(path) == {2: "fit"} and "Are the names right?" in page
    assert files.rows(path)[2].card["name"] == "José Müller"
    with counted() as asked:
        bo.get(path)
    assert len(asked) < 8
    bo.send(f"{path}/approval")
    files.go_on(bo, path)
    assert "Are the names right?" not in said(bo.get(path))


@pytest.mark.usefixtures("phone")
def test_of_utf_8_and_of_excel_nothing_is_said(bo):
    for number, data in enumerate((files.as_csv(files.a_line()), files.as_xlsx(files.a_line(1)))):
        assert "Are the names right?" not in said(bo.get(files.begin(bo, data, f"{number}.csv")))


@pytest.mark.usefixtures("phone")
def test_who_knows_better_chooses_and_the_file_is_another_import(bo):
    wrong = files.begin(bo, a_western_line())
    answer = files.send(bo, a_western_line(), letters="gb18030")
    assert answer.status_code == 422 and "letters of this file" in said(answer)
    data = files.as_csv(files.a_line(姓名="周敏"), encoding="gb18030")
    first, other = files.begin(bo, data), files.send(bo, data, letters="big5hkscs").location
    assert len({wrong, first, other}) == 3
    assert "周敏" in said(bo.get(first)) and "周敏" not in said(bo.get(other))
    assert "traditional Chinese (Big5)" in said(bo.get(other))
    assert files.send(bo, data, letters="ebcdic").status_code == 422


@pytest.mark.usefixtures("phone")
def test_chosen_as_it_was_found_it_is_the_same_import_and_a_sheet_has_no_letters(bo):
    data, sheet = files.as_csv(files.a_line(), encoding="gb18030"), files.as_xlsx(files.a_line(1))
    assert files.begin(bo, data) == files.send(bo, data, letters="gb18030").location
    first = files.begin(bo, sheet, "old.xlsx")
    assert files.send(bo, sheet, "old.xlsx", letters="big5hkscs").location == first


@pytest.mark.usefixtures("phone")
def test_what_was_begun_before_is_gone_on_with_and_was_read_as_it_was(bo, app, tmp_path):
    """By an older version, that noted nothing of letters."""
    data = files.as_csv(files.a_line(), encoding="gb18030")
    path = files.begin(bo, data)
    begun = last(files.the_import(path), "begin")
    assert begun.changes["letters"] == [None, "gb18030"]
    assert files.begin(bo, data) == path and "Are the names right?" in said(bo.get(path))
    db.session.execute(sa.update(HistoryEntry).values(changes={"lines": [None, 1]}))
    db.session.commit()
    assert files.begin(bo, data) == path
    assert last(files.the_import(path), "begin").changes["letters"] == [None, ""]
    assert "Are the names right?" not in said(bo.get(path))
    file = tmp_path / "old.csv"
    file.write_bytes(data)
    told = app.test_cli_runner().invoke(args=["import-cards", str(file), "--store", "NM", "--by", "bo"])
    assert "1 to make" in told.output and "Read as" not in told.output


@pytest.mark.usefixtures("phone")
def test_the_command_says_so_too(app, tmp_path):
    file = tmp_path / "old.csv"
    file.write_bytes(a_western_line())
    run = app.test_cli_runner().invoke
    told = run(args=["import-cards", str(file), "--store", "NM", "--by", "bo"])
    assert "Read as cp1252" in told.output and "1 to make" in told.output
    told = run(args=["import-cards", str(file), "--store", "NM", "--by", "bo", "--letters", "gb18030"])
    assert told.exit_code == 1 and "to make" not in told.output
