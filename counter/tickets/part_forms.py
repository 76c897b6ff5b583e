"""A part that goes in, or comes off the list again."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from counter import amounts
from counter.forms import at_most
from counter.languages import words
from counter.passcodes import no_passcode
from counter.tickets import fitting
from counter.tickets.forms import AmountForm, DeedForm
from counter.tickets.models import Ticket
from counter.warranty import promises


class PartForm(AmountForm):
    """part: which of the parts that the rules of its card name, or ""."""

    label = StringField(_("Part"), [InputRequired(_("Which part?")), at_most(80), no_passcode])
    part = SelectField(_("By the card it is"), choices=[], default="", id="fitted-part")
    quantity = IntegerField(
        _("How many"), [InputRequired(_("How many?")), NumberRange(1, 99, _("Between 1 and 99."))], default=1
    )
    price = StringField(
        _("Price of one, by the list"), [InputRequired(_("What does one cost?")), at_most(60)]
    )

    def validate_price(self, field: Any) -> None:
        if field.data in ("0", "0.00"):
            self.minor = 0
            return
        self.read_amount(field)
        if (self.minor or 0) * (self.quantity.data or 1) > amounts.MOST:
            raise ValidationError(_("The amount must be more than nothing and at most 10 million."))


class PartRemovalForm(DeedForm):
    part = StringField(_("Part"), [at_most(12)])


def part_form(ticket: Ticket, fresh: bool = True) -> PartForm:
    form = PartForm(formdata=None) if fresh else PartForm()
    named = promises.of_version(ticket.card.policies_version_id).parts if ticket.card else {}
    parts = [(part, words(named.get(part, {"zh": part}))) for part in fitting.parts_of(ticket)]
    form.part.choices = [("", _("None of the parts that the card names")), *parts]
    return form
