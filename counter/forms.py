"""What every form of Counter shares: cleaned text, and words next to the field that is wrong."""

import unicodedata
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, StringField
from wtforms.fields.simple import PasswordField
from wtforms.validators import InputRequired, Length, StopValidation


def cleaned(value: Any) -> Any:
    """Trimmed; what can't be stored is left for the validator to name."""
    return value.strip() if isinstance(value, str) else value


class Form(FlaskForm):
    """A form that came back (409) is shown as typed, with a fresh operation id."""

    sent_before = _("This form was already sent, with other words. Check it, then send it again.")

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            if issubclass(unbound_field.field_class, StringField) and not issubclass(
                unbound_field.field_class, PasswordField
            ):
                options["filters"] = [*unbound_field.kwargs.get("filters", []), cleaned]
            return unbound_field.bind(form=form, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for field in self:
            sound = self.check_characters(field) and self.check_given(field) and sound
        if g.get("is_repeated"):
            self.form_errors.append(self.sent_before)
            return False
        return bool(sound)

    def check_characters(self, field: Field) -> bool:
        if not isinstance(field.data, str) or not isinstance(field, StringField):
            return True
        if any(unfit(character) for character in field.data):
            field.errors = [_("There is a character in here that can't be stored. Please type it again.")]
            return False
        if len(field.data) > 2000 and not any(isinstance(v, Length) for v in field.validators):
            field.errors = [_("This is longer than 2,000 characters. Please shorten it.")]
            return False
        return True

    def check_given(self, field: Field) -> bool:
        """Blanks alone are nothing."""
        wanted = next((one for one in field.validators if isinstance(one, InputRequired)), None)
        if wanted is None or field.data != "" or field.errors or not isinstance(field, StringField):
            return True
        field.errors = [wanted.message or _("Please fill this in.")]
        return False


def unfit(character: str) -> bool:
    """Controls (NUL among them) and lone surrogates; line breaks and tabs are fine."""
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t"


def at_most(length: int) -> Length:
    return Length(max=length, message=_("This is longer than %(max)d characters. Please shorten it."))


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
    none_of_it = _("This is no date.")


class Count(SaidOnce, IntegerField):
    none_of_it = _("A whole number is wanted here.")
