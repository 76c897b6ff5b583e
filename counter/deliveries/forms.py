from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from counter.deliveries.arranging import SLOTS
from counter.forms import Form, at_most
from counter.languages import today

WORDS = {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}
NO_DATE = _("This is no date.")


class Day(DateField):
    """What is no date is said in our words, at the field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(NO_DATE) from None


class Count(IntegerField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("A whole number is wanted here.")) from None


class DeliveryForm(Form):
    on = Day(_("Delivery day"), [InputRequired(_("Choose the day of delivery."))])
    slot = RadioField(
        _("Time of day"),
        choices=[(slot, WORDS[slot]) for slot in SLOTS],
        default="morning",
        validate_choice=True,
    )
    address = StringField(_("Delivery address"), [InputRequired(_("Where is it to go?")), at_most(200)])
    floor = Count(_("Floor"), [Optional(), NumberRange(-5, 200, _("There is no such floor."))])
    has_lift = BooleanField(_("The lift is large enough"))
    note = StringField(_("For the crew"), [at_most(500)])


class DoneForm(Form):
    """The day is today unless somebody says otherwise."""

    on = Day(_("On"), [Optional()])

    @property
    def day(self) -> Any:
        return self.on.data or today()
