"""What tells one thing from another: the IMEI, MEID or serial of a unit, the EAN of a product.

IMEI: 15 digits, the last a check digit by Luhn (3GPP TS 23.003, annex B); 16 digits are an IMEISV, without one.
EAN: 8, 12 (UPC), 13 or 14 digits with a check digit by weights 3 and 1. MEID: 14 hexadecimal digits from A0 on.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import cast

from flask_babel import LazyString, lazy_ngettext
from flask_babel import lazy_gettext as _
from stdnum import ean, luhn

from counter.catalog.labels import EITHER, GROUPING, LABEL, OF_EITHER, PARTS, SEVERAL, VERSION

LONGEST_SERIAL = 40
FNC1 = "\x1d"
SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")  # scanners may send it first: ]C1 GS1-128, ]d2 DataMatrix
ELEMENT = re.compile(r"\((01|21|8002)\)\s*([^()\x1d]+)")
RAW_ELEMENTS = re.compile(r"01(\d{14})(?:(21|8002)([^\x1d]{1,20}))?(?:\x1d(21|8002)([^\x1d]{1,20}))?\x1d?")
MEID = re.compile(r"[A-F][0-9A-F]{13}")
BEGINS = "(?:01|35|4[459]|5[0-4]|86|91|9[89])"  # of an IMEI: which body gave the range (GSMA TS.06)
LIKE_AN_IMEI = re.compile(
    rf"[0-9]{{12,17}}|(?={BEGINS})(?=(?:[^0-9]*[0-9]){{12}})[0-9A-Z]{{14,17}}"
)  # a letter in it was rather a digit
SEEMING = re.compile(rf"{BEGINS}[0-9]{{12,14}}")  # an IMEI, with a digit too few, or an IMEISV
SAYS_IMEI = re.compile(rf"\W*(?!{EITHER})(?:IMEI|串[号码])", re.I)
SLIPS = str.maketrans("OIL", "011")  # of capitals
STROKED = re.compile(r"[0-9]{5}/[0-9A-Z]{8,9}", re.I)
SHORTEST_NUMBER = 8  # the groups of an IMEI are shorter
SERIAL_SIGNS = re.compile(r"[^A-Z0-9\-./_+:#*]")
RANK = ("imei", "meid", "sn", "ean")  # of several codes in one scan, the one that names the unit

TWO_NUMBERS = _("These are two numbers. Write each into its own field.")
LOOKS_LIKE_AN_IMEI = _("This looks like an IMEI: write it into the IMEI field.")


class IdentifierError(ValueError):
    """A number that names no unit or product; `sentence` says what to look at."""

    @property
    def sentence(self) -> LazyString:
        return cast(LazyString, self.args[0])


@dataclass(frozen=True, slots=True)
class Scan:
    """kind: imei, meid, sn or ean. others: what the same code held besides."""

    kind: str
    value: str
    others: tuple["Scan", ...] = ()


def classify(scan: str) -> Scan:
    """What a scanned or typed code is, by its shape. Never raises; nothing readable is an sn of "".

    15 digits with a right check digit are an IMEI and 13 with theirs an EAN. Eight digits could be an EAN-8 or a
    serial: the place where it is scanned decides, so an EAN-8 is only what says so or has a right check digit.
    """
    text = SYMBOLOGY.sub("", unicodedata.normalize("NFKC", scan[:300])).strip(" \r\n\t")
    text = without_version(text)
    found = _elements(text)
    if not found:
        pieces = [one for piece in SEVERAL.split(text) if piece.strip() for one in _imeis_in(piece)]
        found = [_one(piece) for piece in pieces] or [Scan("sn", "")]
    found = sorted(dict.fromkeys(found), key=lambda one: RANK.index(one.kind))
    return Scan(found[0].kind, found[0].value, tuple(found[1:]))


def check_imei(text: str) -> str:
    """The 15 digits. Raises IdentifierError, which names the digit that would be right."""
    digits = _compact(VERSION.sub(r"\1", text))
    if not digits:
        raise IdentifierError(_("Enter the IMEI; *#06# shows it"))
    if len(digits) > 16 and len(numbers_in(text)) > 1:
        raise IdentifierError(TWO_NUMBERS)
    if not (digits.isascii() and digits.isdigit()):
        raise IdentifierError(_without_digits(digits))
    if len(digits) == 14:
        raise IdentifierError(
            _("The 15th digit is missing; it should be %(digit)s", digit=luhn.calc_check_digit(digits))
        )
    if len(digits) == 16:
        raise IdentifierError(
            _("These 16 digits are an IMEISV; the IMEI is %(imei)s", imei=completed_imei(digits))
        )
    if len(digits) < 15:
        short = 15 - len(digits)
        raise IdentifierError(
            lazy_ngettext(
                "%(num)d digit missing; an IMEI has 15", "%(num)d digits missing; an IMEI has 15", short
            )
        )
    if len(digits) > 15:
        long = len(digits) - 15
        raise IdentifierError(
            lazy_ngettext(
                "%(num)d digit too many; an IMEI has 15", "%(num)d digits too many; an IMEI has 15", long
            )
        )
    if not digits.strip("0"):
        raise IdentifierError(_("An IMEI is never all zeros; *#06# shows it"))
    _check_last(digits, luhn.calc_check_digit(digits[:-1]))
    return digits


def check_ean(text: str) -> str:
    """The digits as EAN-13 (a UPC gains its zero, a GTIN-14 of a single piece loses it), or as EAN-8 or GTIN-14."""
    digits = _compact(text)
    if not digits:
        raise IdentifierError(_("Enter the number under the bars"))
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (8, 12, 13, 14):
        raise IdentifierError(_("The number under the bars has 13 digits, on small boxes 8"))
    _check_last(digits, ean.calc_check_digit(digits[:-1]))
    return _as_ean13(digits)


def check_serial(text: str) -> str:
    """Upper-case, without spaces. Letters O and I stay what they are: makers use them as they like."""
    serial = re.sub(r"\s+", "", _unlabelled(text)).upper()
    if not re.search(r"[A-Z0-9]", serial):
        raise IdentifierError(_("Enter the serial number"))
    if wrong := SERIAL_SIGNS.search(serial):
        if not wrong[0].isprintable():
            raise IdentifierError(_("The serial number holds a sign that cannot be read; type it again"))
        raise IdentifierError(_("“%(char)s” cannot be part of a serial number", char=wrong[0]))
    if len(serial) > LONGEST_SERIAL:
        raise IdentifierError(_("A serial number has at most %(most)d characters", most=LONGEST_SERIAL))
    return serial


def check_own(text: str) -> Scan:
    """What stands where the serial of a thing goes that is known by its IMEI: an sn or a MEID; or an IMEI, where it is one
    beyond doubt. Raises IdentifierError, also for what only looks like an IMEI, and for two numbers."""
    if len(numbers_in(text)) > 1:
        raise IdentifierError(TWO_NUMBERS)
    meant, code = _meant(text), _compact(text).upper()
    if is_imei(meant):
        return Scan("imei", meant)
    if seems_imei(text) or SAYS_IMEI.match(unicodedata.normalize("NFKC", text[:300])):
        raise IdentifierError(LOOKS_LIKE_AN_IMEI)
    return Scan("meid", code) if MEID.fullmatch(code) else Scan("sn", check_serial(text))


def numbers_in(text: str) -> list[str]:
    """Several numbers of which one looks like an IMEI, however they are parted; what is one number, or none, as it is."""
    text = without_version(unicodedata.normalize("NFKC", text[:300]).strip())
    if found := parted(text):
        return found
    both = _meant(text)
    return [both[:15], both[15:]] if re.fullmatch(r"[0-9]{29,31}", both) else [text]


def parted(text: str) -> list[str]:
    """By what stands between them; none where that is nothing, or where none looks like an IMEI."""
    text = OF_EITHER.sub("\n", text)
    for pieces in (SEVERAL.split(text), *(beside_imeis(text, parts) for parts in PARTS)):
        found = [piece.strip() for piece in pieces if len(_compact(piece)) >= SHORTEST_NUMBER]
        if len(found) > 1 and any(map(seems_imei, found)):
            return found
    return []


def beside_imeis(text: str, parts: re.Pattern[str]) -> list[str]:
    """Parted where an IMEI stands on one side, and nowhere else: a serial like 26631/W1TF00123 is one. parts: keeps what it
    parts by."""
    bits, found, was_imei = parts.split(text), [""], False
    for bit, by in zip(bits[::2], ["", *bits[1::2]], strict=True):
        if (is_one := seems_imei(bit)) or was_imei:
            found.append(bit)
        else:
            found[-1] += by + bit
        was_imei = is_one
    return [piece for piece in found if piece]


def without_version(text: str) -> str:
    """864207061018293/01 is an IMEI and the version of its software, which names nothing."""
    return VERSION.sub(
        lambda found: found[1] if seems_imei(found[1]) and is_imei(_compact(found[1])) else found[0], text
    )


def holds_imei(text: str) -> bool:
    """Alone or beside others."""
    return any(map(seems_imei, numbers_in(text)))


def seems_imei(text: str) -> bool:
    """14 to 16 digits as an IMEI begins, of which some may be the letters that look like them; or 15 and a version."""
    return bool(SEEMING.fullmatch(_meant(VERSION.sub(r"\1", text))) and not is_stroked(text))


def is_stroked(text: str) -> bool:
    """A serial as Xiaomi has it, 26631/W1TF00123: however many digits, no IMEI."""
    return bool(STROKED.fullmatch(_unlabelled(text)))


def imeis_of(text: str) -> list[str]:
    """The IMEIs that were meant, one or several; none where any of it is something else."""
    codes = [_meant(one) for one in numbers_in(text)]
    if not all(map(SEEMING.fullmatch, codes)):
        return []
    found = [code if len(code) == 15 else completed_imei(code) for code in codes]
    return found if all(map(is_imei, found)) else []


def is_labelled(text: str) -> bool:
    """Does it say itself what it is ("IMEI: ...", "(21)...")?"""
    return bool(LABEL.match(text) or ELEMENT.search(text) or SYMBOLOGY.match(text) or FNC1 in text)


def is_imei(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{15}", text) and text.strip("0") and luhn.is_valid(text))


def kind_of(value: str) -> str:
    """What a stored number is called, by its shape."""
    return "IMEI" if is_imei(value) else "MEID" if MEID.fullmatch(value) else "SN"


def completed_imei(digits: str) -> str:
    """The IMEI of 14 digits without a check digit, or of an IMEISV of 16."""
    return digits[:14] + luhn.calc_check_digit(digits[:14])


def shown_imei(imei: str) -> str:
    """In its parts: 49 015420 323751 8."""
    return " ".join((imei[:2], imei[2:8], imei[8:14], imei[14:])).strip()


def _without_digits(code: str) -> LazyString:
    """What is wrong with an IMEI that has letters in it."""
    if MEID.fullmatch(code.upper()):
        return _("This is a MEID, no IMEI: it belongs in the field of the serial number.")
    if is_imei(meant := code.upper().translate(SLIPS)):
        return _("An IMEI has digits only. With 0 for O and 1 for I it is %(imei)s.", imei=meant)
    return _("An IMEI has digits only")


def _imeis_in(piece: str) -> list[str]:
    """Apart, where nothing but whole IMEIs stand in it."""
    pieces = numbers_in(piece) if len(piece) > 29 else []
    return pieces if pieces and all(is_imei(_compact(one)) for one in pieces) else [piece]


def _check_last(digits: str, right: str) -> None:
    if digits[-1] != right:
        raise IdentifierError(
            _("The last digit should be %(digit)s; check for a mistyped digit", digit=right)
        )


def _elements(text: str) -> list[Scan]:
    """GS1 element strings, printed with brackets or raw with FNC1 between: (01) product, (21) serial, (8002) phone."""
    pairs = ELEMENT.findall(text)
    raw = RAW_ELEMENTS.fullmatch(text.lstrip(FNC1))
    if not pairs and raw and (raw[2] or text.startswith(FNC1)) and ean.is_valid(raw[1]):
        pairs = [("01", raw[1]), (raw[2], raw[3]), (raw[4], raw[5])]
    found = []
    for identifier, value in pairs:
        if identifier == "01" and ean.is_valid(value.strip()):
            found.append(Scan("ean", _as_ean13(value.strip())))
        elif identifier in ("21", "8002"):
            found.append(_one(value))
    return found


def _one(text: str) -> Scan:
    code = _compact(text).upper()
    if is_imei(code):
        return Scan("imei", code)
    if len(code) in (8, 12, 13, 14) and code.isascii() and code.isdigit() and ean.is_valid(code):
        return Scan("ean", _as_ean13(code))
    if MEID.fullmatch(code):
        return Scan("meid", code)
    return Scan("sn", re.sub(r"\s+", "", _unlabelled(text)).upper()[:LONGEST_SERIAL])


def _as_ean13(digits: str) -> str:
    if len(digits) == 14 and digits[0] == "0":
        return digits[1:]
    return digits.zfill(13) if len(digits) == 12 else digits


def _compact(text: str) -> str:
    return GROUPING.sub("", _unlabelled(text))


def _meant(text: str) -> str:
    """Without label and grouping, with digits for the letters that look like them."""
    return _compact(text).upper().translate(SLIPS)


def _unlabelled(text: str) -> str:
    return LABEL.sub("", without_version(unicodedata.normalize("NFKC", text[:300]).strip()))
