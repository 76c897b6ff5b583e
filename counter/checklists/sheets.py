"""A list on the screen: the store's copy, or before there is one the playbook's, with its sections and figures."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only, raiseload

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
    def height(self) -> int:
        return len(self.people) + len(self.rows) + 2

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
    def names(items: list[Any]) -> list[Any]:
        """What to look at next: the unit's mark, the person or room, else the item itself."""
        return [item.subject_label.get("mark") or item.subject_label or item.label for item in items]

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


COUNTED = (
    Item.id, Item.section, Item.section_label, Item.code, Item.label, Item.subject, Item.subject_label,
    Item.subject_kind, Item.state, Item.is_required, Item.position, Item.kind, Item.value,
    Item.minimum, Item.note, Item.on_fail,
)  # fmt: skip


def counted(store: Store, kind: str, on: date, at: datetime) -> Sheet | None:
    """The same, light and in one query: enough for figures and names, not for ticking."""
    asked = (
        select(Checklist, *COUNTED)
        .join(Item, Item.checklist_id == Checklist.id)
        .where(*mine(store, kind, on))
    )
    rows: list[Any] = list(db.session.execute(asked.options(named(Checklist.signer), raiseload("*"))))
    if not rows:
        return drawn(store, kind, on, at) if on == store.today(at) else None
    return completed(store, rows[0][0], rows, at)


def mine(store: Store, kind: str, on: date) -> tuple[Any, ...]:
    return Checklist.store_id == store.id, Checklist.kind == kind, Checklist.on_date == on


def copy(store: Store, kind: str, on: date) -> Checklist | None:
    asked = select(Checklist).where(*mine(store, kind, on))
    return db.session.scalar(asked.options(named(Checklist.signer), raiseload("*")))


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


def one(store: Store, kind: str, on: date, code: str, subject: str) -> Item | None:
    """An item of the store's copy with what its fragment shows."""
    asked = (
        select(Item).join(Checklist).where(*mine(store, kind, on), Item.code == code, Item.subject == subject)
    )
    return db.session.scalar(asked.options(joinedload(Item.fix), named(Item.ticker), raiseload("*")))


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
