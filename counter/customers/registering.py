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
    customer = Customer(name=names.normalise(name), address=address, customer_type=customer_type, made_at=at)
    customer.note = more.pop("note_text", "")
    for field, value in more.items():
        setattr(customer, field, value)
    customer.phones = [Phone(e164=e164, last4=e164[-4:], whose=whose, made_at=at)]
    customer.consents = []
    db.session.add(customer)
    customer.belongs_to(by.store.id)
    personal = {"name": [None, customer.name], "phone": [None, e164], "address": [None, address]}
    note(by, "register", customer, at, {"customer_type": [None, customer_type]}, personal, customer.id)
    return customer
