"""An appointment: a day agreed with a customer. Deliveries are the first kind; fittings and home calls follow."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant
from counter.customers.models import Customer
from counter.extensions import Model


class Appointment(Model):
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
    version: Mapped[int] = mapped_column(default=1)
    customer: Mapped[Customer] = relationship()

    __mapper_args__ = {"version_id_col": version}
