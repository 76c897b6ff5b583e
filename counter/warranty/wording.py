"""The words for what is kept of cards as codes."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from counter.languages import iso, words
from counter.warranty.saying import joint

REASONS = {
    "here": _("The customer is here with it"),
    "phone": _("The customer asks by phone"),
    "other": _("Something else"),
}
VERBS = {
    "issue": _("issued the card"), "void": _("voided the card"),
    "take_in": _("took it in for repair"), "give_back": _("handed it back"), "exchange": _("exchanged it"),
    "put_right": _("put it right where it stands"),
    "withdraw_repair": _("struck out a repair"), "vary": _("noted another variant of it"),
    "give_up": _("took a thing back"), "give_up_some": _("took some of the pieces back"),
    "part": _("parted some of the pieces from the others"),
    "recount": _("decided whether a repair counts"),
    "remedy_recall": _("did what a recall asks for"), "withdraw_remedy": _("said that a recall is not done after all"),
    "make_link": _("made the customer's page"), "revoke_link": _("closed the customer's page"),
}  # fmt: skip
FIELDS = {
    "name": _("name"), "phone": _("phone"), "address": _("address"), "postcode": _("postcode"),
    "invoice_number": _("invoice number"), "sold_on": _("bought"), "delivered_on": _("delivered"), "installed_on": _("put up"), "activated_on": _("activated"), "ends_on": _("covered until"),
    "quantity": _("pieces"), "label": _("thing"),
}  # fmt: skip
VERSIONS = VERBS | {
    "correct": _("corrected the card"), "transfer": _("handed the card to a new owner"), "give_up": _("took back what was returned"),
}  # fmt: skip
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def told(value: str | None) -> str:
    return iso(date.fromisoformat(value)) if value and DAY.fullmatch(value) else value or "–"


def deed_of(entry: Any, personal: Mapping[int, Any]) -> str:
    """What an entry of the history says. personal: by entry, what is kept apart."""
    if entry.verb == "reveal":
        said = personal.get(entry.id, {}).get("words", [None, ""])[1]
        reason = said or str(REASONS.get(entry.changes["reason"][1], ""))
        store = words(entry.changes["store"][1])
        return gettext("opened the card in %(store)s: %(reason)s", store=store, reason=reason)
    if entry.verb == "transfer":
        since = iso(date.fromisoformat(entry.changes["taken_over_on"][1]))
        if "store" in entry.changes:
            store = words(entry.changes["store"][1])
            return gettext(
                "handed the card to a new owner in %(store)s, theirs since %(day)s", store=store, day=since
            )
        return gettext("handed the card to a new owner, theirs since %(day)s", day=since)
    if entry.verb == "give_up" and entry.changes.get("quantity", [1])[0] > 1:
        return gettext("took %(num)d pieces back", num=entry.changes["quantity"][0])
    if entry.verb == "give_up_some":
        before, after = entry.changes["quantity"]
        return gettext("took %(num)d of %(all)d pieces back", num=before - after, all=before)
    if entry.verb == "part":
        before, after = entry.changes["quantity"]
        return gettext("parted %(num)d of %(all)d pieces from the others", num=before - after, all=before)
    if entry.verb == "correct":
        changed = [FIELDS[field] for field in FIELDS if field in personal.get(entry.id, {})]
        plain = [
            (FIELDS[field], *map(told, entry.changes[field]))
            for field in FIELDS
            if field in entry.changes and entry.changes[field][0] != entry.changes[field][1]
        ]
        changed += [
            gettext("%(field)s %(before)s → %(after)s", field=f, before=b, after=a) for f, b, a in plain
        ]
        return gettext("corrected the card: %(what)s", what=joint().join(map(str, changed)))
    return str(VERBS.get(entry.verb, entry.verb))
