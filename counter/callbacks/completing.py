"""A call was made: what came of it. The outcome's own words say whether that ends it or another try follows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from counter.callbacks.models import Callback
from counter.callbacks.promising import promise_again
from counter.customers.consenting import withdraw
from counter.extensions import db
from counter.history.models import note as noted
from counter.playbooks.durations import later


class AlreadyComplete(Exception):
    """Somebody made this call first."""


class NoSuchOutcome(ValueError):
    """The plan does not know this outcome."""


def complete(
    call: Callback, outcome: str, by: Any, at: datetime, *,
    answers: dict[str, Any] | None = None, note: str = "", again_on: date | None = None,
) -> Callback | None:  # fmt: skip
    """Keeps the outcome and gives back the call that follows, if any. Raises AlreadyComplete, NoSuchOutcome."""
    if call.is_complete:
        raise AlreadyComplete
    found = next((one for one in call.body["outcomes"] if one["id"] == outcome), None)
    if found is None:
        raise NoSuchOutcome(outcome)
    call.completed_at, call.completed_by, call.outcome = at, by.person_id, outcome
    call.answers, call.note = answers or {}, note
    personal = {"note": [None, note]} if note else None
    noted(by, "complete", call, at, {"outcome": [None, outcome]}, personal, call.customer_id)
    for purpose in found["withdraws"]:
        withdraw(call.customer, purpose, by, at)
    return follow(call, found, by, at, again_on)


def follow(
    call: Callback, outcome: dict[str, Any], by: Any, at: datetime, again_on: date | None
) -> Callback | None:
    """`again`: another try until the plan's number of tries is used up. A plan that repeats has its next round."""
    if outcome["does"] == "again":
        tried = call.body["tried"] + outcome["uses_a_try"]
        if tried < call.body["tries"]["max"]:
            return promise_again(call, again_on or next_day(call, at), tried, by, at)
    return next_round(call, by, at) if outcome["does"] != "stop" and call.body["repeat"] else None


def next_day(call: Callback, at: datetime) -> date:
    """So many days after the day it was due, but never a day that has passed: a late call is not due at once again."""
    return later(max(call.due_on, call.store.today(at)), call.body["tries"]["spacing"])


def next_round(call: Callback, by: Any, at: datetime) -> Callback:
    """Counted from the round's own day, so that tries and late calls don't move it from year to year."""
    on = date.fromisoformat(call.body["round_on"])
    while (on := later(on, call.body["repeat"])) <= call.store.today(at):
        pass
    following = promise_again(call, on, 0, by, at)
    following.body = {**following.body, "round_on": on.isoformat()}
    return following


def end(event: str, source: str, by: Any, at: datetime) -> list[Callback]:
    """What happened (the thing came back) ends the open calls of `source` that the plan says it ends."""
    return end_all(event, by, at, Callback.source == source)


def end_of_card(event: str, card_id: int, by: Any, at: datetime) -> list[Callback]:
    """The like for the calls that are about one card."""
    return end_all(event, by, at, Callback.card_id == card_id)


def end_all(event: str, by: Any, at: datetime, which: ColumnElement[bool]) -> list[Callback]:
    return end_these([call for call in still_open(which) if event in call.body["ended_by"]], event, by, at)


def take_back(event: str, sources: Sequence[str], by: Any, at: datetime) -> list[Callback]:
    """What the open calls of `sources` were to follow is not so after all: they end, whatever their plan says."""
    return end_these(still_open(Callback.source.in_(sources)), event, by, at)


def still_open(which: ColumnElement[bool]) -> list[Callback]:
    return list(db.session.scalars(select(Callback).where(which, Callback.completed_at.is_(None))))


def end_these(ended: list[Callback], event: str, by: Any, at: datetime) -> list[Callback]:
    for call in ended:
        call.completed_at, call.completed_by, call.outcome = at, by.person_id, event
        noted(by, "end", call, at, {"outcome": [None, event]})
    return ended
