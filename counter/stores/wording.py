"""The words for what was said of a store."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

COLUMNS = {
    "name": _("name of the store"), "address": _("address"), "phone": _("phone"), "parent_id": _("what it stands under"),
    "level": _("level"), "sells": _("whether it sells"), "services": _("whether it services"),
    "districts": _("districts"), "jurisdictions": _("country or province"),
    "capabilities": _("promises and what it has"), "opens_at": _("opening time"), "closes_at": _("closing time"),
    "fields": _("particulars"),
}  # fmt: skip
SHOWN = ("opens_at", "closes_at", "jurisdictions")  # short enough to stand there with what they were


def deed_of(entry: Any) -> str:
    """What an entry of the history says."""
    if entry.verb == "open":
        return gettext("opened the store")
    changed = [name for name in COLUMNS if name in (entry.changes or {})]
    return gettext(
        "changed %(what)s", what=gettext(", ").join(told(name, entry.changes[name]) for name in changed)
    )


def told(name: str, pair: Any) -> str:
    if name not in SHOWN:
        return str(COLUMNS[name])
    before, after = ("+".join(one) if isinstance(one, list) else str(one) for one in pair)
    return gettext("%(field)s %(before)s → %(after)s", field=COLUMNS[name], before=before, after=after)
