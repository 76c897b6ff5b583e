"""What a spreadsheet has made of a value, turned back into what one would type into the form of an old card."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from counter.catalog import identifiers
from counter.catalog.labels import GROUPING, OF_EITHER
from counter.passcodes import NEVER
from counter.tables import LOST, LOST_DIGITS, TOO_MANY, plain, whole

NUMBERS = ("phone", "imei1", "imei2", "serial", "sn", "invoice_number", "product", "quantity")
DAYS = ("sold_on", "delivered_on", "installed_on", "activated_on")
SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?E\+?\d+", re.I)
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[T\s]+[\d:.]+)?")
SHORT_YEAR = re.compile(r"(\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL_DAY = re.compile(r"(\d{5})(?:\.\d+)?")
EPOCH = date(1899, 12, 30)  # Excel's day 0, its leap day of 1900 included
LOST_CHARACTER = "\ufffd"  # see unpacking.short()
LEFT_OUT = "✱✱✱✱"  # instead of what tells a passcode
SEVERAL = re.compile(r"[,;、，；|\n]+|\s/\s")
LABEL = re.compile(
    r"(?<![A-Z])(?:(?:IMEI(?:号|码)?\s*[12]?|(?:IMEI\s*/\s*)?(?:MEID|S/?N|序列号)|串号\s*[12]?)\s*[:：]|IMEI(?:\s*/\s*MEID)?\s*[12]?\s+(?=(?:\d\d\s)?\d{6}))",
    re.I,
)

CHARACTER = _("There is a character in here that can't be stored. Please type it again.")
DAY = _("This is not a day. Write it as 2026-03-05.")


class TooMany(ValueError):
    """A third IMEI in one cell, or a second serial."""


def typed(
    cells: Sequence[str],
    columns: Mapping[str, int],
    is_chinese: bool,
    imeis_of: Callable[[str], int] = lambda product: 0,
) -> tuple[dict[str, str], dict[str, Any]]:
    """({field: what one would type}, {field: what is wrong}). is_chinese: 26.07.11 is 11 July 2026, elsewhere nobody knows.
    imeis_of: how many IMEI has what the file calls this product?"""
    values: dict[str, str] = {}
    wrong: dict[str, Any] = {}
    for field, place in columns.items():
        text = plain(cells[place]) if place < len(cells) else ""
        if field in NUMBERS:
            text = whole(text)
            if is_rounded(text, field):
                wrong[field] = LOST
        elif field in DAYS and text:
            day = day_of(text, is_chinese)
            if day is None:
                wrong[field] = DAY
            text = day.isoformat() if day else ""
        if LOST_CHARACTER in text:
            wrong[field] = CHARACTER
        if LEFT_OUT in text:
            wrong[field] = NEVER
        if text:
            values[field] = text
    is_odd = identifiers.holds_imei(values.get("sn", ""))
    imeis = imeis_of(values.get("product", "")) if is_odd or "serial" in values else 0
    for field in ("sn", "serial") if is_odd and imeis else ("serial",):  # of a bed it is a serial
        if mixed := values.pop(field, ""):
            try:
                wrong |= add(values, told_apart(mixed, imeis > 0), imeis)
            except TooMany:
                wrong[field] = TOO_MANY
    return values, wrong


def add(values: dict[str, str], told: Mapping[str, str], imeis: int) -> dict[str, Any]:
    """Puts the numbers of the column for either beside those of the other columns: what stands there already once, the other
    IMEI of a phone for two SIMs as its second. {field: what is wrong} of one that has no place."""
    wrong: dict[str, Any] = {}
    for kind, number in told.items():
        places = ("sn",) if kind == "sn" else ("imei1", "imei2")
        there = [values[place] for place in places if place in values]
        if compact(number) in map(unlabelled, there):
            continue
        most = len(places) if imeis > 1 or "imei2" in told else 1
        free = next((place for place in places[:most] if place not in values), None)
        if free:
            values[free] = number
        else:
            wrong[places[0]] = said_of_another(kind, there, number)
    return wrong


def said_of_another(kind: str, there: Sequence[str], number: str) -> Any:
    if kind == "sn":
        return _(
            "Two different serial numbers stand in this line, %(one)s and %(other)s. Take out the wrong one.",
            one=there[0],
            other=number,
        )
    if len(there) > 1:
        return _(
            "A phone has two IMEI at most, and %(other)s is a third. Take out the wrong one.", other=number
        )
    return _(
        "Two different IMEI stand in this line, %(one)s and %(other)s. Take out the wrong one; if the phone has both, give the second a column of its own, “IMEI 2”.",
        one=there[0],
        other=number,
    )


def is_rounded(text: str, field: str) -> bool:
    shape = SCIENTIFIC if field in ("phone", "imei1", "imei2") else LOST_DIGITS
    return shape.fullmatch(unicodedata.normalize("NFKC", text)) is not None


def day_of(text: str, is_chinese: bool) -> date | None:
    """A day with its year first, or the number by which Excel counts it."""
    text = unicodedata.normalize("NFKC", text).strip()
    try:
        if found := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if is_chinese and (found := SHORT_YEAR.fullmatch(text)):
            return date(2000 + int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    if found := SERIAL_DAY.fullmatch(text):
        return EPOCH + timedelta(int(found[1]))
    return None


def told_apart(text: str, has_imei: bool = False) -> dict[str, str]:
    """Of a column for either: digits that begin as an IMEI are one, two of them two, anything else is a serial. has_imei: what
    is nearly an IMEI is a mistyped one, the form says so. Raises TooMany."""
    found: dict[str, str] = {}
    for piece in pieces(text):
        code = compact(piece)
        is_imei = identifiers.seems_imei(piece) and (has_imei or code.isdigit())
        if has_imei and not identifiers.MEID.fullmatch(code) and not identifiers.is_stroked(piece):
            is_imei = is_imei or identifiers.LIKE_AN_IMEI.fullmatch(code) is not None
        names = ("imei1", "imei2") if is_imei else ("sn",)
        name = next((one for one in names if one not in found), None)
        if name is None:
            raise TooMany
        found[name] = piece
    return found


def pieces(text: str) -> list[str]:
    """The numbers of one cell without their labels; strokes and blanks part them only beside an IMEI, as elsewhere."""
    found: list[str] = []
    for piece in filter(None, map(str.strip, SEVERAL.split(bare(text)))):
        apart = identifiers.parted(piece)
        found += apart if compact("".join(apart)) == compact(piece) else [piece]
    return found


def unlabelled(text: str) -> str:
    return compact(bare(text))


def bare(text: str) -> str:
    """The numbers alone, each on a line of its own where a label stood before it."""
    return LABEL.sub("\n", OF_EITHER.sub("\n", identifiers.without_version(text)))


def compact(text: str) -> str:
    return GROUPING.sub("", unicodedata.normalize("NFKC", text)).upper()
