"""What comes in a file: its letters, its separators, its headings, and what can't be taken in at all."""

import io
import json
import zlib

import pytest
from flask_babel import force_locale

from counter import quoting, tables
from counter.card_imports import unpacking
from counter.card_imports.cells import LEFT_OUT
from tests.card_imports import files


@pytest.fixture(autouse=True)
def in_english(app):
    with app.app_context(), force_locale("en"):
        yield


def unpacked(body, name="old.csv"):
    return unpacking.unpack(io.BytesIO(body), name)


def lines(found):
    return [tuple(line) for piece in found.pieces() for line in json.loads(zlib.decompress(piece))]


def trouble(body, name="old.csv"):
    with pytest.raises(tables.FileTrouble) as caught:
        unpacked(body, name)
    return str(caught.value.sentence)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_letters_and_separators_are_found_out(encoding, delimiter):
    line = files.a_line(地址="龙泉路1号，2幢")
    found = unpacked(files.as_csv(line, encoding=encoding, delimiter=delimiter))
    assert found.headings == files.HEADINGS and lines(found) == [(2, line)]


def test_of_a_passcode_nothing_stays_whether_its_column_is_chosen_or_not():
    headings = [*files.HEADINGS, "备注", "开机密码"]
    told = [*files.a_line(地址="竹影巷12号，锁屏135790"), "密码 hello", "1470"]
    other = [*files.a_line(1), "密码忘了，三天前买的", "无"]
    found = lines(unpacked(files.as_csv(told, other, headings=headings)))
    assert found[1] == (3, other)
    assert [found[0][1][place] for place in (2, 8, 9)] == [LEFT_OUT] * 3
    assert found[0][1][1] == told[1] and "135790" not in str(found) and "1470" not in str(found)


def test_a_sheet_reads_as_its_csv_does():
    line = files.a_line(1)
    found = unpacked(files.as_xlsx(line, [*line[:1], 13800138000, *line[2:3], 45992, *line[4:]]), "old.xlsx")
    assert lines(found)[0] == (2, line)
    assert lines(found)[1][1][1:4] == ["13800138000", "竹影巷12号", "45992"]


@pytest.mark.parametrize("closed", [[], [30]])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_stray_quotation_mark_swallows_no_customer(closed, ending):
    text = [",".join(files.HEADINGS)] + [",".join(files.a_line(place)) for place in range(59)]
    for line in [10, *closed]:
        text[line - 1] += ',"赠膜'
    assert "In line 10 a cell begins with a quotation mark" in trouble(ending.join(text).encode())


def test_quotation_marks_that_harm_nothing_stay():
    address = "竹影巷12号\r\n2幢\n\n请按铃"
    body = (
        files.as_csv(files.a_line(地址=address), files.a_line(1, 型号="#")).decode().replace("#", '6.1" X20')
    )
    first, second = lines(unpacked(body.rstrip().encode()))
    assert first[0] == 2 and first[1][2].endswith("2幢\n\n请按铃")
    assert second == (3, files.a_line(1, 型号='6.1" X20'))


def test_no_sheet_of_a_workbook_is_passed_over():
    year = [files.HEADINGS, files.a_line()]
    said = trouble(
        files.as_workbook(说明=[["南门店"]], y2023=year, 空=[], y2024=year, y2025=year), "old.xlsx"
    )
    assert "“y2023” and “y2024”" in said
    assert "“yyyy" in trouble(files.as_workbook(**{"y" * 5_000: year, "y2": year}), "old.xlsx")
    for name, other in {
        "before": {"说明": [["南门店"]], "空": [], "y": year},
        "after": {"y": year, "空": [["  "]]},
    }.items():
        assert lines(unpacked(files.as_workbook(**other), f"{name}.xlsx")) == [(2, year[1])]


def test_a_title_does_not_hide_the_separator():
    body = (
        "南门手机店, 保修卡登记\n姓名\t手机号\t地址\n周敏\t13900002219\t竹影巷, 12号, 2幢, 3单元, 401, 左\n"
    )
    found = unpacked(body.encode(), "old.tsv")
    assert found.headings == ["姓名", "手机号", "地址"] and lines(found)[0][1][1] == "13900002219"
    found = unpacked("姓名;手机号;地址\n周敏;13900002219;竹影巷, 12号, 2幢, 3单元\n".encode())
    assert found.headings == ["姓名", "手机号", "地址"]


