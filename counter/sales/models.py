"""A sale: one customer served, step by step, from welcome to hand-over. Its lines, offers and money."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.catalog.models import Product
from counter.columns import Instant, Json, Words
from counter.customers.models import Customer
from counter.extensions import Model
from counter.stock.models import Unit


class Sale(Model):
    __tablename__ = "sales"
    __table_args__ = (Index(None, "store_id", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    playbook_version_id: Mapped[int] = mapped_column(ForeignKey("playbook_versions.id"))
    customer_type: Mapped[str] = mapped_column(String(40), default="")
    need: Mapped[str] = mapped_column(String(500), default="")
    currency: Mapped[str] = mapped_column(String(3))
    invoice_number: Mapped[str] = mapped_column(String(40), default="")
    started_at: Mapped[datetime] = mapped_column(Instant)
    paid_at: Mapped[datetime | None] = mapped_column(Instant)
    handed_over_at: Mapped[datetime | None] = mapped_column(Instant)
    handed_over_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    abandoned_at: Mapped[datetime | None] = mapped_column(Instant)
    abandoned_because: Mapped[str] = mapped_column(String(40), default="")
    version: Mapped[int] = mapped_column(default=1)
    customer: Mapped[Customer | None] = relationship()
    lines: Mapped[list["SaleLine"]] = relationship(back_populates="sale", order_by="SaleLine.id")
    steps: Mapped[list["SaleStep"]] = relationship(order_by="SaleStep.position")
    suggestions: Mapped[list["Suggestion"]] = relationship(order_by="Suggestion.id")
    payments: Mapped[list["Payment"]] = relationship(order_by="Payment.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def live_lines(self) -> list["SaleLine"]:
        return [line for line in self.lines if line.removed_at is None]

    @property
    def total(self) -> int:
        return sum(line.total for line in self.live_lines)

    @property
    def paid(self) -> int:
        return sum(payment.amount for payment in self.payments if payment.kind != "refund")

    @property
    def refunded(self) -> int:
        return sum(payment.amount for payment in self.payments if payment.kind == "refund")

    @property
    def balance(self) -> int:
        return self.total - self.paid

    @property
    def is_paid(self) -> bool:
        return self.paid_at is not None

    @property
    def is_handed_over(self) -> bool:
        return self.handed_over_at is not None

    @property
    def is_abandoned(self) -> bool:
        return self.abandoned_at is not None

    @property
    def is_open(self) -> bool:
        return not self.is_handed_over and not self.is_abandoned


class SaleLine(Model):
    """A product at the price of its moment; a tracked one with the unit that leaves the shelf."""

    __tablename__ = "sale_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey("sales.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    attached_to_id: Mapped[int | None] = mapped_column(ForeignKey("sale_lines.id"))
    label: Mapped[Words] = mapped_column(Json)
    quantity: Mapped[int] = mapped_column(default=1)
    unit_price: Mapped[int]
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    sale: Mapped[Sale] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()
    unit: Mapped[Unit | None] = relationship()

    @property
    def total(self) -> int:
        return self.quantity * self.unit_price


class SaleStep(Model):
    """The sale's own copy of one step of the playbook: of its flow, or of its hand-over."""

    __tablename__ = "sale_steps"
    __table_args__ = (UniqueConstraint("sale_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey("sales.id"))
    stage: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[Words] = mapped_column(Json)
    body: Mapped[Any] = mapped_column(Json, default=dict)
    is_required: Mapped[bool] = mapped_column(default=True)
    is_handover: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    waived_because: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")

    @property
    def is_done(self) -> bool:
        """Ticked, or let go with a reason."""
        return self.done_at is not None or bool(self.waived_because)

    @property
    def does(self) -> str:
        return (self.body or {}).get("does") or ""

    @property
    def answers(self) -> dict[str, Any]:
        return (self.body or {}).get("answers") or {}

    def into(self, target: str) -> bool:
        """Whether a field of this step fills that place, "delivery.delivered_on" for instance."""
        return any(field.get("into") == target for field in (self.body or {}).get("fields") or [])


class Suggestion(Model):
    """An attachment that the playbook proposed, with its reason, and what became of it."""

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("sale_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey("sales.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("sale_lines.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    rule: Mapped[str] = mapped_column(String(40))
    reason: Mapped[Words] = mapped_column(Json)
    accepted_line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_lines.id"))
    declined_at: Mapped[datetime | None] = mapped_column(Instant)
    declined_because: Mapped[str] = mapped_column(String(40), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    product: Mapped[Product] = relationship()

    @property
    def is_accepted(self) -> bool:
        return self.accepted_line_id is not None

    @property
    def is_declined(self) -> bool:
        return self.declined_at is not None

    @property
    def is_open(self) -> bool:
        return not self.is_accepted and not self.is_declined


class Payment(Model):
    __tablename__ = "payments"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey("sales.id"), index=True)
    method: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20), default="payment")
    amount: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
