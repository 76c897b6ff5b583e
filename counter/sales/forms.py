from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from counter.customers import meeting, numbering, phones
from counter.customers.names import LONGEST
from counter.customers.wording import WHOSE
from counter.deliveries.forms import offered
from counter.forms import Count, Form, at_most
from counter.passcodes import no_passcode
from counter.sales.money import minor
from counter.sales.trouble import Trouble

LARGEST = 2**31 - 1  # of a whole number on PostgreSQL
METHOD_WORDS = {
    "wechat": _("WeChat Pay"), "alipay": _("Alipay"), "card": _("Bank card"), "cash": _("Cash"), "other": _("Other"),
}  # fmt: skip
KIND_WORDS = {"payment": _("Payment"), "earnest": _("Earnest money"), "prepayment": _("Prepayment")}
KNOWN = {
    meeting.FAMILY: _("A family member who shares the number"),
    meeting.NEW_OWNER: _("A new owner of the number"),
}


def method_words(code: str) -> Any:
    return METHOD_WORDS.get(code, code)


def a_number(form: Form, field: Any) -> None:
    """Leaves the E.164 form in `form.e164`."""
    try:
        form.e164 = numbering.read(field.data or "", current_user.store).e164
    except phones.PhoneError as error:
        raise ValidationError(error.sentence) from None


class CustomerForm(Form):
    """Somebody who is known (`customer`), or name and number of somebody new."""

    customer = Count(validators=[Optional(), NumberRange(1, LARGEST)])
    name = StringField(_("Name"), [at_most(LONGEST), no_passcode])
    phone = StringField(_("Phone"), [at_most(phones.LONGEST)])
    whose = RadioField(_("Whose number it is"), choices=offered(WHOSE), default="own")
    known = RadioField(_("This number is known. Who is it?"), choices=offered(KNOWN), validate_choice=False)
    e164 = ""

    @property
    def is_new(self) -> bool:
        return bool(not self.customer.data and (self.name.data or self.phone.data))

    def validate_name(self, field: Any) -> None:
        if self.is_new and not field.data:
            raise ValidationError(_("What is their name? The card needs it."))

    def validate_phone(self, field: Any) -> None:
        if self.is_new:
            a_number(self, field)


class LineForm(Form):
    """What was scanned or typed, or the product or unit that was picked."""

    code = StringField(_("Product, EAN, IMEI or serial"), [at_most(300)])
    product = Count(validators=[Optional(), NumberRange(1, LARGEST)])
    unit = Count(validators=[Optional(), NumberRange(1, LARGEST)])


class QuantityForm(Form):
    quantity = Count(
        _("Pieces"), [InputRequired(_("How many?")), NumberRange(1, 99, _("Between 1 and 99 pieces."))]
    )


class PaymentForm(Form):
    amount = StringField(_("Amount"), [InputRequired(_("How much was paid?")), at_most(60)])
    method = RadioField(_("How"), choices=offered(METHOD_WORDS), default="wechat")
    kind = RadioField(_("What it is"), choices=offered(KIND_WORDS), default="payment")
    invoice_number = StringField(_("Invoice number (optional)"), [at_most(40)])
    minor = 0

    def validate_amount(self, field: Any) -> None:
        try:
            self.minor = minor(field.data or "")
        except Trouble as error:
            raise ValidationError(error.sentence) from None


class ReasonForm(Form):
    """Why: from a list of the playbook, or in one's own words."""

    reason = StringField(_("Reason"), [at_most(40)])


class WaiverForm(Form):
    reason = StringField(
        _("Why it is left out"),
        [InputRequired(_("Say why; it stays with the sale.")), at_most(200), no_passcode],
    )


class GroupForm(WaiverForm):
    group = StringField(validators=[InputRequired(), at_most(40)])


class HandoverForm(Form):
    """What the card still lacks; prefilled with what is known."""

    name = StringField(_("Name"), [at_most(LONGEST), no_passcode])
    phone = StringField(_("Phone"), [at_most(phones.LONGEST)])
    address = StringField(_("Address"), [at_most(200), no_passcode])
    invoice_number = StringField(_("Invoice number"), [at_most(40)], id="card-invoice")
    invoice_follows = BooleanField(_("The invoice is not made out yet; its number follows"))
    one_imei = BooleanField(_("The phone has one IMEI alone, or the second can't be read"))
    e164 = ""

    def validate_phone(self, field: Any) -> None:
        if field.data:
            a_number(self, field)
