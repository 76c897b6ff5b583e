"""The words for what was said of a store."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from counter.history.saying import changed

COLUMNS = {
    "name": _("name of the store"), "address": _("address"), "phone": _("phone"), "parent_id": _("what it stands under"),
    "level": _("level"), "sells": _("whether it sells"), "services": _("whether it services"),
    "districts": _("districts"), "jurisdictions": _("country or province"),
    "capabilities": _("promises and what it has"), "opens_at": _("opening time"), "closes_at": _("closing time"),
    "closed_days": _("days on which it is closed"), "fields": _("particulars"),
}  # fmt: skip
SHOWN = ("opens_at", "closes_at", "jurisdictions")  # short enough to stand there with what they were


def deed_of(entry: Any, spelt: Callable[[Sequence[str]], str]) -> str:
    """What an entry of the history says. spelt: whose rules bind a store, in words."""
    if entry.verb == "open":
        return gettext("opened the store")
    return changed(
        entry, COLUMNS, SHOWN, lambda name, value: spelt(value) if name == "jurisdictions" else str(value)
    )
