"""What is asked of a claim back: how much, of whom, what they said."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, ValidationError

from counter import amounts
from counter.forms import Form, at_most
from counter.passcodes import no_passcode


class ClaimForm(Form):
    """version: how the claim stood when its page was made."""

    version = HiddenField()

    def is_of(self, claim: Any) -> bool:
        return self.version.data in ("", None, str(claim.version))


def is_a_name(form: Any, field: Any) -> None:
    """What has neither letters nor digits in it would be nobody's."""
    if field.data and not any(char.isalnum() for char in field.data):
        raise ValidationError(
            _("This is no name. Type the brand or the carrier as it is to stand on the list.")
        )


class CorrectionForm(ClaimForm):
    debtor = StringField(_("Who owes it"), [at_most(60), is_a_name])
    amount = StringField(_("Amount owed"), [at_most(60)])
    their_number = StringField(_("Their own number"), [at_most(40)])
    minor = 0

    def validate_amount(self, field: Any) -> None:
        self.minor = read_amount(field, "0")


class AnswerForm(ClaimForm):
    answer = RadioField(
        _("What they say"),
        [InputRequired(_("Do they accept it?"))],
        choices=[SelectChoice("accepted", _("They accept it")), SelectChoice("refused", _("They refuse it"))],
    )
    amount = StringField(_("They give"), [at_most(60)], id="answer-amount")
    because = StringField(_("Why less, or nothing"), [at_most(300), no_passcode])
    minor: int | None = None

    def validate_amount(self, field: Any) -> None:
        if self.answer.data == "accepted" and field.data:
            self.minor = read_amount(field, "")


class ChosenForm(Form):
    claim = SelectMultipleField(_("Claims"), coerce=str, choices=[], validate_choice=False)

    @property
    def numbers(self) -> list[int]:
        given = [one for one in self.claim.data or [] if one.isascii() and one.isdigit() and len(one) < 10]
        return [int(one) for one in given]


class NamingForm(ChosenForm):
    debtor = StringField(
        _("Who owes the ticked ones"),
        [InputRequired(_("Say who owes it: the brand or the carrier.")), at_most(60), is_a_name],
        id="named-debtor",
    )


def read_amount(field: Any, nothing: str) -> int:
    """Minor units; what says nothing is 0."""
    typed = field.data or ""
    if typed in ("", nothing):
        return 0
    try:
        return amounts.minor(typed)
    except amounts.NotAnAmount as error:
        raise ValidationError(error.sentence) from None
