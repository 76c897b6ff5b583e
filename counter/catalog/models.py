"""What the shop sells: products with their figures and their feature, advantage and benefit texts."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Json, Words, key
from counter.extensions import Model


class Category(Model):
    """A branch of the tree; what is said of it holds for everything beneath."""

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("categories.code"))
    label: Mapped[Words] = mapped_column(Json)
    track: Mapped[str] = mapped_column(String(10), default="none")
    parts: Mapped[list[str]] = mapped_column(Json, default=list)
    is_oversize: Mapped[bool] = mapped_column(default=False)


class Product(Model):
    """sold_until: the first day on which it is sold no more; old cards name it all the same."""

    __tablename__ = "products"
    __table_args__ = (CheckConstraint("price >= 0", name="price_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    trade: Mapped[str] = mapped_column(String(40), index=True)
    category_code: Mapped[str] = mapped_column(ForeignKey("categories.code"), index=True)
    brand: Mapped[Words] = mapped_column(Json, default=dict)
    name: Mapped[Words] = mapped_column(Json)
    variant: Mapped[Words] = mapped_column(Json, default=dict)
    price: Mapped[int]
    sold_since: Mapped[date | None]
    sold_until: Mapped[date | None]
    spec: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    material: Mapped[str | None] = mapped_column(String(40))
    parts: Mapped[list[str]] = mapped_column(Json, default=list)
    suits: Mapped[list[str]] = mapped_column(Json, default=list)
    not_for: Mapped[list[str]] = mapped_column(Json, default=list)
    fits: Mapped[list[str]] = mapped_column(Json, default=list)
    fab: Mapped[list[Any]] = mapped_column(Json, default=list)
    search_text: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column(default=1)
    category: Mapped[Category] = relationship()
    eans: Mapped[list["Ean"]] = relationship(order_by="Ean.code")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_tracked(self) -> bool:
        """Sold by its serial, one unit at a time."""
        return self.category.track in ("imei", "serial")

    def is_sold(self, day: date) -> bool:
        return self.sold_until is None or day < self.sold_until


class Ean(Model):
    __tablename__ = "eans"

    code: Mapped[str] = mapped_column(key(14), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
