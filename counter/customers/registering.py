"""A new customer comes into the books, with the number they gave."""

from datetime import datetime
from typing import Any

from counter.customers import names
from counter.customers.models import Customer, Phone
from counter.extensions import db
from counter.history.models import note


def register(
    name: str, e164: str, by: Any, at: datetime, *, whose: str = "own", address: str = "", customer_type: str = "",
    **more: Any,
) -> Customer:  # fmt: skip
    """Makes the customer with one phone, known to the acting store. `more`: postcode, birth_month, birth_day,
    is_birthday_lunar, note_text. The number may be another's too: who asked has settled that (see numbering)."""
    customer = newcomer(name, e164, at, whose=whose, address=address, customer_type=customer_type)
    customer.note = more.pop("note_text", "")
    for field, value in more.items():
        setattr(customer, field, value)
    db.session.add(customer)
    customer.belongs_to(by.store.id)
    note(by, "register", customer, at, *told(customer), customer.id)
    return customer


def newcomer(
    name: str, e164: str, at: datetime, *, whose: str = "own", address: str = "", customer_type: str = ""
) -> Customer:
    """Not in the books yet."""
    customer = Customer(name=names.normalise(name), address=address, customer_type=customer_type, made_at=at)
    customer.phones = [Phone(e164=e164, last4=e164[-4:], whose=whose, made_at=at)]
    customer.consents = []
    return customer


def told(customer: Customer) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what history keeps of a new customer, what of it is personal)"""
    personal = {"name": customer.name, "phone": customer.phones[0].e164, "address": customer.address}
    return {"customer_type": [None, customer.customer_type]}, {
        field: [None, value] for field, value in personal.items()
    }
