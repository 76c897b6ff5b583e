"""A wrong tap is taken back: the call is open again, as if it had not been made."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.callbacks.finding import following_of
from counter.callbacks.models import Callback
from counter.customers.models import Consent
from counter.extensions import db
from counter.history.models import note


class NotReopenable(Exception):
    """It is open, or its day is over."""


class FollowingIsTouched(Exception):
    """Somebody worked on the call that followed."""


def reopen(call: Callback, by: Any, at: datetime) -> None:
    """Answers and note stay as a draft; the promised next call and a withdrawal of this call's go.

    Raises NotReopenable, FollowingIsTouched.
    """
    if not call.is_reopenable(at):
        raise NotReopenable
    following = following_of(call)
    if following is not None:
        if not following.is_untouched:
            raise FollowingIsTouched
        note(by, "take_back", following, at)
        db.session.delete(following)
    restore_consents(call)
    before = call.outcome
    call.completed_at, call.completed_by, call.outcome = None, None, ""
    note(by, "reopen", call, at, {"outcome": [before, None]})


def restore_consents(call: Callback) -> None:
    """Only what this very call withdrew, known by its moment, and only if it was not given anew."""
    lost = Consent.customer_id == call.customer_id, Consent.withdrawn_at == call.completed_at
    for consent in db.session.scalars(select(Consent).where(*lost)):
        if consent.purpose in call.ending.get("withdraws", []) and not call.customer.agrees_to(
            consent.purpose
        ):
            consent.withdrawn_at = None
