"""Several claims go to one debtor in one go: they get one list, to print or to send as a file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from counter.extensions import db
from counter.history.models import Told, note, note_all
from counter.supplier_claims import making
from counter.supplier_claims.models import SupplierClaim, SupplierClaimBatch

OUT = (
    "ticket_number",
    "store_id",
    "payer",
    "debtor",
    "amount",
    "currency",
)  # that a list tells of what is out of it


class NotToSend(ValueError):
    """These can't go in one list."""


class NothingChosen(NotToSend):
    """None of them was ticked."""


class SentAlready(NotToSend):
    """Somebody was faster with one of them."""


class SeveralDebtors(NotToSend):
    """A list goes to one debtor, in one money."""


class NobodyNamed(NotToSend):
    """Of one of them nobody said who owes it, so there is nobody to send it to."""


class NothingOwed(NotToSend):
    """Of one of them nobody said how much is owed."""


def send(claims: Sequence[SupplierClaim], by: Any, at: datetime) -> SupplierClaimBatch:
    """Raises NotToSend."""
    if not claims:
        raise NothingChosen
    if any(claim.is_sent for claim in claims):
        raise SentAlready
    if len({(claim.debtor_key, claim.currency) for claim in claims}) > 1:
        raise SeveralDebtors
    if not all(claim.is_named for claim in claims):
        raise NobodyNamed
    if not all(claim.amount for claim in claims):
        raise NothingOwed
    stores = {claim.store_id for claim in claims}
    batch = SupplierClaimBatch(store_id=stores.pop() if len(stores) == 1 else None)
    batch.sent_at, batch.sent_by = at, by.person_id
    for claim in claims:
        claim.batch, claim.sent_at = batch, at
    db.session.add(batch)
    note(by, "send", batch, at, {"claims": [None, len(claims)]})
    told = [Told(claim, {"batch": [None, batch.id]}) for claim in claims]
    note_all(by, "send", told, at, claims[0].store_id)
    return batch


class NotSent(ValueError):
    """It is in no list, or they answered already."""


def withdraw(claim: SupplierClaim, by: Any, at: datetime) -> None:
    """Out of its list again, as if it had not been sent: by mistake, or to another debtor. The list tells of it. Parts that
    were taken off the ticket meanwhile it claims no longer. Raises NotSent."""
    batch = claim.batch
    if batch is None or not claim.is_sent or claim.is_answered:
        raise NotSent
    told = {name: [getattr(claim, name), None] for name in OUT}
    claim.batch, claim.sent_at = None, None
    note(by, "withdraw", batch, at, {"claim": [claim.id, None]} | told)
    note(by, "withdraw", claim, at, {"batch": [batch.id, None]})
    making.settle(claim, by, at)
