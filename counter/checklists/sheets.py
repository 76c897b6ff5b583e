"""A list on the screen: the store's copy, or before there is one the playbook's, with its sections and figures."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import String, bindparam, cast, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, raiseload

from counter.checklists import late, patterns, subjects
from counter.checklists.laying import laid
from counter.checklists.models import Checklist, Fix, Item
from counter.columns import Words
from counter.extensions import db
from counter.staff.models import Person
from counter.stores.models import Store


@dataclass(frozen=True)
class Section:
    code: str
    label: Words
    items: list[Any]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def done(self) -> int:
        return sum(item.state is not None for item in self.items)

    @property
    def tone(self) -> str:
        if any(item.state == "fix" for item in self.items):
            return "attention"
        return "ok" if self.done == self.total else ""

    @property
    def people(self) -> list[list[Any]]:
        """Items of persons, a list for each of them."""
        ours = [item for item in self.items if item.subject_kind == "assistant"]
        return [[i for i in ours if i.subject == key] for key in dict.fromkeys(item.subject for item in ours)]

    @property
    def heads(self) -> list[list[Words]]:
        """Two items for each person stand under two heads; other numbers say their names themselves."""
        labels = [item.label for item in next(iter(self.people), [])]
        return [labels] if len(labels) == 2 else []

    @property
    def places(self) -> list[tuple[Words | None, list[Any]]]:
        """The rows as one walks: the items of a room under its name, the others under none."""
        runs = groupby(self.rows, key=lambda item: item.subject if item.subject_kind == "room" else None)
        found = [(room, list(items)) for room, items in runs]
        return [(items[0].subject_label if room is not None else None, items) for room, items in found]

    @property
    def height(self) -> int:
        return len(self.people) + len(self.rows) + sum(room is not None for room, _ in self.places) + 2

    @property
    def has_batteries(self) -> bool:
        return any(item.kind == "percent" for item in self.items)

    @property
    def rows(self) -> list[Any]:
        return [item for item in self.items if item.subject_kind != "assistant"]


@dataclass(frozen=True)
class Sheet:
    """`items` are Items (those not yet kept have no id), or rows with their figures."""

    kind: str
    on: date
    label: Words
    kept: Checklist | None
    items: list[Any]
    is_today: bool

    @property
    def is_signed(self) -> bool:
        return self.kept is not None and self.kept.is_signed

    @property
    def is_open(self) -> bool:
        """Ticks are taken: today's list, until it is signed."""
        return self.is_today and not self.is_signed

    @cached_property
    def sections(self) -> list[Section]:
        return [
            Section(found[0].section, found[0].section_label, found)
            for _, group in groupby(self.items, key=lambda item: item.section)
            if (found := list(group))
        ]

    @property
    def columns(self) -> list[list[Section]]:
        """Two columns of much the same height, in the list's order."""
        heights = [section.height for section in self.sections]
        cuts = range(1, len(heights)) or [len(heights)]
        cut = min(cuts, key=lambda n: abs(sum(heights[:n]) - sum(heights[n:])))
        return [column for column in (self.sections[:cut], self.sections[cut:]) if column]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def done(self) -> int:
        return sum(item.state is not None for item in self.items)

    @cached_property
    def threshold(self) -> int | None:
        """The least charge of most units: said once at the head, then only where a unit's own differs."""
        found = [item.minimum for item in self.items if item.kind == "percent"]
        return max(found, key=found.count) if found else None

    @property
    def fixing(self) -> list[Any]:
        return [item for item in self.items if item.state == "fix"]

    @property
    def unchecked(self) -> list[Any]:
        return [item for item in self.items if item.state is None]

    @property
    def missing(self) -> list[Any]:
        """What must be looked at before a manager can sign."""
        return [item for item in self.unchecked if item.is_required]

    @staticmethod
    def names(items: list[Any]) -> Iterator[Any]:
        """What to look at next: the unit's mark, the person or room, else the item itself. As far as one asks."""
        return (item.subject_label.get("mark") or item.subject_label or item.label for item in items)

    def item(self, code: str, subject: str) -> Any:
        return next((item for item in self.items if (item.code, item.subject) == (code, subject)), None)


def find(store: Store, kind: str, on: date, at: datetime) -> Sheet | None:
    """The store's list of that day; None where the playbook knows no such list, or none was kept."""
    kept = copy(store, kind, on)
    if kept is None:
        return drawn(store, kind, on, at) if on == store.today(at) else None
    whole = [joinedload(Item.fix).options(raiseload("*")), named(Item.ticker), raiseload("*")]
    items = list(db.session.scalars(select(Item).where(Item.checklist_id == kept.id).options(*whole)))
    return completed(store, kept, items, at)


