"""An appointment is called off; what was free with it is the customer's again."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import update

from counter.deliveries.arranging import KIND, NotInOrder
from counter.deliveries.models import Appointment, Entitlement
from counter.extensions import db
from counter.history.models import note


def cancel(appointment: Appointment, by: Any, at: datetime) -> None:
    """Raises NotInOrder for one that was made, or is a delivery: that is moved to another day in its sale; or
    is paid."""
    if appointment.kind == KIND:
        raise NotInOrder(_("A delivery is moved to another day in its sale."))
    if appointment.cancelled_at is not None:
        raise NotInOrder(_("This was called off already."))
    if not appointment.is_open:
        raise NotInOrder(_("This was made already."))
    if appointment.paid_at is not None:
        raise NotInOrder(_("The customer has paid for it. Give the money back first."))
    strike(appointment, by.person_id, at)
    note(by, "cancel", appointment, at, {"price": [appointment.price, None]})


def strike(appointment: Appointment, person_id: int, at: datetime) -> None:
    appointment.cancelled_at, appointment.cancelled_by = at, person_id
    if appointment.entitlement_id and appointment.price == 0:
        mine = Entitlement.id == appointment.entitlement_id, Entitlement.used > 0
        db.session.execute(update(Entitlement).where(*mine).values(used=Entitlement.used - 1))
