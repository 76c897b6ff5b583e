"""What the product page tells: how many are here, which pieces, what goes with it, what to say to whom."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import raiseload, selectinload

from counter.catalog.models import Product
from counter.catalog.searching import lists, of_trade
from counter.extensions import db
from counter.stock.models import Unit

HERE = ("shelf", "demo")


def units(product: Product, store: Any) -> list[Unit]:
    """The store's pieces that a customer can see, shelf before demo."""
    asked = select(Unit).where(Unit.store_id == store.id, Unit.product_id == product.id, Unit.place.in_(HERE))
    loaded = selectinload(Unit.serials), raiseload("*")
    return list(db.session.scalars(asked.options(*loaded).order_by(Unit.place.desc(), Unit.id).limit(100)))


def fitting(product: Product, today: date) -> list[Product]:
    """What it is made for, and what is made for it, of what is sold."""
    asked = of_trade(product.trade, today).where(Product.id != product.id)
    asked = asked.where(or_(Product.code.in_(product.fits), lists(Product.fits, product.code)))
    return list(db.session.scalars(asked.order_by(Product.category_code, Product.code).limit(30)))


def said_to(product: Product, customer_type: str | None) -> list[dict[str, Any]]:
    """Feature, advantage, benefit: those for this kind of customer first, then those for everyone. Without a kind all."""
    if not customer_type:
        return list(product.fab)
    chosen = [text for text in product.fab if customer_type in text["for"]]
    return chosen + [text for text in product.fab if not text["for"]]
