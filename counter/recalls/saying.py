"""What the caller of a recall has before them: head office's words, how the call may end, until when it is to be done."""

from datetime import date
from typing import Any

from counter.columns import Words
from counter.recalls.models import Recall

PLAN = "recall"
CLOSING = {
    "zh": "检查和处理都不收费。有疑问随时打{{hotline}}。",
    "en": "Looking at it and putting it right cost you nothing. For any question call {{hotline}}.",
}
MANNER = {
    "zh": "不推销，不谈别的。找不到人就换个时间再打，打到为止。",
    "en": "Sell nothing and speak of nothing else. Nobody there: try at another hour, until it is done.",
}
REMINDS = {"zh": "{day}前打完", "en": "To be done by {day}"}
TRIES = {"max": 9, "spacing": "P1D"}


def body(recall: Recall, book: dict[str, Any], about: Words, due_on: date) -> dict[str, Any]:
    """The call's own copy, as callbacks keep a plan. Nobody can take back a consent that it does not rest on."""
    outcomes = [one for one in book["outcomes"] if not one["withdraws"]]
    reminds = {language: text.format(day=recall.until_on.isoformat()) for language, text in REMINDS.items()}
    return {
        "audience": {"basis": "contract", "consent": None}, "compulsory": True, "role": "assistant", "tries": TRIES,
        "ended_by": ["card_void", "recall_stopped", "recall_remedied"], "repeat": None, "reminds": reminds, "questions": [],
        "script": {"opening": recall.words, "closing": CLOSING, "manner": MANNER}, "outcomes": outcomes, "tried": 0,
        "about": about, "round_on": due_on.isoformat(),
    }  # fmt: skip
