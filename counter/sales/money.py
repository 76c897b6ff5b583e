"""How much of what is paid is earnest money. Pure; minor units throughout."""

from typing import Any

from counter import amounts
from counter.amounts import plain
from counter.sales.trouble import Trouble

__all__ = ["AmountError", "by_kind", "earnest_limit", "minor", "plain", "split_earnest"]

EARNEST_PARTS = 5  # a fifth


class AmountError(Trouble):
    """What was typed is no amount."""


def minor(text: str) -> int:
    """In minor units. Raises AmountError."""
    try:
        return amounts.minor(text)
    except amounts.NotAnAmount as error:
        raise AmountError(error.sentence) from None


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
