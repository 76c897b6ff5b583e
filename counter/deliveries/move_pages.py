"""The page on which a move is booked, for a sale and for a card alike."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.clock import now
from counter.customers.models import Customer
from counter.deliveries import arranging, moving
from counter.deliveries.forms import MoveForm
from counter.deliveries.models import Appointment
from counter.pages import render
from counter.stores.models import Store

CHANGED = _(
    "Meanwhile it costs something else; what it costs now stands above. Tell the customer, then book it again."
)


def blank(address: str) -> MoveForm:
    return MoveForm(formdata=None, from_address=address)


def asking(form: MoveForm, offered: moving.Offer, store: Store, status: int = 200, **about: Any) -> Any:
    """about: customer, action (where the form goes), back (the page that it came from)."""
    form.price.data = "" if offered.price is None else str(offered.price)
    today: date = store.today(now())
    return render(
        "deliveries/move.html", status=status, form=form, offer=offered, store=store, today_is=today, **about
    )


def booked(
    form: MoveForm, offered: moving.Offer, store: Store, customer: Customer, card_id: int | None = None
) -> Appointment | None:
    """What was booked, or None and what is wrong stands in the form."""
    if not form.validate_on_submit():
        return None
    assert form.on.data
    agreed = moving.Agreed(
        form.on.data, form.slot.data or "", form.from_address.data or "", form.address.data or "", form.floor.data,
        bool(form.has_lift.data), form.note.data or "",
    )  # fmt: skip
    try:
        return moving.book(store, customer, offered, agreed, form.told, current_user, now(), card_id=card_id)
    except arranging.NotInOrder as error:
        form.on.errors = [error.sentence]
    except moving.PriceChanged:
        form.form_errors.append(CHANGED)
    return None
