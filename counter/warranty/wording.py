"""The words for what is kept of cards as codes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from counter.languages import words

REASONS = {
    "here": _("The customer is here with it"),
    "phone": _("The customer asks by phone"),
    "other": _("Something else"),
}
VERBS = {"issue": _("issued the card"), "void": _("voided the card")}


def deed_of(entry: Any, personal: Mapping[int, Any]) -> str:
    """What an entry of the history says. personal: by entry, what is kept apart."""
    if entry.verb == "reveal":
        said = personal.get(entry.id, {}).get("words", [None, ""])[1]
        reason = said or str(REASONS.get(entry.changes["reason"][1], ""))
        store = words(entry.changes["store"][1])
        return gettext("opened the card in %(store)s: %(reason)s", store=store, reason=reason)
    return str(VERBS.get(entry.verb, entry.verb))
