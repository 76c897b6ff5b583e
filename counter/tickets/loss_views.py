"""What was sent and never arrived: a manager of either end says that it is lost."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import managers
from counter.clock import now
from counter.operations.once import done, once
from counter.pages import render
from counter.stores import network as stores
from counter.tickets import finding, losing, travelling
from counter.tickets.blueprint import blueprint
from counter.tickets.models import TicketTransfer
from counter.tickets.parcel_forms import LossForm

SENTENCES = {
    losing.NotOnItsWay: _("It is not on its way any more."),
    losing.NotLateYet: _("It may still come in time. Wait until it is late."),
}


@blueprint.get("/transfers/<int:number>/loss")
@managers
def new_loss(number: int) -> Any:
    return asking(travelling.transfer(number, is_of_either_end=True), LossForm(formdata=None))


@blueprint.post("/transfers/<int:number>/loss")
@managers
@once
def create_loss(number: int) -> Any:
    finding.lock(travelling.transfer(number, is_of_either_end=True).ticket_id)
    travel, form = travelling.transfer(number, is_of_either_end=True), LossForm()
    if not form.validate():
        return asking(travel, form, 422)
    try:
        losing.lose(travel, form.because.data or "", current_user, now())
    except losing.NotToLose as trouble:
        form.form_errors.append(SENTENCES[type(trouble)])
        return asking(travel, form, 422)
    is_seen = current_user.sees_all or travel.ticket.store_id in current_user.store_ids
    if is_seen:
        return done("tickets.show", number=travel.ticket_id)
    return done("tickets.on_the_way")


def asking(travel: TicketTransfer, form: LossForm, status: int = 200) -> Any:
    return render(
        "tickets/loss.html", status=status, travel=travel, form=form, places=stores.read().places, at=now()
    )
