import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Regexp

from counter.forms import Form


def plain(value: Any) -> Any:
    """Full-width digits and spaces, as a Chinese keyboard gives them."""
    return "".join(unicodedata.normalize("NFKC", value).split()) if isinstance(value, str) else value


class DigitsForm(Form):
    digits = StringField(
        _("Last four digits of your phone"),
        [
            InputRequired(_("Type the last four digits of your phone number.")),
            Regexp(r"^[0-9]{4}\Z", message=_("Type four digits: the last ones of your phone number.")),
        ],
        filters=[plain],
    )
