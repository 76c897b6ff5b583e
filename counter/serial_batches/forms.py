"""What is asked of a batch of serials."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from counter.forms import Form, at_most

MOST_CHARACTERS = 900_000


class BatchForm(Form):
    unknown: dict[str, str] | None = None  # as in OldCardForm

    product = StringField(_("Product"), [DataRequired(_("What was bought?")), at_most(100)])
    product_id = RadioField(_("Which of these?"), [Optional()], coerce=int, choices=[], validate_choice=False)
    sold_on = DateField(_("Bought on"), [InputRequired(_("When was it bought?"))])
    invoice_number = StringField(_("Invoice number"), [at_most(40)])
    unread = BooleanField(_("There is no invoice number"))
    serials = TextAreaField(_("Serials"), [at_most(MOST_CHARACTERS)])
    one_imei = BooleanField(_("One IMEI each is all we have"))
    file = FileField(_("Or a file"))

    def say(self, field: str, sentence: Any) -> None:
        self[field].errors = [*self[field].errors, sentence]
