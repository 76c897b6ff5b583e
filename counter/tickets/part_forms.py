"""A part that goes in, or comes off the list again."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from counter import amounts
from counter.catalog.describing import label_of
from counter.forms import at_most
from counter.languages import words
from counter.passcodes import no_passcode
from counter.stock.scanning import Scanned
from counter.tickets import fitting, naming
from counter.tickets.forms import AmountForm, DeedForm
from counter.tickets.models import Ticket
from counter.warranty import promises


class PartForm(AmountForm):
    """product, product_id: what leaves the shelf, by which it is called where nothing else is typed; part: which of the parts that the
    rules of its card name, or ""."""

    product = StringField(_("Off the shelf"), [at_most(100)], id="fitted-product")
    product_id = RadioField(_("Which of these?"), [Optional()], choices=[], validate_choice=False)
    label = StringField(_("Part"), [at_most(80), no_passcode])
    part = SelectField(_("By the card it is"), choices=[], default="", id="fitted-part")
    quantity = IntegerField(
        _("How many"), [InputRequired(_("How many?")), NumberRange(1, 99, _("Between 1 and 99."))], default=1
    )
    price = StringField(
        _("Price of one, by the list"), [InputRequired(_("What does one cost?")), at_most(60)]
    )

    def validate_label(self, field: Any) -> None:
        if not field.data and not self.product.data:
            raise ValidationError(_("Which part?"))

    def validate_price(self, field: Any) -> None:
        if field.data in ("0", "0.00"):
            self.minor = 0
            return
        self.read_amount(field)
        if (self.minor or 0) * (self.quantity.data or 1) > amounts.MOST:
            raise ValidationError(_("The amount must be more than nothing and at most 10 million."))

    def look(self, ticket: Ticket) -> Scanned | None:
        """What leaves the shelf; what is wrong stands at the field."""
        found = naming.named(self.product, self.product_id, ticket.with_store, ticket.line)
        if found and found.unit and self.quantity.data != 1:
            self.quantity.errors = [_("One serial is one piece. Note the others one by one.")]
        return found

    def called(self, new: Scanned | None) -> str:
        return self.label.data or (words(label_of(new.product))[:80] if new else "")


class PartRemovalForm(DeedForm):
    part = StringField(_("Part"), [at_most(12)])


def part_form(ticket: Ticket, fresh: bool = True) -> PartForm:
    form = PartForm(formdata=None) if fresh else PartForm()
    named = promises.of_version(ticket.card.policies_version_id).parts if ticket.card else {}
    parts = [(part, words(named.get(part, {"zh": part}))) for part in fitting.parts_of(ticket)]
    form.part.choices = [("", _("None of the parts that the card names")), *parts]
    return form
