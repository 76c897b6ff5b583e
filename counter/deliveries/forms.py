from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation

from counter.forms import Form, at_most
from counter.languages import today
from counter.passcodes import no_passcode

WORDS = {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}
METHODS = {
    "wechat": _("WeChat Pay"), "alipay": _("Alipay"), "card": _("Bank card"), "cash": _("Cash"), "other": _("Other"),
}  # fmt: skip
NO_DATE = _("This is no date.")


def offered(words: Mapping[str, Any]) -> list[SelectChoice]:
    """{code: words} as the choices of a field."""
    return [SelectChoice(value=code, label=label) for code, label in words.items()]


class SaidOnce:
    """A field whose text is not what it should be says so once, in our words: `none_of_it`."""

    none_of_it: Any = ""
    process_errors: Any
    data: Any

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(value.strip() for value in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)  # type: ignore[misc]
        except ValueError:
            self.data = None
            raise ValueError(self.none_of_it) from None


class Day(SaidOnce, DateField):
    none_of_it = NO_DATE


class Count(SaidOnce, IntegerField):
    none_of_it = _("A whole number is wanted here.")


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
