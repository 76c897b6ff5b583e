"""The words for what is kept of claims back as codes."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from counter.languages import words

STAGES = {
    "empty": _("Nothing left"), "made": _("To be sent"), "sent": _("Sent"), "accepted": _("Accepted"), "refused": _("Refused"), "paid": _("Paid"),
}  # fmt: skip
TONES = {"empty": "", "made": "attention", "sent": "now", "accepted": "now", "refused": "late", "paid": "ok"}
WHAT = {"repair": _("Repair"), "exchange": _("Exchange"), "return": _("Money back")}
PAYERS = {"maker": _("Brand"), "carrier": _("Carrier")}
VERBS = {
    "make": _("made the claim"), "correct": _("put it right"), "replace": _("added what was done since"), "send": _("sent it"), "answer": _("noted the answer"),
    "pay": _("noted the money"), "take_back": _("took the last entry back"), "withdraw": _("took it out of its list"), "name": _("said who owes it"),
    "take_out": _("took out what was taken back"),
    "count_anew": _("took out what was taken back; the amount is the sum of what is left, no longer the one put right before"),
}  # fmt: skip


def name_of(debtor: Any, payer: str) -> str:
    """Who owes it; where nobody named it, what it is."""
    if found := words(debtor):
        return found
    return gettext("Brand not named") if payer == "maker" else gettext("Carrier not named")


def deed_of(entry: Any) -> str:
    return str(VERBS.get(entry.verb, entry.verb))
