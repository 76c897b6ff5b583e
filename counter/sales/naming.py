"""Whose sale it is: a customer who is known, or one who gives name and number now."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

from counter.customers import finding, registering
from counter.customers.models import Customer, of_store
from counter.customers.names import folded
from counter.extensions import db
from counter.history.models import note
from counter.sales.models import Sale
from counter.sales.starting import known_type
from counter.sales.trouble import Closed

CARD_FIELDS = ("name", "phone", "address")


def known(number: int, by: Any) -> Customer | None:
    """A customer of the person's own stores."""
    return db.session.scalar(of_store(by).where(Customer.id == number).options(*finding.LOADED))


def met(name: str, e164: str, by: Any, at: datetime, whose: str = "own") -> Customer:
    """The one who has this number and name already, else a new one: sending the form twice makes no second person."""
    for customer in finding.of_phone(e164, by):
        if folded(customer.name) == folded(name):
            return customer
    return registering.register(name, e164, by, at, whose=whose)


def give_to(sale: Sale, customer: Customer, book: dict[str, Any], by: Any, at: datetime) -> None:
    if not sale.is_open:
        raise Closed(_("This sale is closed. Start a new one."))
    sale.customer = customer
    sale.customer_type = sale.customer_type or known_type(customer.customer_type, book)
    customer.belongs_to(sale.store_id)
    note(by, "name_customer", sale, at, {"customer_id": [None, customer.id]})


def complete(customer: Customer, values: dict[str, str], by: Any, at: datetime) -> None:
    """Writes into the customer's record what the card still lacked: {"name" or "address": text}."""
    before = {field: getattr(customer, field) for field in values}
    changed = {field: [before[field], text] for field, text in values.items() if text and text != before[field]}
    for field, (_before, text) in changed.items():
        setattr(customer, field, text)
    if changed:
        note(by, "amend", customer, at, {field: ["", ""] for field in changed}, changed, customer.id)
