"""What head office says of a recall: which things, with which words, until when."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired

from counter.catalog.describing import label_of
from counter.catalog.models import Product
from counter.forms import Form, at_most
from counter.languages import words
from counter.passcodes import no_passcode
from counter.recalls import naming
from counter.recalls.reaching import NotARange, Reach, read
from counter.warranty.forms import NO_SUCH_PRODUCT

MOST_MODELS = 100
REMEDIES = {
    "repair": _("Looked at and put right"), "exchange": _("Exchanged for another"), "refund": _("Money given back"),
    "marking": _("Marks and warnings put right"),
}  # fmt: skip


class ReachForm(Form):
    """Sent by GET as well: there is nothing personal in it."""

    product = SelectMultipleField(_("Models"), choices=[], validate_choice=False)
    model = StringField(_("Model"), [at_most(100)])
    looked_for = HiddenField()  # what was typed when the models were shown that one may tick
    serial_from = StringField(_("First serial, or how they begin"), [at_most(40)], id="look-from")
    serial_until = StringField(_("Last serial"), [at_most(40)], id="look-until")
    reach: Reach | None = None

    def look(self) -> bool:
        """Whether it names something; what is wrong stands at its field."""
        ids = self.name_models()
        if self.model.errors or self.product.errors:
            return False
        try:
            self.reach = read(ids, self.serial_from.data or "", self.serial_until.data or "")
        except NotARange as wrong:
            self[wrong.field].errors = [wrong.sentence]
        return self.reach is not None

    def name_models(self) -> list[int]:
        """The ids of those that are ticked, and of what was typed: of a model all variants, of a code or barcode that one. Where
        several are called so, all of them can be ticked."""
        typed = (self.model.data or "").replace("\x00", "")[:100].strip()
        ticked, found = naming.numbered(self.product.data or []), naming.called(typed) if typed else []
        if len(ticked) < len(set(self.product.data or [])):
            self.product.errors = [
                _("A model that was chosen is not in the catalogue. Look at those that are left.")
            ]
        found = naming.meant(typed, found)
        is_one = naming.is_one_model(found)
        if is_one:
            ticked += [one for one in found if one not in ticked]
        if len(ticked) > MOST_MODELS:
            self.product.errors = [_("A recall is of at most %(most)d models.", most=MOST_MODELS)]
        is_chosen = typed == self.looked_for.data and any(one in ticked for one in found)
        if is_one or is_chosen:
            typed, found = "", []
        if typed:
            self.model.errors = [several(len(found)) if found else NO_SUCH_PRODUCT]
        self.model.data = self.looked_for.data = typed
        shown = [*ticked, *(one for one in found[: naming.MOST_FOUND] if one not in ticked)]
        self.product.choices = [(str(one.id), words(label_of(one))) for one in shown]
        self.product.data = [str(one.id) for one in ticked]
        return [one.id for one in ticked]


def several(found: int) -> Any:
    if found <= naming.MOST_FOUND:
        return _("Several are called so. Tick those that are meant.")
    return _(
        "More than %(most)d are called so, and the first stand below. Type more of it, or tick those that are meant.",
        most=naming.MOST_FOUND,
    )


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


class WideningForm(Form):
    """others: the variants of its models that are not of it."""

    variant = SelectMultipleField(
        _("Which are recalled, too?"), [InputRequired(_("Choose at least one."))], choices=[]
    )

    def __init__(self, others: Sequence[Product], *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.variant.choices = [(str(one.id), words(label_of(one))) for one in others]


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
