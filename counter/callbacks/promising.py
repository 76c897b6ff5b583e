"""Calls are promised when something happened (handed over, delivered): which, for when, and with which words.

A call keeps its own copy of the plan, so that a later playbook changes nothing that was promised.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from counter.callbacks.models import Callback
from counter.columns import Words
from counter.customers.models import Customer
from counter.database import next_ids
from counter.extensions import db
from counter.history.models import Told, note, note_all
from counter.playbooks.conditions import holds
from counter.playbooks.durations import earlier, later
from counter.playbooks.models import in_force
from counter.stores.facts import of_store
from counter.stores.models import Store

Plan = dict[str, Any]


def promise(
    event: str, store: Store, customer: Customer, on: date, by: Any, at: datetime, *,
    source: str, sale_id: int | None = None, card_id: int | None = None,
    about: Words | None = None, facts: Mapping[str, object] | None = None,
) -> list[Callback]:  # fmt: skip
    """The calls that follow `event` of the day `on`; those that are there for this `source` are not made twice.

    Nobody is called without the consent that the plan asks for: `unasked` names the plans that waited for it.
    `about` says in the list what it is about (the phone, the bed); `facts` are for the plans' conditions.
    """
    body = book_of(store)
    plans = [plan for plan in plans_of(body, event, store, facts) if is_welcome(plan, customer)]
    asked = select(Callback.plan).where(Callback.source == source)
    there = set(db.session.scalars(asked))
    made = []
    for plan in plans:
        if plan["id"] not in there:
            call = Callback(
                store_id=store.id, customer=customer, sale_id=sale_id, card_id=card_id, source=source
            )
            call.plan, call.label, call.due_on = plan["id"], plan["label"], due_on(plan, event, on)
            call.body = body_of(body, plan) | {"about": about, "round_on": call.due_on.isoformat()}
            made.append(promised(call, by, at))
    if made:
        customer.belongs_to(store.id)
    return made


def unasked(
    event: str, store: Store, customer: Customer, facts: Mapping[str, object] | None = None
) -> list[Plan]:
    """The plans that would follow `event` if the customer agreed to be called."""
    return [plan for plan in plans_of(book_of(store), event, store, facts) if not is_welcome(plan, customer)]


def book_of(store: Store) -> dict[str, Any]:
    version = in_force("playbook", store.playbook_code)
    if version is None:
        raise LookupError(f"the store {store.code} has no playbook {store.playbook_code}")
    return version.body


def plans_of(
    body: dict[str, Any], event: str, store: Store, facts: Mapping[str, object] | None = None
) -> list[Plan]:
    known = of_store(store, body) | dict(facts or {})
    plans = [
        plan for plan in body["callback_plans"] if event in (plan["applies_after"], plan["applies_before"])
    ]
    return [plan for plan in plans if holds(plan["if"], known)]


def is_welcome(plan: Plan, customer: Customer) -> bool:
    """A consent is looked up; what was asked for or is owed by contract needs none."""
    consent = plan["audience"]["consent"]
    return consent is None or customer.agrees_to(consent)


def due_on(plan: Plan, event: str, on: date) -> date:
    """So long before or after the day of the event; 31 December and two months is the last of February."""
    count = later if plan["applies_after"] == event else earlier
    return count(on, plan["due_in"])


def body_of(book: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """The call's own copy: script, questions with their choices, outcomes, tries. `tried`: how often already."""
    kept = ("audience", "compulsory", "role", "tries", "ended_by", "repeat", "reminds")
    questions = [a_question(book, question) for question in plan["questions"]]
    mine = {"script": book["scripts"][plan["script"]], "questions": questions, "outcomes": book["outcomes"]}
    return {name: plan[name] for name in kept} | mine | {"tried": 0}


def a_question(book: dict[str, Any], question: dict[str, Any]) -> dict[str, Any]:
    """With what it only names: its choices, and how the role is called that hears of a low answer."""
    choices = book["lists"][question["choices"]] if question["choices"] else None
    escalate = question["escalate"]
    if escalate:
        label = next(role["label"] for role in book["roles"] if role["id"] == escalate["to"])
        escalate = {**escalate, "label": label}
    return {**question, "choices": choices, "escalate": escalate}


def promise_again(call: Callback, on: date, tried: int, by: Any, at: datetime) -> Callback:
    """The next call of the same plan: another try, or the next round of one that repeats."""
    following = Callback(
        store_id=call.store_id, customer_id=call.customer_id, source=call.source, plan=call.plan
    )
    following.sale_id, following.card_id, following.label = call.sale_id, call.card_id, call.label
    following.attempt, following.due_on = call.attempt + 1, on
    following.body = {**call.body, "tried": tried}
    return promised(following, by, at)


def promised(call: Callback, by: Any, at: datetime) -> Callback:
    call.promised_at, call.promised_by = at, by.person_id
    db.session.add(call)
    note(by, "promise", call, at, {"due_on": [None, call.due_on.isoformat()]})
    return call


def promise_many(calls: Sequence[Callback], by: Any, at: datetime) -> None:
    """The rows that promised() writes one by one, in a few statements."""
    by_store = defaultdict(list)
    for call, number in zip(calls, next_ids(Callback, len(calls)) if calls else (), strict=True):
        call.id, call.promised_at, call.promised_by = number, at, by.person_id
        by_store[call.store_id].append(Told(call, {"due_on": [None, call.due_on.isoformat()]}))
    db.session.add_all(calls)
    for store_id, told in by_store.items():
        note_all(by, "promise", told, at, store_id)
