from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, Optional

from counter.forms import Count, Day, Form, at_most
from counter.languages import today
from counter.passcodes import no_passcode

WORDS = {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}
METHODS = {
    "wechat": _("WeChat Pay"), "alipay": _("Alipay"), "card": _("Bank card"), "cash": _("Cash"), "other": _("Other"),
}  # fmt: skip


def offered(words: Mapping[str, Any]) -> list[SelectChoice]:
    """{code: words} as the choices of a field."""
    return [SelectChoice(value=code, label=label) for code, label in words.items()]


class DeliveryForm(Form):
    on = Day(_("Delivery day"), [InputRequired(_("Choose the day of delivery."))])
    slot = RadioField(
        _("Time of day"),
        choices=offered(WORDS),
        default="morning",
        validate_choice=True,
    )
    address = StringField(
        _("Delivery address"), [InputRequired(_("Where is it to go?")), at_most(200), no_passcode]
    )
    floor = Count(_("Floor"), [Optional(), NumberRange(-5, 200, _("There is no such floor."))])
    has_lift = BooleanField(_("The lift is large enough"))
    note = StringField(_("For the crew"), [at_most(500), no_passcode])


class MoveForm(Form):
    """price: what the page said that it costs, in minor units."""

    on = Day(_("Day of the move"), [InputRequired(_("Which day?"))])
    slot = RadioField(_("Time of day"), choices=offered(WORDS), default="morning")
    from_address = StringField(
        _("From where"), [InputRequired(_("Where does it stand now?")), at_most(200), no_passcode]
    )
    address = StringField(_("Where to"), [InputRequired(_("Where is it to go?")), at_most(200), no_passcode])
    floor = Count(_("Floor there"), [Optional(), NumberRange(-5, 200, _("There is no such floor."))])
    has_lift = BooleanField(_("The lift is large enough"))
    note = StringField(_("For the crew"), [at_most(500), no_passcode])
    price = HiddenField()

    @property
    def told(self) -> int | None:
        given = self.price.data or ""
        return int(given) if given.isascii() and given.isdigit() and len(given) < 12 else None


class PaymentForm(Form):
    method = RadioField(_("Paid by"), [InputRequired(_("How was it paid?"))], choices=offered(METHODS))


class DoneForm(Form):
    """The day is today unless somebody says otherwise."""

    on = Day(_("On"), [Optional()])

    @property
    def day(self) -> Any:
        return self.on.data or today()
