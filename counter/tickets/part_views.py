"""Parts go into the thing of a ticket; what was given as goodwill is claimed back all the same."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import managers, staff
from counter.clock import now
from counter.operations.once import once
from counter.tickets import claiming, fitting, naming, shelving, stepping
from counter.tickets.blueprint import blueprint
from counter.tickets.forms import DeedForm
from counter.tickets.models import Ticket
from counter.tickets.part_forms import PartForm, PartRemovalForm, part_form
from counter.tickets.step_views import on_a_ticket

OVER = _("The customer has it back; its parts stand.")


@blueprint.post("/tickets/<int:number>/parts")
@staff
@once
@on_a_ticket("part_form", lambda ticket: part_form(ticket, fresh=False))
def create_part(ticket: Ticket, form: PartForm) -> Any:
    new = form.look(ticket)
    if any(field.errors for field in form):
        return {}
    try:
        fitting.add(
            ticket, form.called(new), form.quantity.data or 1, form.minor or 0, current_user, now(),
            form.part.data or "", new,
        )  # fmt: skip
    except fitting.OverAlready:
        return {"trouble": OVER}
    except stepping.IsElsewhere:
        form.product.errors = [naming.ELSEWHERE]
        return {}
    except shelving.NoneOnShelf:
        form.product.errors = [naming.NONE_THERE]
        return {}
    return None


@blueprint.post("/tickets/<int:number>/part-removals")
@staff
@once
@on_a_ticket("removal", lambda ticket: PartRemovalForm())
def remove_part(ticket: Ticket, form: PartRemovalForm) -> Any:
    part = next((one for one in ticket.parts_used if str(one.id) == form.part.data), None)
    if part is None:
        return {"trouble": _("This part is not on the list any more.")}
    try:
        fitting.remove(ticket, part, current_user, now())
    except fitting.OverAlready:
        return {"trouble": OVER}
    except shelving.GoneMeanwhile:
        return {
            "trouble": _(
                "The new part or the old one is not where it was put when this was noted. Bring it back first."
            )
        }
    return None


@blueprint.post("/tickets/<int:number>/claim-back")
@managers
@once
@on_a_ticket("claim", lambda ticket: DeedForm())
def claim_back(ticket: Ticket, form: DeedForm) -> Any:
    try:
        claiming.ask_for(ticket, current_user, now())
    except claiming.NothingToClaim:
        return {"trouble": _("Nobody else bears the cost of this, or the customer does not have it yet.")}
    except claiming.ClaimedAlready:
        return {"trouble": _("It was claimed back already.")}
    return None
