"""What is asked when things are sent, scanned in, or help is asked for."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from counter.forms import Form, at_most
from counter.passcodes import no_passcode
from counter.stores.forms import PlaceField
from counter.stores.network import Place
from counter.tickets import numbers
from counter.tickets.forms import DeedForm

MOST = 50  # in one parcel


class ParcelForm(Form):
    """numbers: of tickets, one a line, as a scanner types them. stored: those, each once."""

    to = PlaceField(_("Where to"), unless=_("Choose where it goes."))
    numbers = TextAreaField(
        _("Numbers of the tickets, one a line"), [InputRequired(_("Scan the slips of what you send."))]
    )
    words = StringField(_("Note"), [at_most(300), no_passcode], id="parcel-words")

    def offer(self, places: Sequence[Place]) -> "ParcelForm":
        self.to.offer(places)
        return self

    @property
    def typed(self) -> list[str]:
        lines = (self.numbers.data or "").replace(",", "\n").replace("，", "\n").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def validate_numbers(self, field: Any) -> None:
        wrong = [line for line in self.typed if numbers.read(line) is None]
        if wrong:
            shown = ", ".join(line[:20] for line in wrong[:MOST])
            raise ValidationError(
                ngettext(
                    "%(shown)s is no ticket's number; it looks like NM-6-4K2W-A.",
                    "%(shown)s are no tickets' numbers; one looks like NM-6-4K2W-A.",
                    len(wrong),
                    shown=shown,
                )
            )
        if len(self.typed) > MOST:
            raise ValidationError(gettext("No more than %(max)d in one parcel.", max=MOST))


class ArrivalForm(Form):
    number = StringField(
        _("Number on the slip, or of the parcel"), [InputRequired(_("Scan what has arrived.")), at_most(40)]
    )


class LossForm(Form):
    because = TextAreaField(
        _("What was done to find it"),
        [InputRequired(_("Say where it was looked for, and who was asked.")), at_most(300), no_passcode],
    )


class PointForm(DeedForm):
    """Who goes instead."""

    point = PlaceField(_("Who goes instead"), unless=_("Choose a point of the list."), id="other-point")
    because = StringField(
        _("Why?"),
        [InputRequired(_("Say why; it stays with the ticket.")), at_most(300), no_passcode],
        id="point-because",
    )

    def offer(self, places: Sequence[Place]) -> "PointForm":
        self.point.offer(places)
        return self


class HandUpForm(DeedForm):
    reason = TextAreaField(
        _("What help is needed"),
        [InputRequired(_("Say what you need from above.")), at_most(500), no_passcode],
        id="help-reason",
    )


class HandDownForm(DeedForm):
    decided = TextAreaField(
        _("What is decided"),
        [InputRequired(_("Say what is decided.")), at_most(500), no_passcode],
        id="help-decided",
    )
