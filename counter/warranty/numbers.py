"""The number of a warranty card: read out over the telephone, typed with one thumb, never issued twice.

`NMF4K2WA`, shown NMF-4K2W-A: the store's code, a letter for the year, a running number, a check character, all in an
alphabet without 0 1 I L O.
"""

import re
import unicodedata
from typing import cast

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BASE = len(ALPHABET)  # 31, a prime: what the check character rests on
VALUE = {char: value for value, char in enumerate(ALPHABET)}
# 23 letters; no digits, so that a wider running number can be told from a year
YEARS = "ABCDEFGHJKMNPQRSTUVWXYZ"
FIRST_YEAR = 2021
STORE_CODE = re.compile(rf"[{ALPHABET}]{{2,4}}")
WIDTH = 4
# The fifth place of a running number stays a digit, see YEARS: 7 388 168 cards a year for each store.
LAST = 8 * BASE**WIDTH - 1
SHAPE = re.compile(rf"([{ALPHABET}]{{2,4}}[{YEARS}])([2-9]?[{ALPHABET}]{{{WIDTH}}})([{ALPHABET}])")
TICKET = re.compile(rf"[{ALPHABET}]{{2,4}}[2-9][{ALPHABET}]{{{WIDTH + 1}}}")
SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−.·/_]+")


LABEL = re.compile(r"^\s*(?:卡号|NO(?=[.:]))[\s.:]*", re.I)


class NumberError(ValueError):
    """Not the number of a card; `sentence` says at which character to look."""

    @property
    def sentence(self) -> LazyString:
        return cast(LazyString, self.args[0])


def make(store_code: str, year: int, running: int) -> str:
    """The number as stored. store_code: 2 to 4 characters of ALPHABET; running: from 1 up, in each store and year."""
    if not STORE_CODE.fullmatch(store_code):
        raise ValueError(f"a store code has 2 to 4 characters of {ALPHABET}, not {store_code!r}")
    if not 1 <= running <= LAST:
        raise ValueError(f"running number {running} is not between 1 and {LAST}")
    body = store_code + year_letter(year) + digits(running)
    return body + check_character(body)


def year_letter(year: int) -> str:
    """Comes again after 23 years, when no card of its first turn is in force any more."""
    return YEARS[(year - FIRST_YEAR) % len(YEARS)]


def check_character(body: str) -> str:
    """Catches every single wrong character and every two that changed places, neighbours or not.

    The sum of value x place, places counted from the right with the check character as 1, is divisible by 31.
    As 31 is prime and no number has 31 places, a difference in one place, or in two exchanged, never cancels out.
    """
    total = sum(VALUE[char] * place for place, char in enumerate(reversed(body), start=2))
    return ALPHABET[-total % BASE]


def normalise(text: str) -> str:
    """Upper-case without spaces and dashes. A character that no number has stays: guessing is check()'s no."""
    return SEPARATORS.sub("", LABEL.sub("", unicodedata.normalize("NFKC", text[:100]))).upper()


def check(text: str) -> str:
    """The number as stored, of any spelling. Raises NumberError."""
    number = normalise(text)
    for place, char in enumerate(number, start=1):
        if char not in VALUE:
            raise NumberError(
                _("No card number has “%(char)s”; look again at character %(place)d", char=char, place=place)
            )
    if not SHAPE.fullmatch(number):
        raise NumberError(_("That is not a whole card number; it looks like NMF-4K2W-A"))
    if check_character(number[:-1]) != number[-1]:
        raise NumberError(_("One character of this card number is wrong; compare it with the card"))
    return number


def shown(number: str) -> str:
    """In groups, as printed on the card: NMF-4K2W-A."""
    shape = SHAPE.fullmatch(number)
    return "-".join(shape.groups()) if shape else number


def digits(running: int) -> str:
    digits = ""
    while running or len(digits) < WIDTH:
        running, value = divmod(running, BASE)
        digits = ALPHABET[value] + digits
    return digits


def is_of_a_ticket(text: str) -> bool:
    """The number of a service ticket: so somebody may scan its slip where cards are looked up. It has a digit for the
    year, and its check character leaves 1 where a card's leaves 0 (tickets/numbers.py)."""
    number = normalise(text)
    if not TICKET.fullmatch(number):
        return False
    return sum(VALUE[char] * place for place, char in enumerate(reversed(number), start=1)) % BASE == 1