def test_a_file_without_headings_loses_no_customer():
    found = unpacked(files.as_csv(files.a_line(1), headings=files.a_line(型号="手机电话")))
    assert found.headings == [f"Column {place}" for place in range(1, 9)]
    assert [line for line, _cells in lines(found)] == [1, 2]
    unknown = unpacked("甲,乙\n周敏,13900002219\n".encode())
    assert unknown.headings == ["甲", "乙"] and unknown.lines == 1


def test_headings_stand_under_a_title_and_empty_lines_count_but_say_nothing():
    body = "南门手机店保修卡登记,,,,\n\n姓名,手机号,地址,购买日期,型号\n,,,,\n周敏,13900002219,竹影巷,2026-10-20,X20\n".encode()
    found = unpacked(body)
    assert found.headings[:2] == ["姓名", "手机号"] and [line for line, _cells in lines(found)] == [5]


def test_a_long_file_comes_in_pieces_of_a_hundred():
    found = unpacked(files.as_csv(*(files.a_line(place) for place in range(1201))))
    assert (found.lines, len(found.ends)) == (1201, 13)
    assert [line for line, _cells in lines(found)] == list(range(2, 1203))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\xef\xbb\xbf", "This file is empty."),
        (b"\n\n,,\n", "This file is empty."),
        (files.as_csv(), "no line under the headings"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "neither a CSV nor an Excel file"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 8, "neither a CSV nor an Excel file"),
        (files.as_xlsx(files.a_line())[:400], "may have been cut off"),
        (b"PK\x03\x04 this is no archive", "may have been cut off"),
        (tables.OLE + bytes(600) + tables.LOCKED + bytes(600), "has a password"),
        (tables.OLE + bytes(2000), "may have been cut off"),
        ("姓名,电话\n".encode() + b"\x81\xff\xff\xff,1\n", "letters of this file"),
        ('姓名,电话\n周敏,1\n"'.encode() + b"x" * 100_000, "In line 3 a cell begins with a quotation mark"),
        ("姓名,电话\n周敏,1\n".encode() + b"x" * 200_000, "A line of this file is so long"),
        ("姓名,电话\n周敏,1\n曹阳,2\n".encode()[:-4] + b"\n", "letters of this file"),
    ],
)
def test_what_is_no_list_of_cards_is_refused_with_a_sentence(body, sentence):
    assert sentence in trouble(body)


def test_a_file_too_long_or_too_big_says_how_much_is_too_much(monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_LINES", 3)
    assert "more than 3 lines" in trouble(files.as_csv(*(files.a_line(place) for place in range(4))))
    monkeypatch.setattr(unpacking, "MOST_BYTES", 1024**2)
    assert "bigger than 1 MB" in trouble(b"x" * (1024**2 + 1))


def test_empty_lines_count_as_well_and_marks_that_hold_nothing_are_not_gone_through_without_end(monkeypatch):
    monkeypatch.setattr(tables, "MOST_LINES", 20)
    body = files.as_csv(files.a_line())
    assert unpacked(body + b",\n" * 18).lines == 1
    assert "more than 20 lines" in trouble(body + b",\n" * 19)
    monkeypatch.setattr(quoting, "MOST_ODD", 3)
    assert "quotation marks that hold nothing together" in trouble(body + b'"\n"\n' * 4)


def test_odd_characters_and_endless_cells_are_kept_short_of_harm():
    found = unpacked(files.as_csv(files.a_line(姓名="周\x00敏", 地址="x" * 10_000)))
    ((_line, cells),) = lines(found)
    assert cells[0] == "周\ufffd敏" and len(cells[2]) == 2_000


def test_a_sheet_that_would_burst_takes_only_its_own_process_with_it(monkeypatch):
    monkeypatch.setattr(tables.sys, "executable", "/bin/false")  # the reader dies, as it does out of memory
    assert "may have been cut off" in trouble(files.as_xlsx(files.a_line()), "old.xlsx")
