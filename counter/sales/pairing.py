"""The second IMEI of a phone for two SIMs that came into stock with the first one alone: its card has both."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from wtforms import StringField

from counter.catalog import identifiers
from counter.extensions import db
from counter.forms import at_most
from counter.languages import words
from counter.sales.forms import HandoverForm
from counter.sales.models import Sale, SaleLine
from counter.stock.models import Serial
from counter.warranty.lacking import has_two_imeis

PAIR = {"imei1", "imei2"}
FIELD = "imei2_"  # and the id of the line


def halves(sale: Sale) -> list[SaleLine]:
    return [
        line for line in sale.live_lines if has_two_imeis(line.product) and kinds_of(line) & PAIR == {"imei1"}
    ]


def kinds_of(line: SaleLine) -> set[str]:
    return {one.kind for one in line.unit.serials} if line.unit else set()


def name_of(line: SaleLine) -> str:
    return f"{FIELD}{line.id}"


def form_of(sale: Sale, **kw: Any) -> HandoverForm:
    """With a field for each that is missing."""
    fields = {name_of(line): StringField(label_of(line), [at_most(60)]) for line in halves(sale)}
    return type("HandoverForm", (HandoverForm,), fields)(**kw)


def label_of(line: SaleLine) -> str:
    first = next(one.value for one in line.unit.serials if one.kind == "imei1") if line.unit else ""
    return _(
        "Second IMEI of %(thing)s (the first ends in %(tail)s)", thing=words(line.label), tail=first[-4:]
    )


def fill(sale: Sale, form: HandoverForm) -> bool:
    """Keeps what was typed with the piece; False where something is wrong, which stands at its field."""
    is_sound = True
    for line in halves(sale):
        field = form[name_of(line)]
        if field.data and (sentence := kept(line, field.data)):
            field.errors, is_sound = [sentence], False
    return is_sound


def kept(line: SaleLine, typed: str) -> str:
    """What is wrong with it, or "" once it is kept."""
    assert line.unit is not None
    try:
        value = identifiers.check_imei(typed)
    except identifiers.IdentifierError as wrong:
        return str(wrong.sentence)
    if value in {one.value for one in line.unit.serials}:
        return _("This is the first IMEI again.")
    taken = _("Another piece in the books of a store has this number. Look at it again.")
    if db.session.scalar(select(Serial.id).where(Serial.value == value)) is not None:
        return taken
    try:
        with db.session.begin_nested():
            line.unit.serials.append(Serial(kind="imei2", value=value))
    except IntegrityError:
        return taken
    return ""
