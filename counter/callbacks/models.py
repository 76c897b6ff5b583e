"""A callback: a call promised to a customer, with its script; made, its outcome is kept. No answer promises another."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant, Json, Words
from counter.customers.models import Customer
from counter.extensions import Model


class Callback(Model):
    __tablename__ = "callbacks"
    __table_args__ = (
        UniqueConstraint("source", "plan", "attempt"),
        Index(None, "store_id", "completed_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    sale_id: Mapped[int | None] = mapped_column(ForeignKey("sales.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
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

    __mapper_args__ = {"version_id_col": version}
