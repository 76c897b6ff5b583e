"""The form of one call: its plan's questions, made into fields; what the customer said; what came of it."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from counter.callbacks.models import Callback
from counter.forms import Form, at_most
from counter.languages import words
from counter.passcodes import no_passcode

SCALES = {"scale5": range(1, 6), "scale10": range(11)}
FARTHEST = timedelta(days=366)
UNKNOWN = _("That is not one of the answers.")


class Pick(RadioField):
    """One of the answers, or none yet."""

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in {option.data for option in self}:
            raise ValidationError(UNKNOWN)


class Several(SelectMultipleField):
    def pre_validate(self, form: Any) -> None:
        if not set(self.data or ()) <= {option.data for option in self}:
            raise ValidationError(UNKNOWN)


class Day(DateField):
    def process_formdata(self, valuelist: Any) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as why:
            raise ValueError(gettext("This is not a day. Write it like 2026-11-30.")) from why


class VersionForm(Form):
    """Which state of the call was on the screen."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


class CallForm(VersionForm):
    outcome = StringField(validators=[at_most(40)])
    note = TextAreaField(_("What the customer said"), [at_most(2000), no_passcode])
    again_on = Day(_("Call again on"), [Optional()])
    call: Callback
    today: date

    @property
    def questions(self) -> list[tuple[dict[str, Any], Field]]:
        return [(question, self[field_of(question)]) for question in self.call.body["questions"]]

    @property
    def ending(self) -> dict[str, Any]:
        return next((one for one in self.call.body["outcomes"] if one["id"] == self.outcome.data), {})

    @property
    def answers(self) -> dict[str, Any]:
        """{question: answer} of what was answered, as plain values."""
        given = {question["id"]: plain(field.data) for question, field in self.questions}
        return {name: answer for name, answer in given.items() if answer not in (None, "", [])}

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        return all([sound, self.check_outcome(), self.check_answers(), self.check_day()])

    def check_outcome(self) -> bool:
        if not self.ending:
            self.outcome.errors = [_("Say how the call ended, with one of the buttons.")]
        return bool(self.ending)

    def check_answers(self) -> bool:
        if not self.ending.get("asks_answers"):
            return True
        missing = [
            field
            for question, field in self.questions
            if question["required"] and field.data in (None, "", [])
        ]
        for field in missing:
            field.errors = list(field.errors) or [
                _("Ask this one too. If there was no time, choose another day.")
            ]
        return not missing

    def check_day(self) -> bool:
        on, errors = self.again_on.data, list(self.again_on.errors)
        if on is None and not errors and self.ending.get("asks_time"):
            errors = [_("Which day suits the customer?")]
        elif on is not None and on < self.today:
            errors = [_("This day is over. Choose today or a later one.")]
        elif on is not None and on > self.today + FARTHEST:
            errors = [_("This is more than a year away. Choose an earlier day.")]
        self.again_on.errors = errors
        return not errors


def form_of(call: Callback, today: date) -> CallForm:
    """As sent, else filled with what is kept of a call that was reopened."""
    questions = call.body["questions"]
    fields = {field_of(question): a_field(question) for question in questions}
    made: Any = type("QuestionsForm", (CallForm,), {**fields, "call": call, "today": today})
    kept = {field_of(question): an_answer(question, call.answers) for question in questions}
    form: CallForm = made(data={**kept, "note": call.note})
    return form


def field_of(question: dict[str, Any]) -> str:
    return f"q_{question['id']}"


def a_field(question: dict[str, Any]) -> Field:
    kind, label = question["type"], words(question["ask"])
    if kind in ("yesno", "pick", "multi", *SCALES):
        choices = [SelectChoice(value=value, label=shown) for value, shown in choices_of(question)]
        return Several(label, choices=choices) if kind == "multi" else Pick(label, choices=choices)
    return Day(label, [Optional()]) if kind == "date" else StringField(label, [at_most(500), no_passcode])


def choices_of(question: dict[str, Any]) -> list[tuple[str, Any]]:
    if question["type"] == "yesno":
        return [("yes", _("Yes")), ("no", _("No"))]
    if question["type"] in SCALES:
        return [(str(step), str(step)) for step in SCALES[question["type"]]]
    return [(row["id"], words(row["label"])) for row in question["choices"]]


def plain(answer: Any) -> Any:
    return answer.isoformat() if isinstance(answer, date) else answer


def an_answer(question: dict[str, Any], answers: dict[str, Any]) -> Any:
    """The reverse of plain()."""
    answer = answers.get(question["id"])
    return date.fromisoformat(answer) if answer and question["type"] == "date" else answer