class Glimpse:
    """An item as its figures need it. Its words stay the text that they are kept in until somebody says them."""

    __slots__ = ("row",)

    def __init__(self, row: Any) -> None:
        self.row = row

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.row, name)
        return json.loads(value) if name in SAID else value


SAID = frozenset(("section_label", "label", "subject_label", "on_fail"))


@cache
def glimpsing() -> Any:
    plain = (Item.id, Item.section, Item.code, Item.subject, Item.subject_kind, Item.state, Item.is_required,
             Item.position, Item.kind, Item.value, Item.minimum, Item.note)  # fmt: skip
    said = [cast(getattr(Item, name), String).label(name) for name in sorted(SAID)]
    return select(*plain, *said).where(Item.checklist_id == bindparam("kept"))


def counted(store: Store, kind: str, on: date, at: datetime) -> Sheet | None:
    """The same, light: enough for figures and names, not for ticking."""
    kept = copy(store, kind, on)
    if kept is None:
        return drawn(store, kind, on, at) if on == store.today(at) else None
    return figures(store, kept, at)


def figures(store: Store, kept: Checklist, at: datetime) -> Sheet:
    rows = db.session.connection().execute(glimpsing(), {"kept": kept.id})
    return completed(store, kept, [Glimpse(row) for row in rows], at)


MINE = (
    Checklist.store_id == bindparam("store"),
    Checklist.kind == bindparam("kind"),
    Checklist.on_date == bindparam("on"),
)


def which(store: Store, kind: str, on: date) -> dict[str, Any]:
    return {"store": store.id, "kind": kind, "on": on}


@cache
def copying() -> Any:
    return select(Checklist).where(*MINE).options(named(Checklist.signer), raiseload("*"))


def copy(store: Store, kind: str, on: date) -> Checklist | None:
    found: Checklist | None = db.session.scalar(copying(), which(store, kind, on))
    return found


def completed(store: Store, kept: Checklist, items: list[Any], at: datetime) -> Sheet:
    """With the items of people who came on shift after the copy was made, shown until the next write keeps them."""
    is_today = kept.on_date == store.today(at)
    if is_today and not kept.is_signed:
        items = items + [Item(**columns) for columns in late.missing(store, kept, items, at)]
    items.sort(key=lambda item: item.position)
    return Sheet(kept.kind, kept.on_date, kept.label, kept, items, is_today)


def drawn(store: Store, kind: str, on: date, at: datetime) -> Sheet | None:
    """From the playbook in force: nothing is written until the first tick."""
    found = patterns.in_force(store, kind)
    if found is None:
        return None
    columns = laid(found.checklist, subjects.of(store, at), found.facts(store), found.roles)
    items = sorted((Item(**one) for one in columns), key=lambda item: item.position)
    return Sheet(kind, on, found.checklist["label"], None, items, True)


@cache
def picking() -> Any:
    place = Item.code == bindparam("code"), Item.subject == bindparam("subject")
    whole = contains_eager(Item.checklist).options(named(Checklist.signer), raiseload("*"))
    fix = joinedload(Item.fix).options(raiseload("*"))
    return (
        select(Item)
        .join(Item.checklist)
        .where(*MINE, *place)
        .options(whole, fix, named(Item.ticker), raiseload("*"))
    )


def one(store: Store, kind: str, on: date, code: str, subject: str) -> Item | None:
    """An item of the store's copy with what its fragment shows, and the copy."""
    found: Item | None = db.session.scalar(
        picking(), which(store, kind, on) | {"code": code, "subject": subject}
    )
    return found


def named(relation: Any) -> Any:
    return joinedload(relation).options(load_only(Person.name), raiseload("*"))


def open_fixes(store: Store, limit: int) -> list[Any]:
    """(Fix, how many there are in all): those due first."""
    item = joinedload(Fix.item).options(joinedload(Item.checklist).options(raiseload("*")), raiseload("*"))
    asked = select(Fix, db.func.count().over().label("total")).where(
        Fix.store_id == store.id, Fix.done_at.is_(None)
    )
    return list(
        db.session.execute(asked.order_by(Fix.due_at, Fix.id).limit(limit).options(item, raiseload("*")))
    )
