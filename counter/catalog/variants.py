"""A model is all that is sold under one brand and name in one trade, whatever its colour, storage or size; each variant of it is a
product of its own."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import aliased, joinedload, raiseload

from counter.catalog.models import Product
from counter.extensions import db


def columns(product: Any = Product) -> tuple[Any, ...]:
    """By which the products of a model are alike, to be grouped or compared."""
    return product.trade, told(product.brand), told(product.name)


def told(column: Any) -> ColumnElement[str]:
    text = func.coalesce(func.nullif(column["zh"].as_string(), ""), column["en"].as_string(), "")
    return func.lower(func.trim(text))


def are_alike(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(*(mine == theirs for mine, theirs in zip(columns(one), columns(other), strict=True)))


def model_of(product: Product) -> tuple[str, str, str]:
    brand, name = (said(text) for text in (product.brand, product.name))
    return product.trade, brand, name


def said(text: Mapping[str, str] | None) -> str:
    words = text or {}
    return (words.get("zh") or words.get("en") or "").strip().lower()


def of_each(ids: Collection[int]) -> dict[int, list[Product]]:
    """All variants of the model of each of these, itself among them, in the order in which they were entered. One query, and
    one look at each product of the catalogue, however many are asked for."""
    models: dict[tuple[Any, ...], list[Product]] = {}
    for product, *model in db.session.execute(asked_of(ids)):
        models.setdefault(tuple(model), []).append(product)
    return {one.id: model for model in models.values() for one in model if one.id in ids}


def asked_of(ids: Collection[int]) -> Any:
    own = aliased(Product)
    wanted = select(*columns(own)).where(own.id.in_(ids))
    asked = select(Product, *columns()).where(tuple_(*columns()).in_(wanted))
    return asked.options(joinedload(Product.category), raiseload("*")).order_by(Product.id)


def of(product: Product) -> list[Product]:
    return of_each([product.id])[product.id]
