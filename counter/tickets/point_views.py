"""Another point goes to the customer, or the store that took the ticket in goes itself."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.extensions import db
from counter.operations.once import done, once
from counter.stores import network as stores
from counter.tickets import finding, visiting
from counter.tickets.blueprint import blueprint
from counter.tickets.models import Ticket
from counter.tickets.parcel_forms import PointForm
from counter.tickets.step_views import on_a_ticket


@blueprint.post("/tickets/<int:number>/point")
@staff
@once
@on_a_ticket("point", lambda ticket: PointForm().offer(visiting.points(ticket, stores.read())))
def give_on(ticket: Ticket, form: PointForm) -> Any:
    try:
        visiting.give_on(ticket, int(form.point.data), form.because.data or "", current_user, now())
    except visiting.NotToGive:
        return {"trouble": _("It can't be given to another point: its thing is there, or it is over.")}
    db.session.flush()
    is_seen = db.session.scalar(finding.seen().with_only_columns(Ticket.id).where(Ticket.id == ticket.id))
    return None if is_seen else done("tickets.index")
