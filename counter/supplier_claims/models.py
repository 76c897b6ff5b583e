"""A claim back: what the store repaired, exchanged or paid back under the terms of a brand or a carrier, and has from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant, Json, Words, key
from counter.extensions import Model
from counter.stores.models import Store

UNNAMED = ("maker:", "carrier:")  # the keys of debtors whose name nobody said


class SupplierClaimBatch(Model):
    """Claims that went to one debtor in one go, with one list. store_id: None where they are of several."""

    __tablename__ = "supplier_claim_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    claims: Mapped[list["SupplierClaim"]] = relationship(
        back_populates="batch", order_by="SupplierClaim.ticket_number"
    )


class SupplierClaim(Model):
    """Keeps what was told to the debtor, whatever becomes of ticket and product. round: 1 for the first of its ticket, one
    more for what was done after that was sent. payer: maker or carrier; debtor: its name, empty where nobody said it;
    debtor_key: the same for all claims on one debtor. what: repair, exchange or return. parts: [{"id", "label",
    "quantity", "price"}]. deeds: what it claims, deed by deed, as making.Deed has it. amount, accepted, price: minor units."""

    __tablename__ = "supplier_claims"
    __table_args__ = (
        UniqueConstraint("ticket_id", "round"),
        Index(None, "store_id", "paid_at", "made_at"),
        Index(None, "paid_at", "made_at"),
        CheckConstraint("payer in ('maker', 'carrier')", name="payer_known"),
        CheckConstraint("what in ('repair', 'exchange', 'return')", name="what_known"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("accepted is null or accepted between 0 and amount", name="accepted_within_amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    ticket_number: Mapped[str] = mapped_column(key(16))
    payer: Mapped[str] = mapped_column(String(8))
    debtor: Mapped[Words] = mapped_column(Json, default=dict)
    debtor_key: Mapped[str] = mapped_column(key(100))
    what: Mapped[str] = mapped_column(String(8))
    thing: Mapped[Words] = mapped_column(Json, default=dict)
    serials: Mapped[list[str]] = mapped_column(Json, default=list)
    cause: Mapped[Words] = mapped_column(Json, default=dict)
    work: Mapped[str] = mapped_column(String(300), default="")
    parts: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    deeds: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list, server_default="[]")
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    their_number: Mapped[str] = mapped_column(String(40), default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("supplier_claim_batches.id"), index=True)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted: Mapped[int | None]
    refused_because: Mapped[str] = mapped_column(String(300), default="")
    paid_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    store: Mapped[Store] = relationship()
    batch: Mapped[SupplierClaimBatch | None] = relationship(back_populates="claims")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_named(self) -> bool:
        """Whether somebody said who owes it."""
        return self.debtor_key not in UNNAMED

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of what it claimed, before it was sent."""
        return not self.deeds and not self.amount and not self.is_sent

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def is_refused(self) -> bool:
        return self.is_answered and not self.accepted

    @property
    def is_paid(self) -> bool:
        return self.paid_at is not None

    @property
    def owed(self) -> int:
        """What is still to come."""
        return 0 if self.is_paid else self.amount if self.accepted is None else self.accepted

    @property
    def stage(self) -> str:
        """empty, made, sent, refused, accepted or paid."""
        if self.is_paid:
            return "paid"
        if self.is_answered:
            return "refused" if self.is_refused else "accepted"
        return "sent" if self.is_sent else "empty" if self.is_empty else "made"
