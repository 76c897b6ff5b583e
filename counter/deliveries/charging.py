"""The money for a move that is not free: taken by whoever is there, before or after it is done; given back where it is
called off."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

from counter.deliveries.arranging import NotInOrder
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.history.models import note


def take(appointment: Appointment, method: str, by: Any, at: datetime) -> None:
    """Raises NotInOrder where nothing is owed, or somebody was faster."""
    db.session.refresh(appointment, with_for_update={"key_share": True})
    if appointment.paid_at is not None:
        raise NotInOrder(_("This was paid already. Nothing is taken twice."))
    if not appointment.is_owed:
        raise NotInOrder(_("There is nothing to pay for it."))
    appointment.paid_at, appointment.paid_method = at, method
    note(by, "pay", appointment, at, {"amount": appointment.price, "method": method})


def give_back(appointment: Appointment, by: Any, at: datetime) -> None:
    """Raises NotInOrder where nothing was paid."""
    db.session.refresh(appointment, with_for_update={"key_share": True})
    if appointment.paid_at is None:
        raise NotInOrder(_("Nothing was paid for it."))
    before = appointment.paid_method
    appointment.paid_at, appointment.paid_method = None, ""
    note(by, "pay_back", appointment, at, {"amount": appointment.price, "method": [before, None]})
