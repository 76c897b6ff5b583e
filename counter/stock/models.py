"""Stock is a ledger of movements between places; the balance can't go below zero. A unit is one piece with serials."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.catalog.models import Product
from counter.columns import Instant, Json, Words, key
from counter.extensions import Model

PLACES = ("shelf", "demo", "loan", "transit", "repair", "sold", "outside")


class Unit(Model):
    __tablename__ = "units"
    __table_args__ = (Index(None, "store_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    place: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(20), default="")
    position: Mapped[Words] = mapped_column(Json, default=dict)
    battery_threshold: Mapped[int | None]
    product: Mapped[Product] = relationship()
    serials: Mapped[list["Serial"]] = relationship(order_by="Serial.id")


class Serial(Model):
    __tablename__ = "serials"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    value: Mapped[str] = mapped_column(key(40), unique=True)


class Movement(Model):
    __tablename__ = "movements"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(None, "store_id", "product_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    from_place: Mapped[str] = mapped_column(String(10))
    to_place: Mapped[str] = mapped_column(String(10))
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Balance(Model):
    __tablename__ = "balances"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),)

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(10), primary_key=True)
    quantity: Mapped[int] = mapped_column(default=0)
