from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import AnyOf, ValidationError

from counter.checklists.models import STATES
from counter.checklists.ticking import Tick
from counter.forms import Form, at_most


class TickForm(Form):
    """One item's own form. A figure may come without a tap: then it decides."""

    item = StringField("", validators=[at_most(40)])
    subject = StringField("", validators=[at_most(40)])
    version = StringField("", validators=[at_most(12)])
    state = StringField(
        "",
        default="",
        validators=[AnyOf(("", *STATES), message=_("Tap OK, needs fixing or not applicable."))],
    )
    value = StringField("", validators=[at_most(40)])
    note = StringField("", validators=[at_most(500)])
    is_stale = False

    def is_about(self, item: Any) -> bool:
        return bool((self.item.data, self.subject.data or "") == (item.code, item.subject))

    def validate_state(self, field: StringField) -> None:
        if not field.data and not self.value.data:
            raise ValidationError(_("Tap OK, needs fixing or not applicable."))

    def tick(self) -> Tick:
        version = self.version.data or "1"
        return Tick(
            code=self.item.data or "",
            subject=self.subject.data or "",
            state=self.state.data or "ok",
            figure=self.value.data or "",
            note=self.note.data or "",
            version=int(version) if version.isascii() and version.isdigit() else 0,
        )

    @property
    def sentences(self) -> list[Any]:
        """What is wrong and has no field of its own in the item."""
        fields = (self.item, self.subject, self.version, self.state)
        return [*self.form_errors, *(error for field in fields for error in field.errors)]
