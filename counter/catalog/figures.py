"""The figures of a specification in fields: what each looks like there, and what was meant by what was typed.

Lists (what is in the box) have no field; neither has what the product keeps in columns of its own.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from counter.amounts import NotAnAmount, minor, plain, ungrouped
from counter.forms import at_most
from counter.languages import words

TYPES = ("text", "number", "count", "percent", "money", "yesno")
OWN = ("brand", "material")
BETWEEN = " / "
MOST = 9_999_999
Row = Mapping[str, Any]


class NotAFigure(ValueError):
    """`sentence` says what is wanted."""

    @property
    def sentence(self) -> Any:
        return self.args[0]


def rows_of(book: Mapping[str, Any]) -> list[Row]:
    return [row for row in book.get("item_fields", []) if row["type"] in TYPES and row["id"] not in OWN]


def name_of(row: Row) -> str:
    return f"figure_{row['id']}"


def fields_of(book: Mapping[str, Any]) -> dict[str, Any]:
    return {name_of(row): field_of(row) for row in rows_of(book)}


def field_of(row: Row) -> Any:
    label, unit = words(row["label"]), "%" if row["type"] == "percent" else row.get("unit")
    label = gettext("%(figure)s (%(unit)s)", figure=label, unit=unit) if unit else label
    if row["type"] == "yesno":
        answers = {"": gettext("Not said"), "yes": gettext("Yes"), "no": gettext("No")}
        choices = [SelectChoice(*pair) for pair in answers.items()]
        return SelectField(label, choices=choices, validate_choice=False)
    return StringField(label, [at_most(200)])


def spelt(value: Any, row: Row) -> str:
    """As it stands in its field: 雀芯8 / Larkchip 8, 5200, 6400.50, yes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return BETWEEN.join(dict.fromkeys(one for one in (value.get("zh"), value.get("en")) if one))
    return plain(value) if row["type"] == "money" and isinstance(value, int) else str(value)


def read(form: Any, rows: Sequence[Row], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The specification as it is to be kept; what is wrong stands at its field, and what nobody touched stays as it was."""
    spec = dict(kept)
    for row in rows:
        field = form[name_of(row)]
        typed = field.data or ""
        if field.errors or typed == spelt(kept.get(row["id"]), row):
            continue
        try:
            spec[row["id"]] = meant(typed, row)
        except NotAFigure as wrong:
            field.errors = [str(wrong.sentence)]
    return {name: value for name, value in spec.items() if value is not None}


def meant(typed: str, row: Row) -> Any:
    """None for nothing. Raises NotAFigure."""
    if not typed:
        return None
    match row["type"]:
        case "text":
            zh, _slash, en = (part.strip() for part in typed.partition(BETWEEN))
            return {"zh": zh, "en": en} if zh and en else zh or en
        case "yesno":
            if typed not in ("yes", "no"):
                raise NotAFigure(_("Choose one of the list."))
            return typed == "yes"
        case "money":
            try:
                return minor(typed, least=0)
            except NotAnAmount as wrong:
                raise NotAFigure(wrong.sentence) from None
        case _:
            return whole(typed, 100 if row["type"] == "percent" else MOST)


def whole(typed: str, most: int) -> int:
    digits = ungrouped(unicodedata.normalize("NFKC", typed))
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) <= most):
        raise NotAFigure(_("A whole number up to %(most)s is wanted here.", most=f"{most:,}"))
    return int(digits)
