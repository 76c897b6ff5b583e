"""The words for what the clock answers: remedies, layers, what still has to hold, what may yet move."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from counter.languages import day, language


def remedy_word(remedy: str) -> str:
    found = {
        "return": _("Return"),
        "exchange": _("Exchange"),
        "repair": _("Free repair"),
        "price_reduction": _("Lower price"),
        "loan": _("Loan"),
    }
    return found.get(remedy, remedy)


def chip_word(remedy: str) -> str:
    found = {
        "return": _("return"),
        "exchange": _("exchange"),
        "repair": _("repair"),
        "price_reduction": _("a lower price"),
        "loan": _("a loan"),
    }
    return found.get(remedy, remedy)


def layer_word(layer: str) -> str:
    found = {
        "law": _("Law"),
        "standard": _("Standard"),
        "mall": _("Mall"),
        "brand": _("Brand"),
        "store": _("Store"),
        "contract": _("Contract"),
    }
    return found.get(layer, layer)


def ask_word(fact: str) -> Any:
    found = {
        "fault.listed": _("if the fault is on the rule's list"),
        "fault.confirmed": _("if the fault is confirmed"),
        "fault.serious": _("if the fault is serious"),
        "item.intact": _("if it is as new"),
        "claim.good_reason": _("with a good reason"),
    }
    return found.get(fact, _("if the rule's condition holds"))


def doubt_sentence(doubt: str) -> str:
    found = {
        "rest_days": _("Days marked “for now” may move: the rest days of that year are not announced yet. They can only be later."),
        "start": _("The day of delivery is not known yet; until then the day of purchase counts."),
        "under_repair": _("It is being repaired; the time is added when it is back."),
        "sources": _("Copies of the rule differ here; the one that most shops follow is shown."),
    }
    return found.get(doubt, "")


def joint() -> str:
    """Between things that are listed."""
    return ", " if language() == "en" else "、"


def comma() -> str:
    """Between what is said of one thing."""
    return ", " if language() == "en" else "，"


def over(ended_on: date) -> str:
    """Short, since it stands in a column of dates: 06-22已过, ended 22 Jun."""
    return _("ended %(day)s", day=day(ended_on) if language() == "en" else ended_on.strftime("%m-%d"))
