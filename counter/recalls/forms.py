"""What head office says of a recall: which things, with which words, until when."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired

from counter.catalog.models import Product
from counter.forms import Form, at_most
from counter.languages import words
from counter.passcodes import no_passcode
from counter.recalls.reaching import NotARange, Reach, read
from counter.warranty.issuing import label_of

REMEDIES = {
    "repair": _("Looked at and put right"), "exchange": _("Exchanged for another"), "refund": _("Money given back"),
    "marking": _("Marks and warnings put right"),
}  # fmt: skip


class ReachForm(Form):
    """Sent by GET as well: there is nothing personal in it."""

    product = SelectMultipleField(_("Models"), choices=[], validate_choice=False)
    serial_from = StringField(_("First serial, or how they begin"), [at_most(40)], id="look-from")
    serial_until = StringField(_("Last serial"), [at_most(40)], id="look-until")
    reach: Reach | None = None
    known: frozenset[str] = frozenset()

    def offer(self, products: Sequence[Product]) -> Any:
        self.product.choices = [(str(one.id), words(label_of(one))) for one in products]
        self.known = frozenset(str(one.id) for one in products)
        return self

    @property
    def is_asked(self) -> bool:
        return bool(self.product.data or self.serial_from.data or self.serial_until.data)

    def look(self) -> bool:
        """Whether it names something; what is wrong stands at its field."""
        chosen = [int(one) for one in self.product.data or [] if one in self.known]
        try:
            self.reach = read(chosen, self.serial_from.data or "", self.serial_until.data or "")
        except NotARange as wrong:
            self[wrong.field].errors = [wrong.sentence]
        return self.reach is not None


class RecallForm(ReachForm):
    """looked_at: of which things it was shown how many there are."""

    looked_at = StringField(validators=[at_most(2000)])
    title_zh = StringField(
        _("What it is called, in Chinese"), [InputRequired(_("Give it a name.")), at_most(60)]
    )
    title_en = StringField(_("What it is called, in English"), [at_most(60)])
    words_zh = TextAreaField(
        _("What the caller says, in Chinese"), [InputRequired(_("What is to be said?")), at_most(600)]
    )
    words_en = TextAreaField(_("What the caller says, in English"), [at_most(600)])
    page_zh = TextAreaField(_("What the customer's page says, in Chinese"), [at_most(600)])
    page_en = TextAreaField(_("What the customer's page says, in English"), [at_most(600)])
    until_on = DateField(_("To be done by"), [InputRequired(_("By which day?"))])

    @property
    def title(self) -> dict[str, str]:
        return both(self.title_zh.data, self.title_en.data)

    @property
    def words(self) -> dict[str, str]:
        return both(self.words_zh.data, self.words_en.data)

    @property
    def page_words(self) -> dict[str, str]:
        said = both(self.page_zh.data or self.page_en.data, self.page_en.data)
        return said if said["zh"] else {}


def both(zh: str | None, en: str | None) -> dict[str, str]:
    return {"zh": zh or "", "en": en or zh or ""}


class StoppingForm(Form):
    because = StringField(_("Why is it stopped?"), [InputRequired(_("Say why.")), at_most(300), no_passcode])


class RemedyForm(Form):
    """A card's page may have several: each has its prefix()."""

    kind = RadioField(_("How it was dealt with"), [InputRequired(_("How was it dealt with?"))])
    words = StringField(_("More about it"), [at_most(300), no_passcode])

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.kind.choices = list(REMEDIES.items())


def prefix(recall: int, thing: int) -> str:
    return f"recall-{recall}-{thing}"
