"""Quotation marks: those that hold a cell together do, all others stand in it, and no line is swallowed unsaid."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter import quoting
from counter.quoting import MOST_BREAKS, TooOdd, Unclosed, records
from tests.card_imports import files

LETTERS = 'ab1 "é云,;\t\n\r'
PLAIN = st.text('ab1 "é云;', max_size=8).filter(lambda cell: not cell.startswith('"'))
QUOTED = st.text(LETTERS, max_size=8).filter(
    lambda cell: max(cell.count("\n"), cell.count("\r")) <= 1 and "\r" not in cell.replace("\r\n", "")
)

ROW = "周敏,13900002219,竹影巷12号,2026-10-20,X20"
OTHER = "曹阳,13800007777,清泰街88号,2026-10-21,X20"
ADDRESS = '"竹影巷12号\n2幢"'


def read(text, delimiter=","):
    return [cells for _line, cells in records(io.StringIO(text, newline=""), delimiter)]


def tables(cells, narrow=2, wide=6):
    return st.integers(narrow, wide).flatmap(
        lambda width: st.lists(
            st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8
        )
    )  # fmt: skip


def written(rows, delimiter=",", **kw):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, **kw).writerows(rows)
    return text.getvalue()


@given(tables(PLAIN), st.sampled_from(["\n", "\r\n", "\r"]))
def test_marks_in_the_middle_of_a_cell_are_characters(rows, ending):
    assert read(ending.join(map(",".join, rows))) == rows


@given(tables(QUOTED), st.sampled_from(",;\t"), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_what_was_quoted_by_the_rules_comes_back_or_is_asked_about(rows, delimiter, quoting):
    try:
        assert read(written(rows, delimiter, quoting=quoting), delimiter) == rows
    except Unclosed:
        assert any(delimiter in cell and "\n" in cell for row in rows for cell in row)


@given(st.sets(st.tuples(st.integers(0, 11), st.integers(0, 7), st.booleans()), max_size=4))
def test_no_line_of_cards_is_swallowed_by_marks_at_the_ends_of_cells(marks):
    rows = [files.a_line(place) for place in range(12)]
    for line, column, is_first in marks:
        cell = rows[line][column]
        rows[line][column] = f'"{cell}' if is_first else f'{cell}"'
    meant = [[cell[1:-1] if cell[:1] == cell[-1:] == '"' != cell else cell for cell in row] for row in rows]
    try:
        found = read("\n".join(map(",".join, [files.HEADINGS, *rows])))
    except Unclosed:
        return
    assert len(found) == 13
    for cells, row in zip(found[1:], meant, strict=True):
        assert cells == row or len(cells) < len(row)  # two marks in one line are a cell with separators


@pytest.mark.parametrize("between", [0, 1, 3, 9])
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ('"12 inch', '"12 inch'), ('12" frame', '12" frame'), ('"赠膜', '赠膜"'), ('赠"膜', '"赠膜'), ('"', '"'),
    ],
)  # fmt: skip
def test_two_marks_near_each_other_swallow_nothing_between(first, last, between):
    lines = [
        "姓名,手机号,地址,购买日期,型号,备注",
        f"{ROW},{first}",
        *[f"{OTHER},"] * between,
        f"{OTHER},{last}",
        f"{ROW},",
    ]
    assert read("\n".join(lines)) == [line.split(",") for line in lines]


@given(
    st.lists(st.sampled_from(["竹影巷12号", ADDRESS, '"12 High Street, Flat 3\nLondon, NW1"']), min_size=6, max_size=6),
    st.dictionaries(st.integers(0, 5), st.sampled_from(['"12 inch', '12" X20', 'X20 12"', '"', '"X', 'X"']), max_size=3),
    st.sampled_from([[0, 1, 2, 3, 4], [4, 0, 1, 2, 3], [0, 1, 3, 4, 2], [0, 4, 2], [2, 4, 1]]),
)  # fmt: skip
def test_of_addresses_over_lines_and_stray_marks_no_line_is_lost_unsaid(addresses, marks, order):
    lines = [["姓名", "手机号", "地址", "购买日期", "型号"]]
    for place, address in enumerate(addresses):
        name, day = f"周敏{place}", f"2026-10-{place + 10}"
        lines.append([name, f"1390000221{place}", address, day, marks.get(place, "X20")])
    try:
        found = read("".join(",".join(line[one] for one in order) + "\n" for line in lines))
    except Unclosed:
        assert marks
        return
    assert [row[order.index(2)] for row in found[1:]] == [address.strip('"') for address in addresses]
    for row, line in zip(found, lines, strict=True):
        assert [row[order.index(one)] for one in (0, 1, 3) if one in order] == [
            line[one] for one in (0, 1, 3) if one in order
        ]


def test_headings_and_titles_may_have_lines_of_their_own():
    title, headings = ["Old cards,\nof the South store"], ["Name", "Phone\n(mobile)", "Address"]
    rows = [["Anna", "07911123456", "12 High Street\nLondon, NW1\nUK"], ["Ben", "07911123457", "x"]]
    assert read(written([headings, *rows])) == [headings, *rows]
    assert read(written([title, [], headings, *rows])) == [title, [], headings, *rows]
    assert read(written([["Old cards"], headings, *rows])) == [["Old cards"], headings, *rows]


def test_so_many_odd_marks_that_it_is_no_list_are_given_up(monkeypatch):
    monkeypatch.setattr(quoting, "MOST_ODD", 3)
    lines = ["a,b", *['c,"d'] * 3]
    assert len(read("\n".join(lines))) == 4
    with pytest.raises(TooOdd):
        read("\n".join([*lines, 'c,"d']))


def test_in_any_column():
    lines = ["姓名,手机号,地址,购买日期,型号", f'"{ROW}', OTHER.replace("清泰街88号", '清泰街88号"'), ROW]
    assert read("\n".join(lines)) == [line.split(",") for line in lines]


@pytest.mark.parametrize(
    "address",
    ["12 High Street, Flat 3\nLondon, NW1", "竹影巷12号\n2幢", "a\r\nb\r\n\r\nc", 'the "blue" door\n, 2', "\n" * MOST_BREAKS],
)  # fmt: skip
def test_an_address_of_several_lines_is_one_cell(address):
    rows = [
        ["Anna", "07911123456", address, "2026-10-20", "X20"],
        ["Ben", "07911123457", "x", "2026-10-20", "X20"],
    ]
    for way in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        assert read(written([["Name", "Phone", "Address", "Date", "Model"], *rows], quoting=way))[1:] == rows


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n"He said "hi, there" today",c\nd,e\n', 2),
        ('a,b\nc,"' + "x\n" * 9 + '"\nd,e\n', 2),
        ('a,b\nc,"cut off', None),
        ('a,b\n"c', 2),
        ('a,b,c,d\n"e,f,g,h\ni",j,k,l\nm,n,o,p\n', 2),
        ('SN,product\nSN123456,"12 inch\nSN123457,12"\nSN123458,x\n', 2),
        ('SN,product\nSN1,y\nSN2,"12 inch,\n12",SN3,\nSN4,x\n', 3),
        ('product,SN\n"12 inch,SN123456\n12",SN123457\n', 2),
        ('SN\nSN1\n"SN2\nSN3"\n', 3),
        (f'a,b,c,d,e,f\n{ROW},x\n{ROW.replace("竹影巷12号", ADDRESS)},"12 inch\n{OTHER},12"\n{ROW},\n', 3),
        (f'a,b,c,d,e,f\n{ROW},x\n{ROW},"12 inch\n{OTHER[:-4]}12"\n{ROW},\n', 3),
        (f'x,a,b,c,d,e\ny,{ROW}\n",{ROW}\n12",{OTHER.replace("清泰街88号", ADDRESS)}\n', 3),
    ],
)
def test_what_may_be_either_is_asked_about(text, line):
    if line is None:
        assert read(text)[1] == ["c", '"cut off']
        return
    with pytest.raises(Unclosed) as caught:
        read(text)
    assert caught.value.line == line


def test_blanks_behind_a_closing_mark_are_nothing():
    assert read('"a" ,"b, c" ,d\n') == [["a", "b, c", "d"]]
    assert read('"e"\t"f" \n', "\t") == [["e", "f"]]


def test_a_million_marks_take_no_longer_than_they_are_many():
    assert len(read('"a""b,' * 20_000 + "\n")[0]) == 20_001
