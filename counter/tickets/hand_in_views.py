"""What was not left when the ticket was opened is here now."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from counter.access import staff
from counter.clock import now
from counter.forms import at_most
from counter.languages import words
from counter.operations.beginning import deeds_on
from counter.operations.once import once
from counter.pages import render
from counter.passcodes import no_passcode
from counter.photos.forms import PhotosField, SignatureField
from counter.photos.keeping import keep
from counter.photos.taking import takes_photos
from counter.tickets import finding, handing_in, kinds, numbers, showing, stepping, wording
from counter.tickets.blueprint import blueprint
from counter.tickets.forms import DeedForm
from counter.tickets.models import Ticket
from counter.tickets.step_views import REFUSALS, SENTENCES, STALE


class HandInForm(DeedForm):
    condition = TextAreaField(
        _("What it looks like"),
        [InputRequired(_("Say what it looks like: scratches, cracks, or none.")), at_most(500), no_passcode],
    )
    accessories = SelectMultipleField(_("Left with it"), choices=[], validate_choice=False)
    accessory_words = StringField(_("Anything else left"), [at_most(200), no_passcode])
    notice = BooleanField(_("The customer was told"))
    photos = PhotosField(_("Pictures of what it looks like"))
    signature = SignatureField(_("Signature"))

    def offer(self, ticket: Ticket) -> "HandInForm":
        book = kinds.of_version(ticket.playbook_version_id)
        self.asked = book.kinds[ticket.kind]
        self.accessories.choices = [(name, words(label)) for name, label in book.accessories.items()]
        return self

    def validate_accessories(self, field: Any) -> None:
        known = {value for value, _label in field.choices}
        field.data = [one for one in field.data or [] if one in known]

    def validate_notice(self, field: Any) -> None:
        if self.asked["notice"] and not field.data:
            raise ValidationError(_("Tell the customer first, then tick it."))

    @property
    def left(self) -> handing_in.Left:
        told = bool(self.notice.data)
        return handing_in.Left(
            self.condition.data or "", self.accessory_words.data or "", told, self.accessories.data or ()
        )


def asking(ticket: Ticket, status: int = 200, trouble: Any = None, hand_in: HandInForm | None = None) -> Any:
    why = showing.why_not_left(ticket) or showing.why_not_owed(ticket)
    form = hand_in or HandInForm(formdata=None).offer(ticket)
    return render(
        "tickets/hand_in.html", status=status, ticket=ticket, kind=kinds.kind_of(ticket), form=form,
        trouble=trouble or why, number=numbers.shown(ticket.number), may=handing_in.may_hand_in(ticket, current_user),
    )  # fmt: skip


on_what_is_left = deeds_on(finding.in_hand, asking, STALE, "tickets.show", REFUSALS)


@blueprint.get("/tickets/<int:number>/hand-in")
@staff
def new_hand_in(number: int) -> Any:
    return asking(finding.whole(number))


@blueprint.post("/tickets/<int:number>/hand-in")
@staff
@takes_photos(HandInForm)
@once
@on_what_is_left("hand_in", lambda ticket: HandInForm().offer(ticket))
def create_hand_in(ticket: Ticket, form: HandInForm) -> Any:
    at = now()
    try:
        handing_in.hand_in(ticket, form.left, current_user, at)
    except stepping.IsElsewhere:
        return {"trouble": SENTENCES[stepping.IsElsewhere]}
    except handing_in.NotToLeave as refusal:
        return {"trouble": wording.not_to_leave(refusal, ticket)}
    signed = [form.signature.prepared] if form.signature.prepared else []
    kept = [keep(one, ticket.store_id, current_user, at) for one in (*form.photos.prepared, *signed)]
    ticket.photos.extend(one for one in kept if one not in ticket.photos)
    return None
