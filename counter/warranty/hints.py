"""What to type next: where there are more hits than one reads, and where there is none."""

import re
from functools import cache
from typing import Any

from flask_babel import gettext as _

from counter.catalog import identifiers
from counter.customers import phones
from counter.customers.numbering import place_of
from counter.stores.models import Store
from counter.warranty import narrowing, numbers
from counter.warranty.finding import Place
from counter.warranty.labels import told_of
from counter.warranty.probes import Probe

MOBILE = re.compile(r"(?:86|0086)?1[3-9]\d*")
PLACE = re.compile(r"(\d)\.(\d{1,2})\.(\d{1,9})\.(\d{1,4})")


@cache
def to_narrow(kind: str, language: str) -> str:
    """For more than one page. language: the reader's, which is the one of this request."""
    if kind == "last4":
        return _("Many numbers end so. Type the whole number, or the name.")
    if kind == "digits":
        return _("Type the number to its end, or only its last four digits.")
    if kind == "phone":
        return _("They all have this number. Type the name, or the end of a serial.")
    if kind == "name":
        return _("Type more of the name, or the last four digits of the phone.")
    return _("Type a little more of it.")


def narrower(only: str, person: Any) -> list[tuple[str, str, str, bool]]:
    """(id, what to send, what it is called, whether it is on) of each way to see fewer cards."""
    named = chips(person.language)
    mine = [letter for letter in named if letter != "h" or person.sees_all or len(person.store_ids) > 1]
    letters, chosen = narrowing.parts(only)
    found = [(one, narrowing.switched(only, letter=one), named[one], one in letters) for one in mine]
    for category, label in narrowing.offered(person.store).items():
        sent = narrowing.switched(only, category=category)
        found.append((f"c-{category}", sent, told_of(label, person.language), category == chosen))
    return found


@cache
def chips(language: str) -> dict[str, str]:
    return {"h": _("This store only"), "b": _("Bought within 30 days"), "l": _("Still covered")}


def of_stretch() -> str:
    """Said where more fit than are read to narrow them down."""
    return _("Looked for among the first 2,000 that fit; type more to see farther.")


def of_others() -> str:
    """Said where other stores have more cards of a number than are shown."""
    return _(
        "Other stores have more cards of this number. Scan the serial or the card to see the one it is about."
    )


def to_find(probe: Probe, text: str, store: Store) -> str:
    """For none: what is wrong with the text, if it is like a number and none; else what else will do."""
    digits, card = re.sub(r"\W", "", text), numbers.normalise(text)
    if probe.kind == "digits" and MOBILE.fullmatch(digits):
        return complaint(phones.parse, text, *place_of(store))
    if digits.isdigit() and 14 <= len(digits) <= 16 and not identifiers.is_imei(digits):
        return complaint(identifiers.check_imei, text)
    if probe.kind in ("card", "code") and card.startswith(store.code):
        return complaint(numbers.check, text)
    found = {
        "phone": _("It may be in the name of a family member; ask for the name, or scan the box."),
        "name": _("Ask how it is written. Its pinyin or the last four digits of the phone will do, too."),
        "digits": _(
            "The last four digits of the phone will do, or the last six of the IMEI; *#06# shows it."
        ),
        "last4": _("Ask whether it was another number. The name or the end of the IMEI will do, too."),
    }
    return found.get(probe.kind) or _(
        "The last six characters of the serial will do. O is taken for 0 as well."
    )


def complaint(check: Any, *text: Any) -> str:
    try:
        check(*text)
    except (phones.PhoneError, identifiers.IdentifierError, numbers.NumberError) as wrong:
        return str(wrong.sentence)
    return _("Nothing was sold under it here. Ask for the phone number or the name.")


def heading(probe: Probe, text: str) -> str:
    """The text as one reads it aloud."""
    e164 = next((low[1:] for low, high in probe.ranges if high is None and low.startswith("p")), None)
    return phones.shown(e164) if probe.kind == "phone" and e164 else text


def place(typed: str) -> tuple[Place, int] | None:
    """Where the next page begins, and how many were shown before it; None for what is no such place."""
    found = PLACE.fullmatch(typed) if typed.isascii() else None
    tier, rank, card, shown = map(int, found.groups()) if found else (0, 0, 0, 0)
    return ((tier, rank, card), shown) if found else None
