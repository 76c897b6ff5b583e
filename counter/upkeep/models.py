"""A visit that belongs to a thing on a card: due on a day, agreed on as an appointment, recorded item by item."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant, Json
from counter.deliveries.models import Appointment
from counter.extensions import Model
from counter.staff.models import Person
from counter.stores.models import Store
from counter.warranty.models import Card, CardLine


class Visit(Model):
    """store_id: whose card it is; with_store_id: who goes. code, number: which of the playbook's recurrences, and the how manieth. owner_id: only for visits that an owner
    has once, whatever they bought. outcome: dropped, not wanted; gone, the
    card does not ask for it any more. results: [{"id", "state": ok or not, "note"}] in the order of the list."""

    DONE, DROPPED, GONE = "done", "dropped", "gone"

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("line_id", "code", "number"),
        Index(None, "with_store_id", "ended_at", "due_on"),
        CheckConstraint("outcome in ('', 'done', 'dropped', 'gone')", name="outcome_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    with_store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("card_lines.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    playbook_version_id: Mapped[int] = mapped_column(ForeignKey("playbook_versions.id"))
    code: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    due_on: Mapped[date]
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    done_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="")
    results: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    words: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    store: Mapped[Store] = relationship(foreign_keys=store_id)
    with_store: Mapped[Store] = relationship(foreign_keys=with_store_id)
    card: Mapped[Card] = relationship()
    line: Mapped[CardLine] = relationship()
    appointment: Mapped[Appointment | None] = relationship()
    visitor: Mapped[Person | None] = relationship(foreign_keys=ended_by)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def faults(self) -> list[dict[str, Any]]:
        """What was not in order."""
        return [one for one in self.results if one["state"] == "not"]
