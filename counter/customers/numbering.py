"""Numbers of customers: read as typed in a store, held by whom, given a new holder, ended."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from counter.customers import phones
from counter.customers.models import Customer, Phone
from counter.extensions import db
from counter.history.models import note

AREA_CODE = re.compile(r"\(?(0\d{2,3})[\s)-]")
# Who keeps something by a customer's numbers and has to follow when one is given or ended. A feature adds itself in its
# init(), since the ground knows none of them.
FOLLOWERS: set[Callable[[Customer], None]] = set()


def place_of(store: Any) -> tuple[str, str | None]:
    """(country, area code) for numbers that are typed without them."""
    found = AREA_CODE.match(store.phone or "")
    return store.country, found[1] if found else None


def read(text: str, store: Any) -> phones.Phone:
    """As one dials in the store: its country, and its own area code for a landline. Raises phones.PhoneError."""
    return phones.parse(text, *place_of(store))


def holders(e164: str) -> list[Customer]:
    """Who has the number now, in the whole company: a number typed at the counter may be known elsewhere."""
    return holders_of([e164]).get(e164, [])


def holders_of(e164s: Collection[str]) -> dict[str, list[Customer]]:
    """holders() of many numbers in one asking; a number that nobody has is left out."""
    having = select(Phone.customer_id).where(Phone.e164.in_(e164s), Phone.ended_at.is_(None))
    asked = select(Customer).where(Customer.id.in_(having)).order_by(Customer.id)
    found: dict[str, list[Customer]] = {}
    for customer in db.session.scalars(asked.options(selectinload(Customer.phones), raiseload("*"))):
        for phone in customer.phones:
            if phone.ended_at is None and phone.e164 in e164s:
                found.setdefault(phone.e164, []).append(customer)
    return found


def add(customer: Customer, e164: str, whose: str, by: Any, at: datetime) -> bool:
    """Gives the customer one more number, or one that had ended back. No, if it is theirs already."""
    kept = next((phone for phone in customer.phones if phone.e164 == e164), None)
    if kept and kept.ended_at is None:
        return False
    if kept:
        kept.ended_at, kept.whose = None, whose
    else:
        customer.phones.append(Phone(e164=e164, last4=e164[-4:], whose=whose, made_at=at))
    note(by, "add_phone", customer, at, {"whose": [None, whose]}, {"phone": [None, e164]}, customer.id)
    follow(customer)
    return True


def end(customer: Customer, e164: str, by: Any, at: datetime) -> bool:
    """No longer theirs; the row stays, so that it is known whose it was until when."""
    live = [phone for phone in customer.phones if phone.e164 == e164 and phone.ended_at is None]
    for phone in live:
        phone.ended_at = at
    if live:
        note(by, "end_phone", customer, at, {}, {"phone": [e164, None]}, customer.id)
        follow(customer)
    return bool(live)


def follow(customer: Customer) -> None:
    for each in FOLLOWERS:
        each(customer)


def free(e164: str, by: Any, at: datetime, keep: int | None = None) -> None:
    """The number has a new owner: it ends for all who had it (but `keep`), who else would get the other's calls."""
    for holder in holders(e164):
        if holder.id != keep:
            end(holder, e164, by, at)
