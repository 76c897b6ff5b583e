"""Lays a list out: the playbook's items, once for each subject they speak of. Pure: no database, no clock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from counter.playbooks.conditions import holds

SECTION, ITEM, RUN = 1_000_000, 10_000, 20  # positions leave room for people who come later


@dataclass(frozen=True)
class Subject:
    """What an item is looked at for: the store (key ""), a person, a demo unit, a zone, a room."""

    key: str
    label: Any = field(default_factory=dict)
    spot: Mapping[str, str] = field(default_factory=dict)
    threshold: int | None = None


def laid(
    checklist: Mapping[str, Any],
    subjects: Mapping[str, Sequence[Subject]],
    facts: Mapping[str, object],
    roles: Mapping[str, Any],
    first: int = 0,
) -> list[dict[str, Any]]:
    """The columns of each Item. `subjects` by kind; `first` is the place of the first subject among its like.

    Items that follow each other and speak of rooms are looked at room by room, as one walks; so with zones, people.
    """
    rows = []
    for s, section in enumerate(checklist["sections"]):
        start = 0
        for i, item in enumerate(section["items"]):
            if item["per"] == "store" or item["per"] != section["items"][start]["per"]:
                start = i
            for n, subject in chosen(item, subjects) if holds(item["if"], facts) else ():
                place = s * SECTION + start * ITEM + (first + n) * RUN + i - start
                rows.append(columns(section, item, subject, place, roles))
    return sorted(rows, key=lambda row: row["position"])


def chosen(
    item: Mapping[str, Any], subjects: Mapping[str, Sequence[Subject]]
) -> Iterator[tuple[int, Subject]]:
    """`only` narrows zones and rooms; a room that the store doesn't have is not looked for."""
    for number, subject in enumerate(subjects.get(item["per"], ())):
        if not item["only"] or subject.key in item["only"]:
            yield number, subject


def columns(
    section: Mapping[str, Any],
    item: Mapping[str, Any],
    subject: Subject,
    position: int,
    roles: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "section": section["id"],
        "section_label": section["label"],
        "code": item["id"],
        "label": item["label"],
        "subject_kind": item["per"],
        "subject": subject.key,
        "subject_label": subject.label,
        "kind": item["type"],
        "spot": item["place"] or subject.spot or {},
        "why": item["why"] or {},
        "on_fail": failing(item["on_fail"], roles),
        "minimum": least(item, subject),
        "is_required": item["required"],
        "is_optional": item["optional"],
        "position": position,
        "note": "",
        "version": 1,
    }


def least(item: Mapping[str, Any], subject: Subject) -> int | None:
    """PH-07: the threshold of the very unit before the playbook's; some demo firmware stops at 35 or 70 %."""
    if item["min_from"] and subject.threshold is not None:
        return subject.threshold
    return int(item["min"]) if item["min"] is not None else None


def failing(on_fail: Mapping[str, Any] | None, roles: Mapping[str, Any]) -> dict[str, Any]:
    """With the owner's name of that day, so that a later playbook doesn't change it."""
    return {**on_fail, "owner_label": roles.get(on_fail["owner"], {})} if on_fail else {}


def is_per_person(checklist: Mapping[str, Any]) -> bool:
    return any(item["per"] == "assistant" for item in all_items(checklist))


def all_items(checklist: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (item for section in checklist["sections"] for item in section["items"])
