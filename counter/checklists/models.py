"""The opening checklist: one a day and store, with its own copy of the items; signed off, it is history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant, Json, Words
from counter.extensions import Model
from counter.staff.models import Person

STATES = ("ok", "fix", "na")


class Checklist(Model):
    __tablename__ = "checklists"
    __table_args__ = (UniqueConstraint("store_id", "kind", "on_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    kind: Mapped[str] = mapped_column(String(40))
    label: Mapped[Words] = mapped_column(Json)
    on_date: Mapped[date]
    playbook_version_id: Mapped[int] = mapped_column(ForeignKey("playbook_versions.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    items: Mapped[list["Item"]] = relationship(back_populates="checklist", order_by="Item.position")
    signer: Mapped[Person | None] = relationship(foreign_keys=signed_by, viewonly=True)

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class Item(Model):
    """One thing to look at, for one subject: the store, a person on shift, a demo unit, a zone, a room."""

    __tablename__ = "checklist_items"
    __table_args__ = (
        UniqueConstraint("checklist_id", "code", "subject"),
        CheckConstraint("state is null or state in ('ok', 'fix', 'na')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklists.id"))
    section: Mapped[str] = mapped_column(String(40))
    section_label: Mapped[Words] = mapped_column(Json)
    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[Words] = mapped_column(Json)
    subject_kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(40), default="")
    subject_label: Mapped[Any] = mapped_column(Json, default=dict)
    kind: Mapped[str] = mapped_column(String(10))
    spot: Mapped[Any] = mapped_column(Json, default=dict)
    why: Mapped[Any] = mapped_column(Json, default=dict)
    on_fail: Mapped[Any] = mapped_column(Json, default=dict)
    minimum: Mapped[int | None]
    is_required: Mapped[bool] = mapped_column(default=True)
    is_optional: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    state: Mapped[str | None] = mapped_column(String(4))
    value: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    ticked_at: Mapped[datetime | None] = mapped_column(Instant)
    ticked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)
    checklist: Mapped[Checklist] = relationship(back_populates="items")
    fix: Mapped["Fix | None"] = relationship(back_populates="item", uselist=False)
    ticker: Mapped[Person | None] = relationship(foreign_keys=ticked_by, viewonly=True)

    @property
    def is_measured(self) -> bool:
        """A figure decides: the percentage of a battery, how many are left."""
        return self.kind in ("percent", "count")

    @property
    def key(self) -> str:
        """Its name within the list, fit for an id of HTML."""
        return f"{self.code}-{self.subject}" if self.subject else self.code

    def look_again(self) -> None:
        """What was put right is looked at once more; the last figure stays to be seen."""
        self.state, self.version = None, self.version + 1


class Fix(Model):
    """What needs doing because an item was not right; open until somebody says it is done."""

    __tablename__ = "fixes"
    __table_args__ = (Index(None, "store_id", "done_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_items.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(10), default="fix")
    label: Mapped[Words] = mapped_column(Json)
    note: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    item: Mapped[Item] = relationship(back_populates="fix")
    doer: Mapped[Person | None] = relationship(foreign_keys=done_by, viewonly=True)

    @property
    def is_open(self) -> bool:
        return self.done_at is None

    def is_overdue(self, at: datetime) -> bool:
        return self.is_open and at > self.due_at

    def complete(self, by: int, at: datetime) -> None:
        if self.is_open:
            self.done_at, self.done_by = at, by

    def reopen(self) -> None:
        self.done_at = self.done_by = None
