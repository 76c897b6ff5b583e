"""What stands on the lines of a list of serials, pasted, scanned one after the other, or sent as a file. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from counter.catalog.identifiers import (
    LIKE_AN_IMEI,
    LONGEST_SERIAL,
    LOOKS_LIKE_AN_IMEI,
    IdentifierError,
    Scan,
    check_imei,
    check_own,
    check_serial,
    classify,
    is_imei,
    numbers_in,
    seems_imei,
    without_version,
)
from counter.catalog.labels import OF_EITHER, SEVERAL
from counter.serial_batches.running import Row, uncounted, unnumbered
from counter.tables import LOST, LOST_DIGITS, TOO_MANY, plain, whole

MOST_LINES = 10_000
SHOWN = 60
LABEL = re.compile(r"\s+(?=(?:IMEI|MEID|S/?N|序列号|串号)\s*[12]?\s*[:：])", re.I)
BARCODE = re.compile(r"\W*(?:EAN|GTIN|UPC|商品码|01\))|\]E", re.I)  # says itself that it is none of a thing
CELLS = re.compile(r"[,;|\t，；]")
OVER = {
    "imei": re.compile(r"(imei|串号|串码)(号|码)?\s*[12]?", re.I),
    "sn": re.compile(r"(sn|s/n|serial( (no|number)s?)?\.?|序列号|机身号)码?", re.I),
    "either": re.compile(r"meid|(imei|串号|串码)(号|码)?\s*/\s*(sn|s/n|序列号)", re.I),
    "code": re.compile(r"编号"),  # counts the lines, unless nothing else names the serial
    "running": re.compile(r"序号|行号|no\.?|#", re.I),
}
OVER_BOTH = re.compile(
    r"^(序号|行号|no\.?|#)\s+(?=\S)", re.I
)  # over a running number and its serial, parted by blanks


@dataclass(frozen=True)
class Line:
    """number: as the list counts, empty lines among them. serials: {"imei1": ..., "imei2": ..., "sn": ...}."""

    number: int
    text: str
    serials: dict[str, str]


@dataclass(frozen=True)
class Wrong:
    number: int
    text: str
    sentence: str


def read(rows: Iterable[Row], has_imei: bool, eans: Collection[str] = ()) -> tuple[list[Line], list[Wrong]]:
    """has_imei: the product is known by its IMEI, so that a long number is one. eans: its barcodes. What is twice in the list
    is wrong the second time."""
    sound: list[Line] = []
    wrong: list[Wrong] = []
    first: dict[str, int] = {}
    for row in unnumbered(uncounted(list(rows))):
        number, text = row.number, row.text[:SHOWN]
        if row.doubtful:
            wrong.append(Wrong(number, text, doubtful(row.doubtful)))
            continue
        try:
            serials = serials_of(row, has_imei, eans)
        except IdentifierError as error:
            wrong.append(Wrong(number, text, str(error.sentence)))
            continue
        double = next((value for value in serials.values() if value in first), None)
        if double is not None:
            said = _("%(serial)s stands on line %(num)d already.", serial=double, num=first[double])
            wrong.append(Wrong(number, text, said))
            continue
        first |= dict.fromkeys(serials.values(), number)
        sound.append(Line(number, text, serials))
    return sound, wrong


def split(text: str) -> Iterator[Row]:
    """The lines that say something; headings of a table are none."""
    return full((number, CELLS.split(line)) for number, line in enumerate(text.splitlines(), start=1))


def full(lines: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    is_first, names, both = True, [], None
    for number, line in lines:
        cells = [without_version(whole(plain(cell.strip(" \t\ufeff\u3000")))) for cell in line]
        if not any(cells):
            continue
        if is_first and is_heading(cells):
            names = [name_of(cell) for cell in cells]
            both = next((place for place, cell in enumerate(cells) if is_over_both(cell)), None)
        else:
            yield Row(number, ",".join(filter(None, cells)), cells, names, both)
        is_first = False


def is_heading(cells: Iterable[str]) -> bool:
    cells = list(cells)
    return any(map(name_of, cells)) and not any(re.search(r"\d{6}", cell) for cell in cells)


def name_of(cell: str) -> str:
    text = OVER_BOTH.sub("", unicodedata.normalize("NFKC", cell[:SHOWN]).strip())
    return next((name for name, shape in OVER.items() if shape.fullmatch(text)), "")


def is_over_both(cell: str) -> bool:
    return bool(OVER_BOTH.match(unicodedata.normalize("NFKC", cell[:SHOWN]).strip()) and name_of(cell))


def doubtful(number: str) -> str:
    return _(
        "Is %(number)s a running number? Write the serial without it; if it belongs to the serial, without a blank behind it.",
        number=number,
    )


def serials_of(row: Row, has_imei: bool, eans: Collection[str] = ()) -> dict[str, str]:
    """Of one line: one or two IMEI, a serial. Raises IdentifierError."""
    cells = list(named(row))
    if any(LOST_DIGITS.fullmatch(unicodedata.normalize("NFKC", cell)) for _name, cell in cells):
        raise IdentifierError(LOST)
    serials = [cell for name, cell in cells if name == "sn"]
    if not ({"imei", "sn"} <= set(row.names) and (serials or not has_imei)):
        is_serial = {name for name, _cell in cells} == {"sn"}
        return of_text(",".join(cell for _name, cell in cells), has_imei, eans, is_serial)
    if len(serials) > 1:
        raise IdentifierError(TOO_MANY)
    others = ",".join(cell for name, cell in cells if name != "sn")
    found = of_text(others, True, eans) if others else {}
    if "sn" in found:
        check_imei(found["sn"])  # raises, it stands under IMEI
    if not serials:
        return found
    own = check_own(serials[0]) if has_imei else Scan("sn", check_serial(serials[0]))
    if own.value in found.values():
        raise IdentifierError(twice())
    if own.kind == "imei" and "imei1" in found:
        raise IdentifierError(LOOKS_LIKE_AN_IMEI)
    return found | {"imei1" if own.kind == "imei" else own.kind: own.value}


def named(row: Row) -> Iterator[tuple[str, str]]:
    """(name, cell) of those that count: the columns of serials, what reaches beyond the heading, an IMEI wherever it stands."""
    over = set(row.names)
    counted = over & {"imei", "sn", "either"} or over & {"code"} or {"running"}
    for place, cell in enumerate(row.cells):
        name = row.names[place] if place < len(row.names) else "beyond"
        if cell and (name in counted or name == "beyond" or is_imei(cell)):
            yield name, cell


def of_text(text: str, has_imei: bool, eans: Collection[str], is_serial: bool = False) -> dict[str, str]:
    text = OF_EITHER.sub(",", unicodedata.normalize("NFKC", text)).strip(",")
    words = [word.strip(",;|") for word in text[:300].split()]
    if len(words) > 1 and all(len(word) >= 8 for word in words):
        text = ",".join(words)
    numbers = [one for one in map(str.strip, SEVERAL.split(text)) if len(one) >= 8]
    if len(set(numbers)) < len(numbers):
        raise IdentifierError(twice())
    if has_imei and len(numbers_in(text)) > 1:
        text = ",".join(one for piece in SEVERAL.split(text) for one in numbers_in(piece))
    text = LABEL.sub(",", text)
    scan = classify(text)
    if len(scan.value) == LONGEST_SERIAL and not scan.others:
        check_serial(text)  # classify() would cut it off
    found: dict[str, str] = {}
    for one in (scan, *scan.others):
        kind, value = kept(one, text, has_imei, eans, is_serial)
        if kind == "imei":
            kind = "imei2" if "imei1" in found else "imei1"
        if kind in found or value in found.values():
            raise IdentifierError(TOO_MANY)
        found[kind] = value
    return found


def twice() -> str:
    return _("The same number stands here twice.")


def kept(one: Scan, text: str, has_imei: bool, eans: Collection[str], is_serial: bool) -> tuple[str, str]:
    """The kind and the value as it is stored; the barcode of the box is no serial. is_serial: its column says so."""
    if one.kind == "imei" and has_imei:
        return "imei", one.value
    if one.kind == "ean":
        alone = Scan(one.kind, one.value)
        piece = next((piece for piece in SEVERAL.split(text) if classify(piece) == alone), "")
        if not piece or BARCODE.match(piece) or one.value in eans or (has_imei and len(one.value) > 8):
            raise IdentifierError(_("This is the barcode of the product, not a serial."))
        return "sn", check_serial(piece)  # one number in ten has the check digit
    is_nearly = seems_imei(one.value) or (not is_serial and LIKE_AN_IMEI.fullmatch(one.value))
    if has_imei and one.kind != "meid" and is_nearly:
        return "imei", check_imei(one.value)
    if has_imei:
        check_own(one.value)  # raises, where it is two
    return ("meid" if one.kind == "meid" else "sn"), check_serial(one.value)
