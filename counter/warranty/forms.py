"""An old card, written down as the customer holds it; why one is void, why another store's is opened."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from counter.forms import Form, at_most
from counter.warranty.wording import REASONS

NEEDED = _("This is needed on every card.")


class OldCardForm(Form):
    name = StringField(_("Name of the customer"), [DataRequired(NEEDED), at_most(60)])
    phone = StringField(_("Phone"), [DataRequired(NEEDED), at_most(100)])
    address = StringField(_("Address"), [DataRequired(NEEDED), at_most(200)])
    sold_on = DateField(_("Bought on"), [InputRequired(_("When was it bought?"))])
    delivered_on = DateField(_("Delivered on"), [Optional()])
    product = StringField(_("Product"), [DataRequired(_("What was bought?")), at_most(100)])
    product_id = RadioField(_("Which of these?"), [Optional()], coerce=int, choices=[], validate_choice=False)
    imei1 = StringField(_("IMEI 1"), [at_most(60)])
    imei2 = StringField(_("IMEI 2"), [at_most(60)])
    sn = StringField(_("Serial number"), [at_most(60)])
    invoice_number = StringField(_("Invoice number"), [at_most(40)])


class RevealForm(Form):
    reason = RadioField(_("Why do you open it?"), [InputRequired(_("Choose why; it stays on record."))],
                        choices=[SelectChoice(*pair) for pair in REASONS.items()])  # fmt: skip
    words = StringField(_("In your words"), [at_most(200)])

    def validate_words(self, field: Any) -> None:
        if self.reason.data == "other" and not field.data:
            raise ValidationError(_("Say in a few words why."))


class VoidForm(Form):
    because = StringField(
        _("Why is it void?"), [DataRequired(_("A reason is needed; it stays on the card.")), at_most(200)]
    )
