"""The look-up box: under which keys a card is filed, and which of them a typed text asks for.

A key is a kind letter and a value, compared byte by byte:
    p+8613800138000   a phone      n陈晓明  a name, a part of it, its pinyin or initials
    48000310083168    a phone's last four digits as they are typed, then those before them, the last one first
    s8157323024510 94 a serial or IMEI, reversed, so that its last digits are a prefix; a letter O in it is a 0
    cNMF4K2WA         a card number                                 iA1023   an invoice number
What is typed is asked as exact keys and as ranges of keys; the text decides by its shape alone.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from counter.catalog import identifiers
from counter.customers import names, phones
from counter.warranty import numbers

LONGEST_KEY = 64  # characters; longer values are cut, in keys and probes alike
LONGEST_TEXT = 100
WHOLE_SERIAL = re.compile(
    r"(?=.*\d)(?!\d{1,7}$)(?!(?:00)?(?:86)?1[3-9]\d*$).{6,}"
)  # neither short nor a mobile's beginning
WITH_O = re.compile(r"(?=.*\d)(?=.*O)[\dO]{4,}")  # digits with the letter for the figure: 138OO138OOO
NOT_CODE = re.compile(r"[\W_]+")
LAST_FOUR = re.compile(r"^尾号?[\s:]*(?=\d)")  # 尾号8000
GLUED = re.compile(
    r"[A-Z]\d{5,}|\d{5,}[A-DF-WYZ]", re.I
)  # AB13800138000 is a serial, Tel. 13800138000 a phone
Range = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Probe:
    """kind: none, phone, last4, digits, serial, card, name or code. ranges: (low, high) with low <= key < high, or
    (key, None) for that key alone; the likeliest first."""

    kind: str
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """What a card is found by. phones: E.164; serials: IMEIs, MEIDs and serial numbers of its things."""

    name: str = ""
    phones: tuple[str, ...] = ()
    number: str = ""
    serials: tuple[str, ...] = ()
    invoices: tuple[str, ...] = ()


def keys_of(card: Filed, region: str = "CN", area_code: str | None = None) -> set[str]:
    """All keys of a card.

    An invoice, serial or name that looks like something else (an invoice like a phone number, a name of digits) is
    filed under that, too: whoever types it whole finds the card.
    """
    found = {key for phone in card.phones for key in phone_keys(phone)} | name_keys(card.name)
    found |= {number_key(card.number)} if card.number else set()
    found |= {serial_key(serial) for serial in card.serials}
    found |= {invoice_key(invoice) for invoice in card.invoices}
    # Most serials are IMEIs, and these are never like a phone.
    serials = [
        serial for serial in card.serials if not (len(serial) == 15 and serial.isdigit() and serial[0] != "0")
    ]
    for text in (card.name, *serials, *card.invoices):
        if any(char.isdigit() for char in text):
            asked = probes(text, region, area_code).ranges
            if asked and not any(hits(one, found) for one in asked):
                found.add(asked[0][0])
    return found - {"n", "s", "i", "c"}


def phone_keys(e164: str) -> set[str]:
    return {"p" + e164, end_key(e164.lstrip("+"))}


def end_key(digits: str) -> str:
    """So that the last four, a beginning of them, or more than four are all the beginning of a key."""
    return "4" + digits[-4:] + digits[:-4][::-1]


def name_keys(name: str) -> set[str]:
    return {("n" + key)[:LONGEST_KEY] for key in names.keys(name)}


def serial_key(serial: str) -> str:
    return ("s" + _code(serial).replace("O", "0")[::-1])[:LONGEST_KEY]


def number_key(number: str) -> str:
    return "c" + numbers.normalise(number)[: LONGEST_KEY - 1]


def invoice_key(invoice: str) -> str:
    return ("i" + _code(invoice))[:LONGEST_KEY]


def hits(asked: Range, keys: Iterable[str]) -> bool:
    low, high = asked
    return any(key == low if high is None else low <= key < high for key in keys)


def probes(text: str, region: str = "CN", area_code: str | None = None) -> Probe:
    """What to look up for a text as far as it is typed. Never raises; nothing worth a look is the kind none.

    region, area_code: the store's, for numbers typed without them.
    """
    typed = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).strip()
    typed = numbers.LABEL.sub("", LAST_FOUR.sub("", typed))
    text = identifiers.without_version(typed)
    code = _code(text)
    if WITH_O.fullmatch(code):
        meant = probes(text.replace("O", "0").replace("o", "0"), region, area_code)
        return Probe(meant.kind, tuple(dict.fromkeys([*meant.ranges, _tail(code)])))
    is_digits = code.isascii() and code.isdigit()
    imeis = identifiers.imeis_of(text) if len(code) >= 14 else []
    if len(imeis) > 1 or (imeis and not is_digits):
        whole: list[Range] = [(serial_key(one), None) for one in imeis]
        return _probe("serial", [*whole, _tail(code), _from(invoice_key(code))])
    if is_digits and len(code) < 5:
        return _few_digits(code)
    if is_digits and identifiers.is_imei(code):
        phone, _ = _phone(text, region, area_code)
        is_cut = text != typed  # before its version was dropped it was filed with it
        return _probe("serial", [(serial_key(code), None), *([_tail(_code(typed))] if is_cut else [])], phone)
    phone, is_certain = _phone(text, region, area_code)
    if phone and is_certain:
        return _probe("phone", [], phone)
    if is_digits:
        return _many_digits(code, text, region, phone)
    return _letters(text, code)


def whole_keys(text: str, region: str = "CN", area_code: str | None = None) -> tuple[str, ...]:
    """The keys of a whole phone, serial, IMEI or card number: all that may be asked of other stores (ground 1). A part of
    one, last digits, names and invoices give none."""
    return whole_keys_of(probes(text, region, area_code))


def whole_keys_of(probe: Probe) -> tuple[str, ...]:
    if probe.kind == "name":
        return ()  # letters alone, also where an O is read as a 0
    return tuple(dict.fromkeys(low for low, high in probe.ranges if _is_whole(low, high is None)))


def _is_whole(key: str, is_exact: bool) -> bool:
    kind, value = key[0], key[1:]
    if kind == "s":
        return is_exact or bool(WHOLE_SERIAL.fullmatch(value[::-1]))
    return (kind == "p" and is_exact) or (kind == "c" and _is_card(value))


def _few_digits(code: str) -> Probe:
    if len(code) < 2:
        return Probe("none")
    ranges = [_from("4" + code), _tail(code), (invoice_key(code), None)]
    return _probe("last4" if len(code) == 4 else "digits", ranges)


def _many_digits(code: str, text: str, region: str, phone: str | None) -> Probe:
    """The beginning of a phone or its end, the end of a serial, or a card or invoice number."""
    ranges = [
        _from("p" + _beginning(code, text, region)),
        _from(end_key(code)),
        _tail(code),
        _from(invoice_key(code)),
    ]
    if card := _card(code):
        ranges.append(card)
    if len(code) in (14, 16):
        ranges.insert(0, (serial_key(identifiers.completed_imei(code)), None))
    return _probe("digits", ranges, phone)


def _letters(text: str, code: str) -> Probe:
    """A name, its pinyin or initials; a card number; the end of a serial; an invoice number."""
    name = names.folded(text)
    if not name or (len(name) < 2 and name.isascii()):
        return Probe("none")
    by_name = _from(("n" + name)[:LONGEST_KEY])
    if identifiers.is_labelled(text):
        scan = identifiers.classify(text)
        units = [one for one in (scan, *scan.others) if one.kind != "ean"]
        tails = [tail for unit in units if _code(unit.value) for tail in _tails(_code(unit.value))]
        return _probe("serial", [*tails, by_name])
    if not code or not code.isascii():
        return _probe("name", [by_name, *([_from(invoice_key(code))] if re.search(r"\d", code) else [])])
    card, rest = _card(text), [*_tails(code), _from(invoice_key(code))]
    if card and _is_card(text):
        return _probe("card", [card, by_name, *rest])
    return _probe("name" if code.isalpha() else "code", [by_name, *([card] if card else []), *rest])


def _probe(kind: str, ranges: list[Range], phone: str | None = None) -> Probe:
    return Probe(kind, tuple(dict.fromkeys([*ranges, ("p" + phone, None)] if phone else ranges)))


def _card(text: str) -> Range | None:
    """Card numbers that begin so; a character that no number has is not guessed at."""
    number = numbers.normalise(text)
    if len(number) < 3 or any(char not in numbers.VALUE for char in number):
        return None
    return _from(number_key(number))


def _is_card(text: str) -> bool:
    try:
        return bool(numbers.check(text))
    except numbers.NumberError:
        return False


def _phone(text: str, region: str, area_code: str | None) -> tuple[str | None, bool]:
    """E.164, if it is a number that can be called; and whether it is one beyond doubt: a mobile, or a number with its
    trunk or country prefix. Ten digits more may as well be the end of a serial."""
    if not 7 <= sum(char.isdigit() for char in text) <= 17 or GLUED.search(text):
        return None, False
    try:
        dialled = phones.dialled(text)
        e164 = phones.parse(text, region, area_code).e164
    except phones.PhoneError:
        return None, False
    is_mobile = region == "CN" and e164.startswith("+861") and len(e164) == 14
    return e164, is_mobile or dialled.startswith(("+", "0")) or region != "CN"


def _beginning(code: str, text: str, region: str) -> str:
    """The E.164 beginning of a number of which only the first digits are typed yet."""
    country = str(phones.country_code(region))
    if text.startswith("+"):
        return "+" + code
    if code.startswith("00"):
        return "+" + code[2:]
    if region == "CN" and code.startswith("86") and (len(code) < 3 or code[2] in "1"):
        return "+" + code
    return "+" + country + (code[1:] if code.startswith("0") else code)


def _tail(code: str) -> Range:
    return _from(("s" + code[::-1])[:LONGEST_KEY])


def _tails(code: str) -> list[Range]:
    """As a serial is filed, with 0 for O; and as it was filed at first, by its letters: all of them O, or as they are typed."""
    spelled = [code.replace("O", "0"), code, *([] if code.isalpha() else [code.replace("0", "O")])]
    return [_tail(one) for one in dict.fromkeys(spelled)]


def _from(beginning: str) -> Range:
    """All keys that begin so. The upper end sorts after every continuation, in code points as in UTF-8 bytes."""
    last = ord(beginning[-1]) + 1
    return beginning, beginning[:-1] + chr(0xE000 if 0xD800 <= last <= 0xDFFF else last)


def _code(text: str) -> str:
    return NOT_CODE.sub("", unicodedata.normalize("NFKC", text)).upper()
