"""A batch of serials without stock: what one customer has of one product, registered in one go.

Each serial becomes a card of its own, as it will be claimed, exchanged, passed on and printed (a phone's card names one
phone); one card with ten thousand lines could be none of that one by one. What belongs together is the batch.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.catalog.models import Product
from counter.columns import Instant, Json
from counter.customers.models import Customer
from counter.extensions import Model


class SerialBatch(Model):
    """Its lines were all sound when it was begun. e164, address: those of its cards."""

    __tablename__ = "serial_batches"
    __table_args__ = (Index(None, "store_id", "began_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    e164: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(200))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    sold_on: Mapped[date]
    invoice_number: Mapped[str] = mapped_column(String(40), default="")
    lines: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(Instant)
    began_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    issued_at: Mapped[datetime | None] = mapped_column(Instant)
    abandoned_at: Mapped[datetime | None] = mapped_column(Instant)
    customer: Mapped[Customer] = relationship()
    product: Mapped[Product] = relationship()

    @property
    def stage(self) -> str:
        """checked, issuing, issued or abandoned."""
        if self.abandoned_at:
            return "abandoned"
        if self.issued_at:
            return "issued"
        return "issuing" if self.approved_at else "checked"


class SerialBatchLine(Model):
    """serials: {"imei1": ..., "sn": ...}. state: open, issued, or taken, where another card was quicker."""

    __tablename__ = "serial_batch_lines"
    __table_args__ = (
        PrimaryKeyConstraint("batch_id", "line"),
        CheckConstraint("state in ('open', 'issued', 'taken')", name="state_known"),
        Index(None, "batch_id", "state", "line"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("serial_batches.id"))
    line: Mapped[int]
    serials: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(8), default="open")
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"), index=True)
