"""Whose sale it is: a customer who is known, or one who gives name and number now."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

from counter.customers import changing, finding, meeting, numbering
from counter.customers.models import Customer, of_store
from counter.customers.registering import register
from counter.extensions import db
from counter.history.models import note
from counter.sales.models import Sale
from counter.sales.starting import known_type
from counter.sales.trouble import Closed, Trouble


class WhoIsIt(Trouble):
    """The number is somebody's: the same person is found by name; a family member or new owner has to be said."""

    def __init__(self) -> None:
        super().__init__(_("This number is known. Take the name from the list, or say who they are."))


def known(number: int, by: Any) -> Customer | None:
    """A customer of the person's own stores."""
    return db.session.scalar(of_store(by).where(Customer.id == number).options(*finding.LOADED))


def met(name: str, e164: str, by: Any, at: datetime, whose: str = "own", answer: str = "") -> Customer:
    """The one who has this number and name already, else a new one; sending it twice makes no second person.

    `answer`: meeting.FAMILY or NEW_OWNER where the number is another's. Raises WhoIsIt where it is not given.
    """
    holders = meeting.holders(e164, by)
    if same := meeting.named(name, holders):
        return meeting.meet(same.customer.id, {"name": name}, by, at)
    if holders and answer not in (meeting.FAMILY, meeting.NEW_OWNER):
        raise WhoIsIt
    if holders:
        return meeting.admit(answer, e164, whose, {"name": name}, by, at)
    return register(name, e164, by, at, whose=whose)


def give_to(sale: Sale, customer: Customer | None, book: dict[str, Any], by: Any, at: datetime) -> None:
    if not sale.is_open:
        raise Closed(_("This sale is closed. Start a new one."))
    if customer is None:
        raise Trouble(_("Whose sale is it? Enter name and number first."))
    before, sale.customer = sale.customer_id, customer
    sale.customer_type = sale.customer_type or known_type(customer.customer_type, book)
    customer.belongs_to(sale.store_id)
    note(by, "name_customer", sale, at, {"customer_id": [before, customer.id]})


def complete(customer: Customer, values: dict[str, str], e164: str, by: Any, at: datetime) -> None:
    """Writes into the customer's record what the card still lacked; nothing that is there is written over."""
    given = {field: text for field, text in values.items() if text}
    if given:
        changing.change(customer, given, by, at)
    if e164:
        numbering.add(customer, e164, "own", by, at)
