"""Amounts as they are typed, and how much of them is earnest money. Pure; minor units throughout."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _

from counter.sales.trouble import Trouble

MOST = 10_000_000_00
TYPED = re.compile(r"[0-9]{1,12}(\.[0-9]{0,2})?")
EARNEST_PARTS = 5  # a fifth


class AmountError(Trouble):
    """What was typed is no amount."""


def minor(text: str) -> int:
    """ "6,400", "¥6400.50", "６４００元" in minor units. Raises AmountError."""
    plain = unicodedata.normalize("NFKC", text[:60])
    plain = re.sub(r"[\s,，¥$€£元]|RMB|CNY", "", plain, flags=re.I)
    if not TYPED.fullmatch(plain):
        raise AmountError(_("This is no amount. Type it like 6400 or 6400.50."))
    try:
        amount = int(Decimal(plain) * 100)
    except InvalidOperation:
        raise AmountError(_("This is no amount. Type it like 6400 or 6400.50.")) from None
    if not 0 < amount <= MOST:
        raise AmountError(_("The amount must be more than nothing and at most 10 million."))
    return amount


def plain(amount: int) -> str:
    """As it stands in a field: 6400 or 6400.50."""
    return f"{amount // 100}" if amount % 100 == 0 else f"{Decimal(amount) / 100:.2f}"


def earnest_limit(total: int) -> int:
    """Earnest money binds up to 20 % of the price (Civil Code of China, art. 586); rounded down."""
    return total // EARNEST_PARTS


def split_earnest(total: int, earlier: int, amount: int) -> tuple[int, int]:
    """(earnest money, prepayment): what goes above the fifth, with the earnest money of before, is prepayment."""
    room = max(0, earnest_limit(total) - earlier)
    earnest = min(room, amount)
    return earnest, amount - earnest


def by_kind(payments: Any, kind: str) -> int:
    return sum(payment.amount for payment in payments if payment.kind == kind)
