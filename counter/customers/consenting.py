"""A customer says yes or no to being called or written to: one purpose each, when and to whom they said it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.customers.models import PURPOSES, Consent, Customer
from counter.extensions import db
from counter.history.models import note


def give(customer: Customer, purpose: str, by: Any, at: datetime) -> bool:
    """Says whether it changed anything: a second yes is no second row."""
    if live(customer, purpose):
        return False
    consent = Consent(customer_id=customer.id, purpose=purpose, given_at=at, given_by=by.person_id)
    customer.consents.append(consent)
    note(by, "give_consent", customer, at, {purpose: [False, True]})
    return True


def withdraw(customer: Customer, purpose: str, by: Any, at: datetime) -> bool:
    """Holds from this moment; the rows stay as the record of what was allowed until then."""
    given = live(customer, purpose)
    for consent in given:
        consent.withdrawn_at = at
    if given:
        note(by, "withdraw_consent", customer, at, {purpose: [True, False]})
    return bool(given)


def live(customer: Customer, purpose: str) -> list[Consent]:
    """Read under the customer's lock, so that two taps at once make one row."""
    if purpose not in PURPOSES:
        raise ValueError(f"unknown purpose {purpose}")
    db.session.flush()
    db.session.execute(select(Customer.id).where(Customer.id == customer.id).with_for_update(key_share=True))
    asked = select(Consent).where(Consent.customer_id == customer.id, Consent.purpose == purpose)
    return list(db.session.scalars(asked.where(Consent.withdrawn_at.is_(None))))
