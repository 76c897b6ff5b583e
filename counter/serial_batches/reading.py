"""What stands on the lines of a list of serials, pasted, scanned one after the other, or sent as a file. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from counter.catalog.identifiers import (
    LONGEST_SERIAL,
    IdentifierError,
    Scan,
    check_imei,
    check_serial,
    classify,
)

MOST_LINES = 10_000
SHOWN = 60
LIKE_AN_IMEI = re.compile(
    r"[0-9]{12,17}|(?=(?:[^0-9]*[0-9]){12})[0-9A-Z]{14,17}"
)  # a letter in it was rather a digit
LABEL = re.compile(r"\s+(?=(?:IMEI|MEID|S/?N|序列号|串号)\s*[12]?\s*[:：])", re.I)
HEADING = re.compile(
    r"(imei\s*[12]?|sn|s/n|meid|serial( (no|number)s?)?\.?|序列号|串号|串码|机身号|编号|no\.?)", re.I
)


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


def read(lines: Iterable[tuple[int, str]], has_imei: bool) -> tuple[list[Line], list[Wrong]]:
    """has_imei: the product is known by its IMEI, so that a long number is one. What is twice in the list is wrong the
    second time."""
    sound: list[Line] = []
    wrong: list[Wrong] = []
    first: dict[str, int] = {}
    for number, text in lines:
        try:
            serials = serials_of(text, has_imei)
        except IdentifierError as error:
            wrong.append(Wrong(number, text[:SHOWN], str(error.sentence)))
            continue
        double = next((value for value in serials.values() if value in first), None)
        if double is not None:
            said = _("%(serial)s stands on line %(num)d already.", serial=double, num=first[double])
            wrong.append(Wrong(number, text[:SHOWN], said))
            continue
        first |= dict.fromkeys(serials.values(), number)
        sound.append(Line(number, text[:SHOWN], serials))
    return sound, wrong


def split(text: str) -> Iterator[tuple[int, str]]:
    """(number, text) of the lines that say something; headings of a table are none."""
    return full((number, line) for number, line in enumerate(text.splitlines(), start=1))


def full(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    is_first = True
    for number, line in lines:
        line = line.strip(" \t,;|\ufeff\u3000")
        if line and not (is_first and is_heading(line)):
            yield number, line
        is_first = is_first and not line


def is_heading(line: str) -> bool:
    return all(HEADING.fullmatch(cell.strip()) for cell in re.split(r"[,;|\t]", line))


def serials_of(text: str, has_imei: bool) -> dict[str, str]:
    """Of one line: one or two IMEI, a serial. Raises IdentifierError."""
    words = [word.strip(",;|") for word in text[:300].split()]
    if len(words) > 1 and all(len(word) >= 8 for word in words):
        if len(set(words)) < len(words):
            raise IdentifierError(_("The same number stands here twice."))
        text = ",".join(words)
    scan = classify(LABEL.sub(",", text))
    if len(scan.value) == LONGEST_SERIAL and not scan.others:
        check_serial(text)  # classify() would cut it off
    found: dict[str, str] = {}
    for one in (scan, *scan.others):
        kind, value = kept(one, has_imei)
        if kind == "imei":
            kind = "imei2" if "imei1" in found else "imei1"
        if kind in found or value in found.values():
            raise IdentifierError(
                _("More stands here than one thing has. Write each thing on a line of its own.")
            )
        found[kind] = value
    return found


def kept(one: Scan, has_imei: bool) -> tuple[str, str]:
    """The kind and the value as it is stored; the barcode of the box is no serial."""
    if one.kind == "imei" and has_imei:
        return "imei", one.value
    if one.kind == "ean":
        raise IdentifierError(_("This is the barcode of the product, not a serial."))
    if has_imei and one.kind != "meid" and LIKE_AN_IMEI.fullmatch(one.value):
        return "imei", check_imei(one.value)
    return ("meid" if one.kind == "meid" else "sn"), check_serial(one.value)
