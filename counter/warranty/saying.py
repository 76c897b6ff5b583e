"""The words for what the clock answers: remedies, layers, what still has to hold, what may yet move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from counter.languages import days_until, iso, language
from counter.warranty.doubts import DOUBTS


def remedy_word(remedy: str) -> str:
    found = {
        "return": _("Return"),
        "exchange": _("Exchange"),
        "repair": _("Free repair"),
        "price_reduction": _("Lower price"),
        "loan": _("Loan"),
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
        "claim.still_faulty": _("if it still fails"),
        "claim.good_reason": _("with a good reason"),
        "claim.delay_cause": _("if that is the cause"),
        "claim.first_remedy": _("if the first repair or exchange did not put it right"),
        "claim.same_model_available": _("if the same model is not to be had"),
        "claim.wants_money": _("or if money is wanted instead"),
        "fault.id": _("for this fault alone"),
    }
    return found.get(fact, _("if the rule's condition holds"))


def doubt_sentence(doubt: str) -> str:
    return str(DOUBTS.get(doubt, ""))


def perhaps_word(exchanged_on: date) -> str:
    """Beside what may be open again since that day."""
    return doubt_sentence("window_after_exchange") % {"day": iso(exchanged_on)}


def joint() -> str:
    """Between things that are listed."""
    return ", " if language() == "en" else "、"


def comma() -> str:
    """Between what is said of one thing."""
    return ", " if language() == "en" else "，"


@dataclass(frozen=True)
class Said:
    """What a hit of the look-up needs, in one language: it is answered at every letter that one types, so the words are
    looked up once."""

    language: str
    words: dict[str, str]
    may: dict[str, str]
    today: str
    over: str
    lasting: str
    more: str
    joint: str
    ask: str

    def until(self, on: date) -> str:
        return on.isoformat() if self.language != "en" else written(on)

    def lasts(self, on: date) -> str:
        return self.lasting % {"day": self.until(on)}

    def left(self, days: int) -> str:
        return days_left(days, self.language)

    def ended(self, on: date, today: date) -> str:
        """Short, since it stands in a column of dates: 06-22已过; with its year when that is not plain."""
        if self.language == "en":
            return self.over % {"day": written(on)}
        return self.over % {"day": on.strftime("%m-%d") if (today - on).days < 300 else on.isoformat()}

    def counted(self, cards: int) -> str:
        return card_count(cards, self.language)

    def right(self, remedy: str) -> str:
        return self.ask % {"what": self.may[remedy]}

    def chip(self, remedies: Sequence[str]) -> str:
        return self.today % {"what": self.joint.join(self.may[one] for one in remedies)}


@cache
def said(language: str) -> Said:
    """language: the reader's, which is the one of this request."""
    words = {
        "today": _("Today"), "until": _("Until"), "part": _("Part"), "covered": _("What is covered"), "void": _("Void"),
        "nothing": _("Nothing is covered today"), "return": _("Return"), "exchange": _("Exchange"), "for_now": _("for now"),
        "narrow": _("Narrow down"), "cards": _("Cards %(first)d to %(last)d."), "more": _("More"), "shown": _("%(num)d shown"),
    }  # fmt: skip
    may = {
        "return": _("return"),
        "exchange": _("exchange"),
        "repair": _("repair"),
        "price_reduction": _("a lower price"),
        "loan": _("a loan"),
    }
    marks = {"what": "%(what)s", "day": "%(day)s", "thing": "%(thing)s", "num": "%(num)s"}
    today, over = _("Today: %(what)s", what=marks["what"]), _("ended %(day)s", day=marks["day"])
    more = _("%(thing)s and %(num)s more", thing=marks["thing"], num=marks["num"])
    lasting = _("Rights until %(day)s", day=marks["day"])
    ask = _("Right to ask for %(what)s", what=marks["what"])
    words["gap"] = " " if language == "en" else ""  # between two sentences
    return Said(language, words, may, today, over, lasting, more, joint(), ask)


@lru_cache(4000)
def written(on: date) -> str:
    """12 Nov 2027: for columns, where every line has its year."""
    return format_date(on, "d MMM yyyy")


@lru_cache(100)
def card_count(cards: int, language: str) -> str:
    return ngettext("%(num)d warranty card", "%(num)d warranty cards", cards)


@lru_cache(400)
def days_left(days: int, language: str) -> str:
    start = date(2026, 1, 1)
    return days_until(start + timedelta(days), start)


def over(ended_on: date, today: date) -> str:
    return said(language()).ended(ended_on, today)
