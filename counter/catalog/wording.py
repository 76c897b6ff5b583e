"""The words for what was done to a product."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from counter.amounts import plain
from counter.history.saying import changed

COLUMNS = {
    "category_code": _("kind"), "name": _("name"), "variant": _("variant"), "brand": _("brand"), "code": _("code"),
    "price": _("list price"), "barcodes": _("barcodes"), "sold_since": _("sold since"),
    "sold_until": _("no longer sold since"), "material": _("material"), "parts": _("parts"), "spec": _("figures"),
}  # fmt: skip
SHOWN = ("code", "price", "sold_since", "sold_until")  # short enough to stand there with what they were


def deed_of(entry: Any) -> str:
    """What an entry of the history says."""
    if entry.verb == "add":
        return gettext("added the product")
    return changed(entry, COLUMNS, SHOWN, said)


def said(name: str, value: Any) -> str:
    return "–" if value is None else plain(value) if name == "price" else str(value)
