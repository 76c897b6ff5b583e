"""Finds a sale with everything that its page touches, and the store's sales for the list."""

from datetime import datetime, timedelta
from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from counter.catalog.models import Product
from counter.customers.models import Customer
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.sales.models import Sale, SaleLine, SaleStep, Suggestion
from counter.scope import seen
from counter.stock.models import Unit
from counter.stores.models import Store

RECENT = timedelta(days=7)
LARGEST = 2**31 - 1
WHOLE = (
    selectinload(Sale.customer).selectinload(Customer.phones),
    selectinload(Sale.customer).selectinload(Customer.consents),
    selectinload(Sale.lines).joinedload(SaleLine.product).joinedload(Product.category),
    selectinload(Sale.lines).joinedload(SaleLine.unit).selectinload(Unit.serials),
    selectinload(Sale.steps),
    selectinload(Sale.suggestions).joinedload(Suggestion.product).joinedload(Product.category),
    selectinload(Sale.payments),
    raiseload("*"),
)


def the_sale(number: int, *, to_write: bool = False) -> Sale:
    """Of the person's own stores, or 404. To write: two people take turns at one sale, so that each sees the other's."""
    if number > LARGEST:
        abort(404)
    asked = seen(Sale).where(Sale.id == number).options(*WHOLE)
    asked = asked.with_for_update(of=Sale, key_share=True) if to_write else asked
    sale: Sale | None = db.session.scalar(asked.execution_options(populate_existing=True))
    return sale if sale is not None else abort(404)


def book_of(sale: Sale) -> dict[str, Any]:
    """The playbook as it was when the sale began."""
    return db.session.get_one(PlaybookVersion, sale.playbook_version_id).body


def store_of(sale: Sale) -> Store:
    """Its own store, which for head office need not be the one acted for."""
    if sale.store_id == current_user.store.id:
        store: Store = current_user.store
        return store
    return db.session.get_one(Store, sale.store_id)


def the_line(sale: Sale, number: int) -> SaleLine:
    return next((line for line in sale.lines if line.id == number), None) or abort(404)


def the_step(sale: Sale, number: int) -> SaleStep:
    return next((step for step in sale.steps if step.id == number), None) or abort(404)


def the_suggestion(sale: Sale, number: int) -> Suggestion:
    return next((one for one in sale.suggestions if one.id == number), None) or abort(404)


def listed(store: Store, at: datetime, limit: int = 50) -> list[Sale]:
    """The store's open sales, and those of the last days; newest first."""
    is_open = Sale.handed_over_at.is_(None) & Sale.abandoned_at.is_(None)
    asked = select(Sale).where(Sale.store_id == store.id, or_(is_open, Sale.started_at > at - RECENT))
    loaded = (
        joinedload(Sale.customer),
        selectinload(Sale.lines),
        selectinload(Sale.payments),
        raiseload("*"),
    )
    order = (is_open.desc(), Sale.started_at.desc(), Sale.id.desc())
    return list(db.session.scalars(asked.options(*loaded).order_by(*order).limit(limit)))


def is_on_an_open_slip(product: Product) -> bool:
    """Also where its line was taken off, which can be put back."""
    is_open = Sale.handed_over_at.is_(None), Sale.abandoned_at.is_(None)
    asked = select(SaleLine.id).join(Sale).where(SaleLine.product_id == product.id, *is_open)
    return db.session.scalar(asked.limit(1)) is not None
