"""An old card, written down as the customer holds it; why one is void, why another store's is opened."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from counter.customers import names
from counter.customers.forms import KnownForm, NamedForm
from counter.forms import Count, Form, at_most
from counter.passcodes import no_passcode
from counter.warranty.revealing import Taken
from counter.warranty.terms import UNLISTED
from counter.warranty.wording import REASONS

NEEDED = _("This is needed on every card.")
NO_SUCH_PRODUCT = _("There is no such product. Look at its name or code.")
BOX_DISAGREES = _("The box says %(box)s, the phone says %(phone)s: don't issue before they agree.")
DAYS = ("sold_on", "delivered_on", "installed_on", "activated_on")
DIGITS, LABEL = re.compile(r"\D"), re.compile(r"^\s*imei\s*\d?\s*[:：]", re.I)


def digits_of(typed: str) -> str:
    """However wide they are, and without the words that may stand before them (IMEI1: ...)."""
    return DIGITS.sub("", LABEL.sub("", unicodedata.normalize("NFKC", typed)))


class NameForm(Form):
    def validate_name(self, field: Any) -> None:
        if field.data and not names.normalise(field.data):
            raise ValidationError(NEEDED)


class OldCardForm(NameForm):
    """imei1, imei2: typed, or as the phone shows them. box_imei1, box_imei2: what the scanner read from its box."""

    taken: Taken | None = None
    unknown: dict[str, str] | None = None  # with what its page is begun where there is no such product
    is_doubtful = False  # a letter O in its serial, or another card's that differs by one alone

    name = StringField(_("Name of the customer"), [DataRequired(NEEDED), at_most(60), no_passcode])
    phone = StringField(_("Phone"), [DataRequired(NEEDED), at_most(100)])
    address = StringField(_("Address"), [DataRequired(NEEDED), at_most(200), no_passcode])
    sold_on = DateField(_("Bought on"), [InputRequired(_("When was it bought?"))])
    delivered_on = DateField(_("Delivered on"), [Optional()])
    installed_on = DateField(_("Put up on"), [Optional()])
    activated_on = DateField(_("Activated on"), [Optional()])
    product = StringField(_("Product"), [DataRequired(_("What was bought?")), at_most(100)])
    product_id = RadioField(_("Which of these?"), [Optional()], coerce=int, choices=[], validate_choice=False)
    quantity = Count(_("Pieces"), [Optional(), NumberRange(1, 99, _("Between 1 and 99 pieces."))], default=1)
    imei1 = StringField(_("IMEI 1"), [at_most(60)])
    imei2 = StringField(_("IMEI 2"), [at_most(60)])
    sn = StringField(_("Serial number"), [at_most(60)])
    is_right = BooleanField(_("The serial number is right as it stands"))
    invoice_number = StringField(_("Invoice number"), [at_most(40)])
    unread = BooleanField(_("What is missing is not on the old card, or can't be read any more"))
    box_imei1, box_imei2 = HiddenField(), HiddenField()

    @property
    def boxed(self) -> list[str]:
        """The digits that stand on the box."""
        read = [DIGITS.sub("", box.data or "")[:15] for box in (self.box_imei1, self.box_imei2)]
        return [digits for digits in read if digits]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        return self.agrees_with_box() and sound

    def agrees_with_box(self) -> bool:
        """Whichever of the two stands first; a box of which one was read, or a phone with one, may have two."""
        fields = [field for field in (self.imei1, self.imei2) if field.data]
        said = [digits_of(field.data or "") for field in fields]
        missing = [digits for digits in self.boxed if digits not in said]
        wrong = [field for field, digits in zip(fields, said, strict=True) if digits not in self.boxed]
        for field in wrong if missing else ():
            sentence = str(BOX_DISAGREES) % {"box": " · ".join(missing), "phone": field.data}
            field.errors = [*field.errors, sentence]
        return not (missing and wrong)


class EntryForm(OldCardForm, NamedForm):
    """At the counter, where one can ask who it is; of a line of a file nobody is asked."""


class PiecesForm(Form):
    """pieces: of the line that is chosen, where one has several. stand: how many are on each line, by its id; faults: its list, likewise."""

    what: Any
    pieces = Count(_("How many pieces"), default=1)
    stand: Mapping[str, int] = {}
    faults: Mapping[str, Mapping[str, str]] = {}

    def count(self, stand: Mapping[str, int]) -> None:
        """Who asked for several of what is one by now is told."""
        self.stand = stand
        if self.pieces and self.pieces.data in (None, 1) and not any(many > 1 for many in stand.values()):
            del self.pieces

    @property
    def all_of_it(self) -> int:
        return self.stand.get(self.chosen, 1)

    @property
    def chosen(self) -> str:
        """The id of the line."""
        return str(self.what.data or "").partition(":")[0]

    @property
    def many(self) -> int | None:
        """None: all there are."""
        return self.pieces.data if self.pieces and self.all_of_it > 1 else None

    def validate_pieces(self, field: Any) -> None:
        if self.all_of_it > 1 and not 1 <= (field.data or 0) <= self.all_of_it:
            raise ValidationError(_("From 1 to %(num)d pieces.", num=self.all_of_it))
        if self.all_of_it == 1 and field.data not in (None, 1):
            raise ValidationError(_("There is only one of it."))

    def validate_fault(self, field: Any) -> None:
        """A rule that names its faults gives nothing for one of another list."""
        own = self.faults.get(self.chosen)
        if own is not None and (field.data or "") not in ("", UNLISTED, *own):
            raise ValidationError(_("This is a fault of another thing on the card. Choose one of its own."))


class RepairForm(PiecesForm):
    """what: "7:battery", the line and its part, or "7:" for the thing as a whole."""

    what = SelectField(_("What is it?"), choices=[])
    fault = SelectField(_("Fault"), choices=[])
    words = StringField(_("In the customer's words"), [at_most(300), no_passcode])
    on = DateField(_("Handed in on"), [InputRequired(_("Which day?"))])


class GiveBackForm(Form):
    cause = StringField(_("Cause"), [at_most(100), no_passcode])
    work = StringField(_("What was done"), [at_most(300), no_passcode])
    back_on = DateField(_("Handed back on"), [InputRequired(_("Which day?"))])


class ExchangeForm(RepairForm):
    cause = StringField(_("Cause"), [at_most(100), no_passcode])
    on = DateField(_("Exchanged on"), [InputRequired(_("Which day?"))])
    imei1 = StringField(_("New IMEI 1"), [at_most(60)])
    imei2 = StringField(_("New IMEI 2"), [at_most(60)])
    sn = StringField(_("New serial number"), [at_most(60)])
    unread = BooleanField(_("The new one has no other numbers, or they can't be read"))
    taken: Taken | None = None


class WhatIfForm(Form):
    what = SelectField(_("What is it?"), choices=[])
    days = IntegerField(
        _("Days under repair"),
        [InputRequired(_("How many days?")), NumberRange(0, 365, _("Between 0 and 365 days."))],
        default=7,
    )


class TransferForm(NameForm, KnownForm):
    name = StringField(_("Name of the new owner"), [DataRequired(NEEDED), at_most(60), no_passcode])
    address = StringField(_("Address"), [DataRequired(NEEDED), at_most(200), no_passcode])
    on = DateField(_("Theirs since"), [InputRequired(_("Since which day is it theirs?"))])
    along = BooleanField(_("The open ticket goes along"))
    version = HiddenField()


class CorrectForm(NameForm, NamedForm):
    """owner, version: whose card it was and how it stood when the form was opened."""

    name = StringField(_("Name of the customer"), [DataRequired(NEEDED), at_most(60), no_passcode])
    phone = StringField(_("Phone"), [DataRequired(NEEDED), at_most(100)])
    address = StringField(_("Address"), [DataRequired(NEEDED), at_most(200), no_passcode])
    postcode = StringField(_("Postcode"), [at_most(12)])
    invoice_number = StringField(_("Invoice number"), [at_most(40)])
    sold_on = DateField(_("Bought on"), [InputRequired(_("When was it bought?"))])
    delivered_on = DateField(_("Delivered on"), [Optional()])
    installed_on = DateField(_("Put up on"), [Optional()])
    activated_on = DateField(_("Activated on"), [Optional()])
    was_wrong = BooleanField(_("The number that stood here was wrong, or is theirs no longer"))
    version, owner = HiddenField(), HiddenField()

    def of(self, delivers: bool, activates: bool) -> Any:
        """Where goods go over the counter, nothing is put up, and no day of delivery means the day of sale."""
        if not delivers:
            self.delivered_on.label.text = _("Handed over on")
            del self.installed_on
        if not activates:
            del self.activated_on
        return self

    def begun(self) -> Any:
        """A day of delivery that goes without saying is left out, so that it follows the day of sale."""
        if "installed_on" not in self and self.delivered_on.data == self.sold_on.data:
            self.delivered_on.data = None
        return self

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of correcting.FIELDS; the phone as it was typed."""
        texts = {field: self[field].data or "" for field in ("address", "postcode", "invoice_number")}
        days = {field: self[field].data for field in DAYS if field in self}
        if "installed_on" not in self:
            days["delivered_on"] = days["delivered_on"] or days["sold_on"]
        return {"name": names.normalise(self.name.data or ""), **texts, **days}


class RevealForm(Form):
    reason = RadioField(_("Why do you open it?"), [InputRequired(_("Choose why; it stays on record."))],
                        choices=[SelectChoice(*pair) for pair in REASONS.items()])  # fmt: skip
    words = StringField(_("In your words"), [at_most(200), no_passcode])

    def validate_words(self, field: Any) -> None:
        if self.reason.data == "other" and not field.data:
            raise ValidationError(_("Say in a few words why."))


class VoidForm(Form):
    because = StringField(
        _("Why is it void?"),
        [DataRequired(_("A reason is needed; it stays on the card.")), at_most(200), no_passcode],
    )
