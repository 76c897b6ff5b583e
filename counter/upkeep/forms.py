"""A day for a visit; its list, made into fields; why it is not wanted."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import HiddenInput

from counter.deliveries.forms import WORDS, offered
from counter.forms import Day, Form, at_most
from counter.languages import words
from counter.passcodes import no_passcode
from counter.stores.forms import PlaceField
from counter.stores.network import Place

STATES = {"ok": _("In order"), "not": _("Not in order")}


class VersionForm(Form):
    """Which state of the visit was on the screen."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def is_of(self, visit: Any) -> bool:
        return bool(self.version.data == visit.version)


class AgreeForm(VersionForm):
    on = Day(_("Day of the visit"), [InputRequired(_("Which day suits the customer?"))], id="agree-on")
    slot = RadioField(_("Time of day"), choices=offered(WORDS), default="morning")
    address = StringField(_("Address"), [InputRequired(_("Where do we go?")), at_most(200), no_passcode])
    words = StringField(_("For whoever goes"), [at_most(500), no_passcode], id="agree-words")


class DropForm(VersionForm):
    because = StringField(
        _("Why not?"), [DataRequired(_("Say why; it stays on the card.")), at_most(200), no_passcode]
    )


class PointForm(VersionForm):
    """Who goes instead."""

    point = PlaceField(_("Who goes instead"), unless=_("Choose a point of the list."))
    because = StringField(
        _("Why?"),
        [DataRequired(_("Say why; it stays with the visit.")), at_most(200), no_passcode],
        id="point-because",
    )

    def offer(self, places: Sequence[Place]) -> "PointForm":
        self.point.offer(places)
        return self


class ListForm(VersionForm):
    """on: today unless somebody says otherwise."""

    on = Day(_("Done on"), [InputRequired(_("Which day?"))])
    words = TextAreaField(_("What else there was"), [at_most(500), no_passcode])
    items: list[dict[str, Any]]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """(field of its state, field of its note) of each item."""
        return [(self[f"state_{one['id']}"], self[f"note_{one['id']}"]) for one in self.items]

    @property
    def results(self) -> list[dict[str, Any]]:
        return [
            {"id": one["id"], "state": state.data or "", "note": note.data or ""}
            for one, (state, note) in zip(self.items, self.rows, strict=True)
        ]


class State(RadioField):
    def pre_validate(self, form: Any) -> None:
        """None chosen is said once, in our words."""


def list_form(items: list[dict[str, Any]], results: list[dict[str, Any]], **kw: Any) -> ListForm:
    """As sent, else filled with what is kept of a visit that was reopened."""
    fields: dict[str, Any] = {"items": items}
    kept: dict[str, Any] = {}
    for one in items:
        choices = [SelectChoice(value=value, label=label) for value, label in STATES.items()]
        fields[f"state_{one['id']}"] = State(words(one["label"]), [said], choices=choices)
        fields[f"note_{one['id']}"] = StringField(_("Note"), [at_most(200), no_passcode])
    for row in results:
        kept |= {f"state_{row['id']}": row["state"], f"note_{row['id']}": row["note"]}
    made: Any = type("VisitListForm", (ListForm,), fields)
    form: ListForm = made(data={**kept, **kw.pop("data", {})}, **kw)
    return form


def said(form: Any, field: Any) -> None:
    from wtforms.validators import StopValidation

    if field.data not in STATES:
        raise StopValidation(str(_("In order, or not? Tap one.")))
