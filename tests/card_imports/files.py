"""Small files of old cards, and a manager who takes them through the pages."""

import csv
import io
import re
import zipfile
from xml.sax.saxutils import escape

import sqlalchemy as sa

from counter.card_imports.models import CardImport, CardImportRow
from counter.extensions import db
from counter.warranty.models import Card

HEADINGS = ["姓名", "手机号", "地址", "购买日期", "型号", "IMEI", "序列号", "发票号"]
IMEIS = ["864207221800093", "864207062184417", "490154203237518", "356938035643809"]
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>',
}
A_SHEET = '<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
A_RELATIONSHIP = '<Relationship Id="r{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>'


def a_line(place=0, **kw):
    """A line that makes a card; place: the how-manieth of its file."""
    line = {
        "姓名": "周敏", "手机号": f"139 0000 {2219 + place:04}", "地址": "竹影巷12号", "购买日期": "2026-10-20", "型号": "X20",
        "IMEI": "", "序列号": f"YQS9G69U{place:04}", "发票号": f"A-{place}",
    }  # fmt: skip
    return [str(value) for value in {**line, **kw}.values()]


def as_csv(*lines, headings=HEADINGS, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([headings, *lines])
    return text.getvalue().encode(encoding)


def as_xlsx(*lines, headings=HEADINGS):
    return as_workbook(a=[headings, *lines])


def as_workbook(**sheets):
    """{name of a sheet: its lines}. Texts as texts, numbers as numbers."""
    parts, numbers = dict(PARTS), range(1, len(sheets) + 1)
    for part, one in (("xl/workbook.xml", A_SHEET), ("xl/_rels/workbook.xml.rels", A_RELATIONSHIP)):
        every = (one.format(name=name, number=number) for name, number in zip(sheets, numbers, strict=True))
        parts[part] = parts[part].format("".join(every))
    for number, lines in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = SHEET.format("".join(map(a_row, lines)))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return whole.getvalue()


def a_row(line):
    cells = [
        f"<c><v>{cell}</v></c>"
        if isinstance(cell, int | float)
        else f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for cell in line
    ]
    return f"<row>{''.join(cells)}</row>"


def send(visitor, body, name="old.csv", **kw):
    return visitor.send("/card-imports", file=(io.BytesIO(body), name), **kw)


def begin(visitor, body, name="old.csv"):
    answer = send(visitor, body, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def say_columns(visitor, path):
    """As the page offers them."""
    page = visitor.get(path).get_data(as_text=True)
    found = {}
    for name, options in re.findall(r'<select[^>]*name="(\w+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="(\d*)"', options)
        found[name] = chosen[1] if chosen else ""
    return visitor.send(f"{path}/columns", **found)


def go_on(visitor, path):
    answer = visitor.send(f"{path}/continuation")
    assert answer.status_code == 303
    return answer


def check(visitor, body, name="old.csv"):
    """The import, checked to its end."""
    path = begin(visitor, body, name)
    assert say_columns(visitor, path).status_code == 303
    while the_import(path).stage == "checking":
        go_on(visitor, path)
    return path


def bring_in(visitor, body, name="old.csv"):
    path = check(visitor, body, name)
    visitor.send(f"{path}/approval")
    while the_import(path).is_running:
        go_on(visitor, path)
    return path


def the_import(path):
    db.session.rollback()
    return db.session.get_one(CardImport, int(path.rsplit("/", 1)[1]))


def rows(path):
    """{line: row}"""
    asked = sa.select(CardImportRow).where(CardImportRow.import_id == the_import(path).id)
    return {row.line: row for row in db.session.scalars(asked.order_by(CardImportRow.line))}


def states(path):
    return {line: row.state for line, row in rows(path).items()}


def said(path, line):
    return " ".join(f"{field}: {sentence['en']}" for field, sentence in rows(path)[line].said or [])


def cards():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Card))
