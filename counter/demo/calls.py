"""The demo's calls that were made before today: by whom, when, and what came of them."""

from datetime import datetime
from typing import Any

from counter.callbacks.completing import complete
from counter.callbacks.models import Callback

KIND_WORDS = {"yesno": "yes", "scale5": "5", "scale10": "9", "text": "都好用"}


def settle(call: Callback, outcome: str, by: Any, at: datetime, note: str = "") -> Callback | None:
    """Ends an open call as the page does, contented answers included; gives back the next try, if there is one."""
    ending = next(one for one in call.body["outcomes"] if one["id"] == outcome)
    asked = [
        question for question in call.body["questions"] if question["required"] and ending["asks_answers"]
    ]
    answers = {q["id"]: KIND_WORDS[q["type"]] for q in asked if q["type"] in KIND_WORDS}
    return complete(call, outcome, by, at, answers=answers, note=note)
