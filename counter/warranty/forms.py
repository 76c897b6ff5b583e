"""An old card, written down as the customer holds it; and why one is void."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from counter.forms import Form, at_most

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


class RepairForm(Form):
    """what: "7:battery", the line and its part, or "7:" for the thing as a whole."""

    what = SelectField(_("What is it?"), choices=[])
    fault = SelectField(_("Fault"), choices=[])
    words = StringField(_("In the customer's words"), [at_most(300)])
    on = DateField(_("Handed in on"), [InputRequired(_("Which day?"))])


class GiveBackForm(Form):
    work = StringField(_("What was done"), [at_most(300)])
    back_on = DateField(_("Handed back on"), [InputRequired(_("Which day?"))])


class ExchangeForm(RepairForm):
    on = DateField(_("Exchanged on"), [InputRequired(_("Which day?"))])
    imei1 = StringField(_("New IMEI 1"), [at_most(60)])
    imei2 = StringField(_("New IMEI 2"), [at_most(60)])
    sn = StringField(_("New serial number"), [at_most(60)])


class WhatIfForm(Form):
    what = SelectField(_("What is it?"), choices=[])
    days = IntegerField(
        _("Days under repair"),
        [InputRequired(_("How many days?")), NumberRange(0, 365, _("Between 0 and 365 days."))],
        default=7,
    )


class VoidForm(Form):
    because = StringField(
        _("Why is it void?"), [DataRequired(_("A reason is needed; it stays on the card.")), at_most(200)]
    )
