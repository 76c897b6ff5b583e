"""The products of a trade, a page at a time: of all, or of those that what was typed names. One query and one for their barcodes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from counter.catalog.models import Product
from counter.catalog.searching import narrowed, tokens
from counter.extensions import db

PAGE, LARGEST = 60, 2**31 - 1


@dataclass(frozen=True)
class Listed:
    """next: the id after which the next page begins, or None."""

    products: Sequence[Product]
    next: int | None = None


def listed(trade: str, typed: str = "", after: int | None = None, page: int = PAGE) -> Listed:
    """By kind, of what was looked for at once the dearest first. after: an id of the trade; another one begins anew."""
    found = tokens(typed)
    if typed.strip() and not found:
        return Listed([])
    loaded = joinedload(Product.category), selectinload(Product.eans), raiseload("*")
    asked = narrowed(select(Product).where(Product.trade == trade), found).options(*loaded)
    if after and after > 0:
        asked = asked.where(beyond(after, trade, is_by_kind=not found))
    order = (Product.price.desc(), Product.code)
    asked = asked.order_by(*order) if found else asked.order_by(Product.category_code, *order)
    products = db.session.scalars(asked.limit(page + 1)).all()
    return Listed(products[:page], products[page - 1].id if len(products) > page else None)


def beyond(after: int, trade: str, is_by_kind: bool) -> ColumnElement[bool]:
    columns = Product.category_code, Product.price, Product.code
    mine = Product.id == min(after, LARGEST), Product.trade == trade
    last = db.session.execute(select(*columns).where(*mine)).first()
    if last is None:
        return Product.id.is_not(None)
    kind, price, code = last
    same_kind = or_(Product.price < price, and_(Product.price == price, Product.code > code))
    if not is_by_kind:
        return same_kind
    return or_(Product.category_code > kind, and_(Product.category_code == kind, same_kind))
