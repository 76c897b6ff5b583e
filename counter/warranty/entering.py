"""An old card comes into the books at the counter, where one can ask whose number it is.

A number that is known under another name may be a family's, or have a new owner: of the one before nothing is theirs.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from counter.customers import meeting, numbering
from counter.customers.models import Customer
from counter.extensions import db
from counter.stores.models import Store
from counter.warranty import issuing
from counter.warranty.forms import CorrectForm, EntryForm
from counter.warranty.models import Card
from counter.warranty.oldcards import OldCard, phone_of


def is_settled(form: EntryForm | CorrectForm, store: Store, by: Any, card: Card | None = None) -> bool:
    """Whether it is said who has the number; if not, the question comes back with all that was typed. card: one that is there
    already, whose number is asked about only if it is another one now, and not its customer's."""
    form.e164 = phone_of(form, store) or ""
    is_new = card is None or form.e164 != card.customer_phone
    form.holders = meeting.holders(form.e164, by) if form.e164 and is_new else ()
    if card and any(one.customer.id == card.customer_id for one in form.holders):
        form.holders = ()
    return bool(form.e164) and form.is_settled()


def customer_of(form: EntryForm, old: OldCard, by: Any, at: datetime) -> Customer:
    """The one who is known by number and name, or is said to be; else somebody new. Their record stays as it is: what is on an
    old card is older."""
    if form.same:
        return form.same.customer
    typed = {"name": old.name, "address": old.address}
    return meeting.admit(form.known.data or "", form.e164, form.whose.data, typed, by, at)


def owner_of(form: CorrectForm, card: Card, by: Any, at: datetime) -> Customer:
    """Whose the card is, with the number that it has from now on: its customer, whose number it is by now, too, whether they
    share it, have taken it over or are the first to have it; or the one whose it was all along."""
    customer = db.session.get_one(Customer, card.customer_id)
    if form.e164 == card.customer_phone:
        return customer
    if form.was_wrong.data and not (form.same and is_on_another(card)):
        numbering.end(customer, card.customer_phone, by, at)
    if form.same:
        return form.same.customer
    if form.holders and form.known.data == meeting.NEW_OWNER:
        numbering.free(form.e164, by, at)
    whose = form.whose.data if form.holders else "own"
    numbering.add(customer, form.e164, whose, by, at)
    return customer


def is_on_another(card: Card) -> bool:
    """Whether another card of its customer's has the number, too: then it is theirs, though this card was not."""
    mine = Card.customer_id == card.customer_id, Card.customer_phone == card.customer_phone
    return bool(
        db.session.scalar(select(exists().where(*mine, Card.id != card.id, Card.voided_at.is_(None))))
    )


def enter(old: OldCard, customer: Customer, store: Store, by: Any, at: datetime) -> Card:
    """Raises SerialHasCard, NothingToCover."""
    covered = [issuing.Covered(old.product, old.serials, old.quantity)]
    return issuing.issue(
        store, customer, old.e164, covered, by, at, sold_on=old.sold_on, delivered_on=old.delivered_on,
        installed_on=old.installed_on, activated_on=old.activated_on, invoice_number=old.invoice_number, address=old.address,
    )  # fmt: skip
