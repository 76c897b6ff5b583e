"""What the debtor says to a claim, and their money; each can be taken back."""

from datetime import datetime
from typing import Any

from counter.history.models import note
from counter.supplier_claims.models import SupplierClaim


class NotThisStage(ValueError):
    """It is not so far, or somebody went on with it meanwhile."""


class TooMuch(ValueError):
    """More than was claimed."""


class ReasonNeeded(ValueError):
    """Who gives less than was claimed says why."""


def answer(claim: SupplierClaim, accepted: int, because: str, by: Any, at: datetime) -> None:
    """accepted: minor units, 0 where they refuse. Raises NotThisStage, TooMuch, ReasonNeeded."""
    if not claim.is_sent or claim.is_answered:
        raise NotThisStage
    if accepted > claim.amount:
        raise TooMuch
    if accepted < claim.amount and not because:
        raise ReasonNeeded
    claim.answered_at, claim.accepted, claim.refused_because = at, accepted, because
    note(by, "answer", claim, at, {"accepted": [None, accepted]})


def pay(claim: SupplierClaim, by: Any, at: datetime) -> None:
    """Their money is here. Raises NotThisStage."""
    if not claim.is_answered or claim.is_refused or claim.is_paid:
        raise NotThisStage
    claim.paid_at = at
    note(by, "pay", claim, at, {"paid": [None, claim.accepted]})


def take_back(claim: SupplierClaim, by: Any, at: datetime) -> None:
    """The last of it: the payment, else the answer. Raises NotThisStage."""
    if claim.is_paid:
        claim.paid_at = None
    elif claim.is_answered:
        claim.answered_at, claim.accepted, claim.refused_because = None, None, ""
    else:
        raise NotThisStage
    note(by, "take_back", claim, at, {"stage": [None, claim.stage]})
