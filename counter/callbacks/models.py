"""A callback: a call promised to a customer, with its script; made, its outcome is kept. No answer promises another."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant, Json, Words
from counter.customers.models import Customer
from counter.extensions import Model
from counter.staff.models import Person
from counter.stores.models import Store


class Callback(Model):
    """`body` is the plan's copy: script, questions, outcomes, audience, tries; `tried` counts the tries before it."""

    __tablename__ = "callbacks"
    __table_args__ = (
        UniqueConstraint("source", "plan", "attempt"),
        Index(None, "store_id", "completed_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    sale_id: Mapped[int | None] = mapped_column(ForeignKey("sales.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"), index=True)
    source: Mapped[str] = mapped_column(String(40))
    plan: Mapped[str] = mapped_column(String(40))
    label: Mapped[Words] = mapped_column(Json)
    body: Mapped[Any] = mapped_column(Json)
    attempt: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date]
    promised_at: Mapped[datetime] = mapped_column(Instant)
    promised_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[str] = mapped_column(String(40), default="")
    answers: Mapped[Any] = mapped_column(Json, default=dict)
    note: Mapped[str] = mapped_column(String(2000), default="")
    version: Mapped[int] = mapped_column(default=1)
    customer: Mapped[Customer] = relationship()
    store: Mapped[Store] = relationship()
    caller: Mapped[Person | None] = relationship(foreign_keys=completed_by)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_complete(self) -> bool:
        return self.completed_at is not None

    @property
    def is_untouched(self) -> bool:
        return not self.is_complete and self.version == 1

    @property
    def is_welcome(self) -> bool:
        """Whether the consent that the plan asks for still stands."""
        consent = self.body["audience"]["consent"]
        return consent is None or self.customer.agrees_to(consent)

    @property
    def ending(self) -> dict[str, Any]:
        """The outcome in the plan's words, or nothing while the call is open."""
        return next((one for one in self.body["outcomes"] if one["id"] == self.outcome), {})

    def is_reopenable(self, at: datetime) -> bool:
        """What a call brought can be taken back until the shop's day ends; then it is history."""
        return self.completed_at is not None and self.store.today(self.completed_at) == self.store.today(at)
