"""Which models a recall is of: any of the catalogue, of every trade, by a piece of its name, its code or barcode."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import false, select
from sqlalchemy.orm import raiseload

from counter.catalog.identifiers import IdentifierError, check_ean
from counter.catalog.models import Ean, Product
from counter.catalog.searching import narrowed, tokens
from counter.extensions import db

LARGEST = 2**31 - 1
MOST_FOUND = 30  # of one search


def called(typed: str) -> list[Product]:
    """What is typed as a whole code or barcode is that one; else all that have each of its words, at most MOST_FOUND and one more."""
    code = Product.code.in_({typed, typed.upper()})
    asked = select(Product).options(raiseload("*"))
    if whole := db.session.scalars(asked.where(code | has_barcode(typed))).all():
        return list(whole)
    found = tokens(typed)
    order = Product.trade, Product.category_code, Product.code
    return (
        list(db.session.scalars(narrowed(asked, found).order_by(*order).limit(MOST_FOUND + 1)))
        if found
        else []
    )


def has_barcode(typed: str) -> Any:
    try:
        return Product.id.in_(select(Ean.product_id).where(Ean.code == check_ean(typed)))
    except IdentifierError:
        return false()


def numbered(typed: Sequence[str]) -> list[Product]:
    """Those of these ids; what is no id of a product is not among them."""
    ids = {int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 11}
    asked = select(Product).where(Product.id.in_({one for one in ids if one <= LARGEST}))
    order = Product.trade, Product.category_code, Product.code
    return list(db.session.scalars(asked.options(raiseload("*")).order_by(*order)))
