"""A phone number as it is typed, stored, shown and hidden.

Stored is E.164 (`+8613800138000`) and its last four digits. What people type is much wider: full-width digits,
"手机：", prefixes for dialling abroad, extensions, a name in brackets.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import cast

import phonenumbers
from flask_babel import LazyString, lazy_ngettext
from flask_babel import lazy_gettext as _

LONGEST = 100  # characters; no label and number together are longer
TWO_NUMBERS = _("These are two numbers; enter one, and add the other after")
BRACKETED = re.compile(r"[(\[【《「][^()\[\]【】《》「」]*[)\]】》」]")
EXTENSION = re.compile(
    r"(?:[;,#;]|转接?|轉|分机|分機|内线|(?<=[\d\s)])(?:extension|extn?|x)\.?)(?:\s|号|[:=.]|ext)*(\d{1,6})\s*[号#]?\s*$",
    re.I,
)
TRAILING_EXTENSION = re.compile(r"^(?P<line>.*\d)\s*-\s*\d{1,5}$")
URI_PARAMETERS = re.compile(r"^\s*(?:tel|sms|callto):([^;]*);.*$", re.I)
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣～~·•・./\\_"), "-")
RUN = re.compile(r"\+?\(?\+?\d[\d\s()+-]*")
CARRIER_PREFIX = re.compile(
    r"^(?:179\d\d|125\d\d|118\d\d|10193)(?=1[3-9]\d{9}$)"
)  # dialled before a mobile, not part of it
CN_MOBILE = re.compile(r"(?:\+86|0086|86|0)?(1[3-9]\d*)")
CN_LANDLINE = re.compile(r"[2-8]\d{6,7}")


class PhoneError(ValueError):
    """A number that cannot be kept; `sentence` tells the person what to do about it."""

    @property
    def sentence(self) -> LazyString:
        return cast(LazyString, self.args[0])


@dataclass(frozen=True, slots=True)
class Phone:
    e164: str
    last4: str


def parse(text: str, region: str = "CN", area_code: str | None = None) -> Phone:
    """Read a number as typed or pasted. Raises PhoneError.

    region: where a number without a country code belongs (ISO 3166, "CN"); area_code: the store's own ("0755"),
    put before a landline typed without one.
    """
    digits = dialled(text)
    if region == "CN" or digits.startswith(("+86", "0086")):
        mobile = CN_MOBILE.fullmatch(CARRIER_PREFIX.sub("", digits))
        if mobile and _is_mobile(digits, mobile[1]):
            return _phone("+86" + _eleven(mobile[1]))
        if CN_LANDLINE.fullmatch(digits) and region == "CN":
            if not area_code:
                raise PhoneError(_("The area code is missing, such as 0755 in 0755 8888 1234"))
            digits = area_code + digits
    return _callable(digits, region)


def dialled(text: str) -> str:
    """What one would dial of a typed text: digits, perhaps after a plus. Raises PhoneError if it is not one number."""
    if len(text) > LONGEST:
        raise PhoneError(_("That is not a number that can be called"))
    text = "".join(_plain(char) for char in unicodedata.normalize("NFKC", text))
    text = BRACKETED.sub(_without_names, URI_PARAMETERS.sub(r"\1", text))
    text = EXTENSION.sub("", text).translate(DASHES)
    runs = [run for run in (_digits(run) for run in RUN.findall(_without_extension(text))) if run]
    if not runs:
        raise PhoneError(_("Enter a phone number"))
    if len(runs) > 1 and all(len(run) >= 7 for run in runs):
        raise PhoneError(TWO_NUMBERS)
    if len(runs) > 1 or "+" in runs[0][1:]:
        raise PhoneError(_("That is not a number that can be called"))
    return runs[0]


def shown(e164: str, region: str = "CN") -> str:
    """For people: `138 0013 8000`, `0755 8888 1234`, from another country `+44 20 7946 0958`."""
    if region == "CN" and len(e164) == 14 and e164.startswith("+861"):
        return f"{e164[3:6]} {e164[6:10]} {e164[10:]}"
    number = phonenumbers.parse(e164)
    is_at_home = country_code(region) == number.country_code
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if is_at_home
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, form)


def masked(e164: str, region: str = "CN") -> str:
    """For shared screens: `138 **** 8000`; the first group and the last four digits stay, at least three are hidden."""
    if region == "CN" and len(e164) == 14 and e164.startswith("+861"):
        return f"{e164[3:6]} **** {e164[10:]}"
    whole = shown(e164, region)
    places = [place for place, char in enumerate(whole) if char.isdigit()]
    first_group = re.match(r"\D*\d+", whole)
    head = first_group.end() if first_group else 0
    hidden = [place for place in places[:-4] if place >= head]
    if len(hidden) < 3:
        hidden = places[1:-2]
    return "".join("*" if place in hidden else char for place, char in enumerate(whole))


def country_code(region: str) -> int:
    return 86 if region == "CN" else phonenumbers.country_code_for_region(region)


def _plain(char: str) -> str:
    """Digits of any script as ASCII; marks without a width, which come along when one copies, away."""
    if not char.isascii():
        if char.isdecimal():
            return str(unicodedata.decimal(char))
        if unicodedata.category(char) == "Cf":
            return ""
    return char


def _digits(run: str) -> str:
    return re.sub(r"[^\d+]", "", run)


def _without_names(bracket: re.Match[str]) -> str:
    return bracket[0] if re.fullmatch(r"[\d\s+()\[\]【】-]*", bracket[0]) else " "


def _without_extension(text: str) -> str:
    """`0755-8888 1234-801`: digits after a number that is already whole are an extension."""
    extended = TRAILING_EXTENSION.match(text)
    if not extended:
        return text
    line = _digits(extended["line"])
    is_whole = re.search(r"(?:^|\D)(?:(?:86)?1[3-9]\d{9}|(?:\+?86|0)\d{9,11}|[2-8]\d{7}|[48]00\d{7})$", line)
    return extended["line"] if is_whole else text


def _is_mobile(dialled: str, national: str) -> bool:
    """A mobile number, perhaps with digits missing or too many; `86…` and `0…` alone may begin other things."""
    if dialled.startswith(("+86", "0086", "1")):
        return True
    return len(national) == 11


def _eleven(national: str) -> str:
    """Numbers of ranges that are yet unknown to the library are let in: new ones are issued every year."""
    missing = 11 - len(national)
    if missing > 0:
        raise PhoneError(
            lazy_ngettext(
                "%(num)d digit missing; a mobile number has 11",
                "%(num)d digits missing; a mobile number has 11",
                missing,
            )
        )
    if missing <= -7:
        raise PhoneError(TWO_NUMBERS)
    if missing < 0:
        raise PhoneError(
            lazy_ngettext(
                "%(num)d digit too many; a mobile number has 11",
                "%(num)d digits too many; a mobile number has 11",
                -missing,
            )
        )
    return national


def _callable(digits: str, region: str) -> Phone:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        raise PhoneError(_("That is not a number that can be called")) from None
    if not phonenumbers.is_valid_number(number):
        reason = phonenumbers.is_possible_number_with_reason(number)
        if reason == phonenumbers.ValidationResult.TOO_LONG:
            raise PhoneError(_("That number has too many digits"))
        if reason == phonenumbers.ValidationResult.TOO_SHORT:
            raise PhoneError(_("That number has too few digits"))
        raise PhoneError(_("That is not a number that can be called"))
    number.extension = None
    return _phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _phone(e164: str) -> Phone:
    return Phone(e164, e164[-4:])
