"""What is asked of a customer: little is required, and every wrong answer is told beside its field."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Optional, ValidationError

from counter.customers import meeting, names, numbering, phones
from counter.customers.wording import WHOSE, type_choices
from counter.forms import Form, at_most
from counter.passcodes import no_passcode


def whole(value: Any) -> int | None:
    return int(value) if value else None


class DetailsForm(Form):
    name = StringField(
        _("Customer's name"), [InputRequired(_("Enter the name.")), at_most(names.LONGEST), no_passcode]
    )
    address = StringField(_("Address"), [at_most(200), no_passcode])
    postcode = StringField(_("Postcode"), [at_most(12)])
    birth_month = SelectField(_("Month"), coerce=whole)
    birth_day = SelectField(_("Day"), coerce=whole)
    is_birthday_lunar = BooleanField(_("By the lunar calendar"))
    customer_type = RadioField(_("Kind of customer"), [Optional()], default="")
    note = TextAreaField(_("Note"), [at_most(2000), no_passcode])

    def offer(self, store: Any, kept: str = "") -> Any:
        """Fills in the choices; of a trade without kinds of customer the field goes."""
        self.birth_month.choices = [SelectChoice("", "–"), *(SelectChoice(str(n)) for n in range(1, 13))]
        self.birth_day.choices = [SelectChoice("", "–"), *(SelectChoice(str(n)) for n in range(1, 32))]
        self.customer_type.choices = [SelectChoice(*pair) for pair in type_choices(store, kept)]
        if not self.customer_type.choices:
            del self.customer_type
        return self

    def validate_name(self, field: Any) -> None:
        if field.errors:
            return  # said already
        if not names.normalise(field.data):
            raise ValidationError(_("Enter the name."))
        if len(unicodedata.normalize("NFKC", field.data)) > names.LONGEST:
            raise ValidationError(
                _("This is longer than %(max)d characters. Please shorten it.", max=names.LONGEST)
            )

    def validate_birth_day(self, field: Any) -> None:
        month, day = self.birth_month.data, field.data
        if (month is None) != (day is None):
            raise ValidationError(_("A birthday has a month and a day."))
        if month and self.is_birthday_lunar.data and day > 30:
            raise ValidationError(_("A lunar month has at most 30 days."))
        if month and not self.is_birthday_lunar.data and not is_day(month, day):
            raise ValidationError(_("That month has no such day."))

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by the record's own names; an empty text is empty, not missing."""
        texts = [field for field in ("name", "address", "postcode", "customer_type", "note") if field in self]
        found: dict[str, Any] = {field: self[field].data or "" for field in texts}
        birthday = {field: self[field].data for field in ("birth_month", "birth_day", "is_birthday_lunar")}
        return found | birthday


def is_day(month: int, day: int) -> bool:
    try:
        return bool(date(2024, month, day))  # a leap year: 29 February is a birthday
    except ValueError:
        return False


class PhoneForm(Form):
    phone = StringField(_("Phone"), [InputRequired(_("Enter a phone number"))])
    whose = RadioField(
        _("Whose number it is"), choices=[SelectChoice(*pair) for pair in WHOSE.items()], default="own"
    )
    known = RadioField(_("This number is known. Who is it?"), validate_choice=False)
    asked_of = HiddenField()  # the number that this was asked of
    e164: str = ""
    holders: Sequence[meeting.Holder] = ()

    def read(self, store: Any, person: Any) -> bool:
        """The number in full, and who has it."""
        try:
            self.e164 = numbering.read(self.phone.data or "", store).e164
        except phones.PhoneError as error:
            self.phone.errors = [error.sentence]
            return False
        self.holders = meeting.holders(self.e164, person)
        return True

    def settle(self, answers: Sequence[tuple[str, Any]]) -> bool:
        """Whether a known number is accounted for; if not, the question comes back with all that was typed."""
        self.ask_anew()
        if not self.holders:
            return True
        self.known.choices = [SelectChoice(*pair) for pair in answers]
        if self.known.data not in dict(answers):
            self.known.errors = [_("Choose one, then save again.")]
            return False
        if self.known.data == meeting.FAMILY and self.whose.data == "own":
            self.whose.errors = [
                _("Say whose number it is: a number that two people share is the own of one.")
            ]
            return False
        return True

    def ask_anew(self) -> None:
        """What was said of one number is said of no other: that one's holder would lose it unasked."""
        if self.asked_of.data and self.asked_of.data != self.e164:
            self.known.data = None
        self.asked_of.data = self.e164


class KnownForm(PhoneForm):
    """Somebody gives name and number; a subclass has the field name."""

    @property
    def same(self) -> meeting.Holder | None:
        """Who is known by this number, if it is they."""
        return meeting.known(self.known.data or "", self.holders)

    def is_settled(self) -> bool:
        same = [
            (one.answer, gettext("The same person: %(name)s", name=one.shown_name)) for one in self.holders
        ]
        others = [
            (meeting.FAMILY, gettext("A family member who shares the number")),
            (meeting.NEW_OWNER, gettext("A new owner of the number")),
        ]
        return self.settle([*same, *others]) and self.is_recognised()

    def is_recognised(self) -> bool:
        if self.same and not self.same.is_named(self.name.data or ""):
            self.name.errors = [
                _("Another store knows this number under another name. Ask for the name again.")
            ]
            return False
        return True


class NamedForm(KnownForm):
    """Whoever gives the number and the name that are known is that person; another name asks."""

    @property
    def same(self) -> meeting.Holder | None:
        return super().same if self.known.data else meeting.named(self.name.data or "", self.holders)

    def is_settled(self) -> bool:
        self.ask_anew()
        is_named = not self.known.data and self.same is not None
        return is_named or super().is_settled()


class NewForm(KnownForm, DetailsForm):
    pass


class MoreForm(PhoneForm):
    """One more number for somebody who is known."""

    def is_settled(self) -> bool:
        return self.settle(
            [
                (meeting.FAMILY, gettext("They share it with its holder")),
                (meeting.NEW_OWNER, gettext("It is theirs now, and no longer its holder's")),
            ]
        )


class EditForm(DetailsForm):
    version = HiddenField()
