"""Amounts as they are typed and shown in fields. Pure; minor units throughout."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _

MOST = 10_000_000_00
TYPED = re.compile(r"[0-9]{1,12}(\.[0-9]{0,2})?")
GROUPED = re.compile(r"([0-9]{1,3})((?:(?:,\s?|\s)[0-9]{3})+)(?![0-9,])")


class NotAnAmount(ValueError):
    """What was typed is no amount; `sentence` says what is."""

    @property
    def sentence(self) -> Any:
        return self.args[0]


def minor(text: str, least: int = 1) -> int:
    """ "6,400", "¥6400.50", "６４００元" in minor units; least: 0 where it may be nothing. Raises NotAnAmount."""
    plain = unicodedata.normalize("NFKC", text[:60])
    plain = ungrouped(re.sub(r"[¥$€£元]|RMB|CNY", "", plain, flags=re.I))
    if not TYPED.fullmatch(plain):
        raise NotAnAmount(_("This is no amount. Type it like 6400 or 6400.50."))
    try:
        amount = int(Decimal(plain) * 100)
    except InvalidOperation:
        raise NotAnAmount(_("This is no amount. Type it like 6400 or 6400.50.")) from None
    if not least <= amount <= MOST:
        if not least:
            raise NotAnAmount(_("The amount must be at most 10 million."))
        raise NotAnAmount(_("The amount must be more than nothing and at most 10 million."))
    return amount


def ungrouped(text: str) -> str:
    """Without the commas or blanks between its thousands: those of 6,400 and of 12 800. Any other stays: in 12,50 it is a point
    to whoever typed it, and left out it would make a hundred times as much."""
    text = text.strip()
    found = GROUPED.match(text)
    return found[1] + re.sub(r"[,\s]", "", found[2]) + text[found.end() :] if found else text


def plain(amount: int) -> str:
    """As it stands in a field: 6400 or 6400.50."""
    return f"{amount // 100}" if amount % 100 == 0 else f"{Decimal(amount) / 100:.2f}"
