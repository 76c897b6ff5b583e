"""What the playbook says of visits that come again, and of calls before a cover ends."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from counter.playbooks import kept
from counter.playbooks.conditions import holds
from counter.stores import facts
from counter.stores.models import Store

ENDING = "coverage_ends"


@dataclass(frozen=True)
class Book:
    """One version of a playbook. calls: the plans that promise a call before the cover ends."""

    version_id: int
    body: dict[str, Any]

    @cached_property
    def recurrences(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.body.get("recurrences", ())}

    def promised_by(self, store: Store) -> set[str]:
        """Which of the recurrences a store promises, to cards from now on."""
        known = facts.of_store(store, self.body)
        return {code for code, one in self.recurrences.items() if holds(one.get("if"), known)}

    @cached_property
    def calls(self) -> list[dict[str, Any]]:
        return [plan for plan in self.body["callback_plans"] if plan["applies_before"] == ENDING]


def of_version(version_id: int) -> Book:
    return Book(version_id, kept.body_of(version_id))


def of_store(store: Store) -> Book:
    """The version in force."""
    version_id = kept.version_in_force(store.playbook_code)
    if version_id is None:
        raise LookupError(f"the store {store.code} has no playbook {store.playbook_code}")
    return of_version(version_id)
