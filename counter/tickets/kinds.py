"""What the playbook of a ticket says: its kinds with their steps, causes, severities, accessories, clocks.

A version never changes, so each process reads it once.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from flask import current_app
from sqlalchemy import select

from counter.columns import Words
from counter.extensions import db
from counter.playbooks.durations import as_timedelta
from counter.playbooks.models import PlaybookVersion
from counter.stores.facts import usual_of
from counter.stores.models import Store

NETWORK = {  # for tickets of a version that knew no network yet
    "arrives_within": "P3D", "helps_within": "PT24H", "rises_after": "PT24H",
}  # fmt: skip


class NoTickets(LookupError):
    """The store's playbook says nothing of tickets."""


@dataclass(frozen=True)
class Book:
    """One version of a playbook, of which only what concerns tickets is kept."""

    version_id: int
    tickets: dict[str, Any]
    clocks: list[dict[str, Any]]
    network: dict[str, Any] = field(default_factory=dict)
    usual: dict[str, object] = field(default_factory=dict)  # of stores that say nothing of it

    @cached_property
    def kinds(self) -> dict[str, dict[str, Any]]:
        return {kind["id"]: kind for kind in self.tickets["kinds"]}

    @cached_property
    def causes(self) -> dict[str, dict[str, Any]]:
        return {cause["id"]: cause for cause in self.tickets["causes"]}

    @cached_property
    def severities(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.tickets["severities"]}

    @cached_property
    def accessories(self) -> dict[str, Words]:
        return {one["id"]: one["label"] for one in self.tickets["accessories"]}

    def within(self, name: str) -> timedelta:
        """arrives_within, helps_within, rises_after of the network."""
        return as_timedelta(self.network.get(name) or NETWORK[name])

    def walked(self, kind: str) -> list[str]:
        return [step["state"] for step in self.kinds[kind]["steps"]]

    def label(self, kind: str, state: str) -> Words:
        return self.step(kind, state).get("label") or {"zh": state, "en": state}

    def is_on_site(self, kind: str, severity: str) -> bool:
        """Whether a complaint of this weight is dealt with where the customer is, and not by a call."""
        goes = self.severities.get(severity, {}).get("mode") == "on_site"
        return goes and self.kinds[kind]["visits"] != "no"

    def step(self, kind: str, state: str) -> dict[str, Any]:
        return next((step for step in self.kinds[kind]["steps"] if step["state"] == state), {})


def known() -> dict[int, Book]:
    """What this process has read by now."""
    found: dict[int, Book] = current_app.extensions.setdefault("counter.tickets", {})
    return found


def of_version(version_id: int) -> Book:
    if version_id not in known():
        body = db.session.scalar(select(PlaybookVersion.body).where(PlaybookVersion.id == version_id))
        if body is None or not body.get("tickets"):
            raise NoTickets(version_id)
        network, usual = body.get("network") or {}, usual_of(body)
        known()[version_id] = Book(version_id, body["tickets"], body["clocks"], network, usual)
    return known()[version_id]


def kind_of(ticket: Any) -> dict[str, Any]:
    return of_version(ticket.playbook_version_id).kinds[ticket.kind]


def of_store(store: Store) -> Book:
    """The version in force, known by its id without reading it again."""
    asked = select(PlaybookVersion.id).where(
        PlaybookVersion.kind == "playbook", PlaybookVersion.code == store.playbook_code
    )
    version_id = db.session.scalar(asked.order_by(PlaybookVersion.id.desc()).limit(1))
    if version_id is None:
        raise NoTickets(store.playbook_code)
    return of_version(version_id)
