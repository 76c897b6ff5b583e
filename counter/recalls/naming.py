"""Which models a recall is of: any of the catalogue, of every trade, by a piece of its name, its code or barcode."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import false, select
from sqlalchemy.orm import raiseload

from counter.catalog import variants
from counter.catalog.identifiers import IdentifierError, check_ean
from counter.catalog.models import Ean, Product
from counter.catalog.searching import folded, narrowed, tokens, words_of
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


def meant(typed: str, found: Sequence[Product]) -> list[Product]:
    """Where something bears just this name, all variants of it alone; one that was named by its code or barcode stays that one."""
    names = folded(typed)
    whole = [one for one in found if names in {folded(word) for word in words_of(one.name)}]
    return variants.of(whole[0]) if is_one_model(whole) and len(found) > 1 else list(found)


def is_one_model(found: Sequence[Product]) -> bool:
    """Whether all of them are variants of one, and no more are called so."""
    return len(found) <= MOST_FOUND and len({variants.model_of(one) for one in found}) == 1


def left_out(product_ids: Sequence[int]) -> list[Product]:
    """The other variants of the models of these: those that nobody ticked, and those that came into the catalogue later."""
    models = variants.of_each(product_ids)
    found = {one.id: one for model in models.values() for one in model if one.id not in models}
    return [found[number] for number in sorted(found)]


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
