"""A recall: a model or a range of serials of which every owner is called, whatever they agreed to, until all are done."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant, Json, Words, key
from counter.extensions import Model
from counter.staff.models import Person
from counter.stores.models import Store


class Recall(Model):
    """product_ids: the models, none for any. serial_from, serial_until: the first and the last serial, or its beginning;
    both empty for all of a model. words: what the caller says; page_words: what the customer's page says, {} for nothing. place: how far the cards are looked through (calling.py);
    swept_at: when that was last at its end."""

    __tablename__ = "recalls"
    __table_args__ = (
        CheckConstraint("serial_from <= serial_until", name="range_not_upside_down"),
        CheckConstraint("(serial_from = '') = (serial_until = '')", name="range_has_both_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Words] = mapped_column(Json)
    words: Mapped[Words] = mapped_column(Json)
    page_words: Mapped[Words] = mapped_column(Json, default=dict, server_default=text("'{}'"))
    product_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    serial_from: Mapped[str] = mapped_column(key(40), default="")
    serial_until: Mapped[str] = mapped_column(key(40), default="")
    until_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    place: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    swept_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_because: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    opener: Mapped[Person] = relationship()

    @property
    def has_range(self) -> bool:
        return bool(self.serial_from)

    @property
    def is_running(self) -> bool:
        """Whether the next chunk can be asked for: cards to look through, or calls to end after it was stopped."""
        return self.ended_at is None if self.stopped_at else self.swept_at is None


class RecallCall(Model):
    """One owner, called once for all that they have of it, by the store of the first card. source: that of the callbacks."""

    __tablename__ = "recall_calls"
    __table_args__ = (UniqueConstraint("recall_id", "customer_id"), Index(None, "recall_id", "store_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recalls.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    source: Mapped[str] = mapped_column(String(40), unique=True)


class RecallLine(Model):
    """A thing on a card that the recall hits. dropped_at: its card is void, or it came back for its money."""

    __tablename__ = "recall_lines"
    __table_args__ = (PrimaryKeyConstraint("recall_id", "line_id"), Index(None, "line_id"))

    recall_id: Mapped[int] = mapped_column(ForeignKey("recalls.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("card_lines.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("recall_calls.id"), index=True)
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)


class RecallRemedy(Model):
    """What was done about a thing, as the law names it: put right, exchanged, paid back (EU 2023/988, art. 37), or its
    marks and warnings put right (消费品召回管理暂行规定 of 2020, art. 3). By store_id: the owner may come to any."""

    __tablename__ = "recall_remedies"
    __table_args__ = (
        PrimaryKeyConstraint("recall_id", "line_id"),
        CheckConstraint("kind in ('repair', 'exchange', 'refund', 'marking')", name="kind_known"),
    )

    recall_id: Mapped[int] = mapped_column(ForeignKey("recalls.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("card_lines.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(300), default="")
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    done_at: Mapped[datetime] = mapped_column(Instant)
    done_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    store: Mapped[Store] = relationship()
    doer: Mapped[Person] = relationship()
