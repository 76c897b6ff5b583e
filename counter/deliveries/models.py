"""An appointment: a day agreed with a customer, for a delivery, a move, a visit; and what was granted them with a sale."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant
from counter.customers.models import Customer
from counter.extensions import Model


class Entitlement(Model):
    """A service that is free so many times. source: sale-7; where no sale is known that of its invoice, or card-7; it is granted once."""

    __tablename__ = "entitlements"
    __table_args__ = (
        UniqueConstraint("source", "code"),
        CheckConstraint("used between 0 and granted", name="used_as_granted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    source: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    granted: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)

    @property
    def left(self) -> int:
        return self.granted - self.used


class Appointment(Model):
    """kind: delivery, move, visit. delivered_on: it is there; installed_on: put up, and so over. from_address, price
    (minor units, 0 where it is free), paid, entitlement: of a move."""

    DELIVERY = "delivery"

    __tablename__ = "appointments"
    __table_args__ = (UniqueConstraint("sale_id", "kind"), Index(None, "store_id", "on_date"))

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    sale_id: Mapped[int | None] = mapped_column(ForeignKey("sales.id"))
    kind: Mapped[str] = mapped_column(String(20), default="delivery")
    on_date: Mapped[date]
    slot: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(200))
    floor: Mapped[int | None]
    has_lift: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    delivered_on: Mapped[date | None]
    installed_on: Mapped[date | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"), index=True)
    entitlement_id: Mapped[int | None] = mapped_column(ForeignKey("entitlements.id"), index=True)
    from_address: Mapped[str] = mapped_column(String(200), default="", server_default="")
    price: Mapped[int | None]
    paid_at: Mapped[datetime | None] = mapped_column(Instant)
    paid_method: Mapped[str] = mapped_column(String(20), default="", server_default="")
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)
    customer: Mapped[Customer] = relationship()
    entitlement: Mapped[Entitlement | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_owed(self) -> bool:
        """A move whose price nobody has taken yet."""
        return bool(self.price) and self.paid_at is None and self.cancelled_at is None

    @property
    def is_open(self) -> bool:
        return self.cancelled_at is None and self.delivered_on is None
