"""An old card, written down as the customer holds it; and why one is void."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Optional

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


class VoidForm(Form):
    because = StringField(
        _("Why is it void?"), [DataRequired(_("A reason is needed; it stays on the card.")), at_most(200)]
    )
