"""The trades that the company is in. Head office sees the products of all, whoever works in a store those of its trade."""

from typing import Any

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from counter.catalog.models import Product
from counter.columns import Words
from counter.extensions import db
from counter.playbooks.models import in_force
from counter.stores.models import Store


def codes() -> list[str]:
    return list(db.session.scalars(select(Store.playbook_code).distinct().order_by(Store.playbook_code)))


def meant(person: Any, typed: str | None = None) -> str:
    """The trade that head office asked for; of anybody else, and where there is no such trade, that of their store."""
    own: str = person.store.playbook_code
    return typed if typed and person.sees_all and typed in codes() else own


def offered(person: Any) -> dict[str, Words]:
    """By code what each is called; empty where there is nothing to choose."""
    found = codes() if person.sees_all else []
    return {code: book_of(code)["label"] for code in found} if len(found) > 1 else {}


def book_of(trade: str) -> dict[str, Any]:
    """The playbook in force."""
    found = in_force("playbook", trade)
    return found.body if found else abort(404)


def seen(person: Any) -> Select[Product]:
    """The products that a person may see, with their kind and barcodes."""
    asked = select(Product).options(joinedload(Product.category), selectinload(Product.eans), raiseload("*"))
    return asked if person.sees_all else asked.where(Product.trade == person.store.playbook_code)


def find(number: int, person: Any) -> Product:
    """Or 404."""
    return db.session.scalar(seen(person).where(Product.id == number)) or abort(404)
