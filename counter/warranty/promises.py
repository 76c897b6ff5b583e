"""What a store promises: the policies that its playbook names, in the versions of the day.

A version never changes, so each process reads it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import func, select

from counter.columns import Words
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion, in_force
from counter.stores.models import Store
from counter.warranty.restdays import Plan
from counter.warranty.terms import WHOLE, Policy

Versions = list[tuple[int, datetime]]  # (id, when it was imported), the oldest first
EVERYTHING: Words = {"zh": "整件", "en": "Whole piece"}


class NoPolicies(LookupError):
    """The store's playbook, or the policies that it names, are not in this database."""


@dataclass(frozen=True)
class Promises:
    """One version of a policies file. apart: parts that are handed in by themselves; faults: the lists of faults; faults_of:
    which of them a kind of thing has."""

    version_id: int
    policies: dict[str, Policy]
    parts: dict[str, Words]
    apart: frozenset[str]
    card_fields: dict[str, list[dict[str, Any]]]
    faults: dict[str, list[dict[str, Any]]]
    faults_of: dict[str, str]

    @classmethod
    def read(cls, version_id: int, body: dict[str, Any]) -> "Promises":
        policies = {policy["id"]: policy for policy in body["policies"]}
        labels = {part["id"]: part["label"] for part in body["parts"]}
        return cls(
            version_id,
            policies,
            {WHOLE: EVERYTHING, **labels},
            frozenset(part["id"] for part in body["parts"] if part.get("apart")),
            body.get("card_fields", {}),
            body.get("fault_lists", {}),
            body.get("faults_of", {}),
        )

    def faults_for(self, facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The faults that one chooses from for a thing: those that its rules name, else those of its kind. facts: of its line."""
        bound = [self.policies[one] for one in facts.get("policies", ()) if one in self.policies]
        lists = [policy["faults"] for policy in bound if policy.get("faults")]
        if not lists:
            lists = [self.faults_of[code] for code in facts.get("path", ()) if code in self.faults_of][:1]
        return {row["id"]: row for name in dict.fromkeys(lists) for row in self.faults.get(name, ())}


def known() -> dict[int, Promises]:
    """What this process has read by now."""
    found: dict[int, Promises] = current_app.extensions.setdefault("counter.promises", {})
    return found


def learn(version_id: int, body: dict[str, Any]) -> Promises:
    found = Promises.read(version_id, body)
    known()[version_id] = found
    return found


def of_version(version_id: int) -> Promises:
    if version_id in known():
        return known()[version_id]
    body = db.session.scalar(select(PlaybookVersion.body).where(PlaybookVersion.id == version_id))
    if body is None:
        raise NoPolicies(version_id)
    return learn(version_id, body)


def playbook_of(store: Store) -> dict[str, Any]:
    version = in_force("playbook", store.playbook_code)
    if version is None:
        raise NoPolicies(store.playbook_code)
    return version.body


def of_playbook(book: dict[str, Any]) -> Promises:
    """The newest version of the policies that the playbook uses."""
    return of_version(versions(book)[-1][0])


def versions(book: dict[str, Any]) -> Versions:
    """One query; for one that was wrong stands the version that puts it right. Raises NoPolicies where there are none."""
    right = func.coalesce(PlaybookVersion.corrected_by_id, PlaybookVersion.id).label("id")
    asked = select(right, PlaybookVersion.imported_at).where(PlaybookVersion.kind == "policies")
    asked = asked.where(PlaybookVersion.code.in_(book["uses"])) if book.get("uses") else asked
    found = [(row.id, row.imported_at) for row in db.session.execute(asked.order_by(PlaybookVersion.id))]
    if not found:
        raise NoPolicies(book["id"])
    return found


def of_day(book: dict[str, Any], store: Store, day: date, among: Versions | None = None) -> Promises:
    """The version that was in force on a day; before the first one there was none, so the first one speaks. among: those
    of the book, where whoever asks for many days has them."""
    known_ones = among or versions(book)
    next_day = datetime.combine(day + timedelta(1), store.day_starts_at, ZoneInfo(store.time_zone))
    then = [version_id for version_id, imported_at in known_ones if imported_at < next_day]
    return of_version(then[-1] if then else known_ones[0][0])


def named(book: dict[str, Any], store: Store) -> list[str]:
    """Ids of the policies that bind the store: the playbook's own, and of those by choice what the store ticked."""
    warranty = book["warranty"]
    return [*warranty["policies"], *(one for one in warranty["by_choice"] if store.capabilities.get(one))]


def with_laws(names: list[str], kept: Promises) -> list[str]:
    """And all laws of the version, named or not: one of before binds what was sold then, also where a playbook names only
    that which came in its place."""
    laws = [one for one, policy in kept.policies.items() if policy["layer"] == "law"]
    return [*names, *(one for one in laws if one not in names)]


def counts_from(book: dict[str, Any], store: Store) -> set[str]:
    """The days from which the terms that bind the store begin, by the names of terms.Days."""
    kept = of_playbook(book)
    policies = [kept.policies[one] for one in with_laws(named(book, store), kept) if one in kept.policies]
    here = [one for one in policies if set(one["applies"]["jurisdictions"]) & set(store.jurisdictions)]
    return {basis for policy in here for basis in policy["start"]["basis"]}


def rest_days(store: Store) -> list[Plan]:
    """The newest plan of the store's country; none where nobody announced one."""
    version = in_force("rest_days", store.country)
    return [Plan.of(version.body)] if version else []
