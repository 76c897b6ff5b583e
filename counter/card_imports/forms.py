"""The file, and which of its columns is what."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from counter.card_imports.columns import FIELDS, LABELS, NEEDED
from counter.forms import Form
from counter.letters import NAMES

LETTERS = [SelectChoice(value, text) for value, text in (("", _("Found out by itself")), *NAMES.items())]


class FileForm(Form):
    file = FileField(_("File"), [FileRequired(_("Choose a file first."))])
    letters = SelectField(_("Letters of a CSV file"), choices=LETTERS, default="")


class ColumnsForm(Form):
    """columns: {field: place of its column}, as chosen."""

    needed = _("This is needed on every card.")
    twice = _("This column is chosen twice.")

    def offer(self, headings: list[str], but: Collection[str]) -> "ColumnsForm":
        """but: the fields that the store's trade does not need."""
        for name in but:
            if name in self:
                del self[name]
        shown = [heading or _("column %(num)d", num=place + 1) for place, heading in enumerate(headings)]
        for field in self.fields:
            field.choices = [("", _("none")), *((str(place), text) for place, text in enumerate(shown))]
        return self

    @property
    def fields(self) -> list[Any]:
        return [self[name] for name in FIELDS if name in self]

    @property
    def columns(self) -> dict[str, int]:
        return {field.name: int(field.data) for field in self.fields if field.data}

    def is_sound(self, headings: list[str]) -> bool:
        sound = self.validate_on_submit()
        places = {"", *map(str, range(len(headings)))}
        chosen = Counter(field.data for field in self.fields if field.data)
        for field in self.fields:
            if field.data not in places:
                field.data = ""
            if field.name in NEEDED and not field.data:
                field.errors = [self.needed]
            elif field.data and chosen[field.data] > 1:
                field.errors = [self.twice]
        return sound and not any(field.errors for field in self.fields)


for name in FIELDS:
    setattr(ColumnsForm, name, SelectField(LABELS[name], choices=[], validate_choice=False, default=""))
