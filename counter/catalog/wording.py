"""The words for what was done to a product."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from counter.amounts import plain

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
    changed = [name for name in COLUMNS if name in (entry.changes or {})]
    return gettext(
        "changed %(what)s", what=gettext(", ").join(told(name, entry.changes[name]) for name in changed)
    )


def told(name: str, pair: Any) -> str:
    if name not in SHOWN:
        return str(COLUMNS[name])
    before, after = ("–" if one is None else plain(one) if name == "price" else str(one) for one in pair)
    return gettext("%(field)s %(before)s → %(after)s", field=COLUMNS[name], before=before, after=after)
