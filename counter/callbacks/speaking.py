"""What is said on the phone: the plan's words with the names of this call in them; and answers and days as read."""

import re
from datetime import date
from typing import Any

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _

from counter.callbacks.models import Callback
from counter.columns import Words
from counter.languages import language, words

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")

# What an answer leads to, by the playbook's answer_deeds.
ACTS = {
    "ticket": _("Write the problem down below; a ticket is opened when the call is saved."),
    "appointment": _("Agree on a day and write it down below."),
    "opportunity": _("Worth a note below: it may become a sale."),
    "thank_referrer": _("Thank them, and note whom they sent."),
}


def wants_ticket(call: Callback) -> bool:
    """Whether an answer says that something is wrong."""
    acts = [(row["act"], call.answers.get(row["id"])) for row in call.body["questions"] if row.get("act")]
    return any(act["do"] == "ticket" and answer and act["when"] in ("any", answer) for act, answer in acts)


def spoken(call: Callback, by: Any) -> dict[str, str]:
    """Opening, closing and manner in the reader's language."""
    names = {"store": words(call.store.name), "assistant": by.name, "hotline": call.store.phone}
    names["customer"] = call.customer.name
    script = call.body["script"]
    return {part: filled(script[part], names) for part in ("opening", "closing", "manner")}


def filled(text: Words | None, names: dict[str, str]) -> str:
    """A placeholder that nobody knows becomes a gap to be spoken over, never braces."""
    return PLACEHOLDER.sub(lambda found: names.get(found[1], "…"), words(text))


def said(question: dict[str, Any], answer: Any) -> str:
    """An answer as one reads it: yes and no, 4/5, the chosen word."""
    kind = question["type"]
    if kind == "yesno":
        return gettext("Yes") if answer == "yes" else gettext("No")
    if kind in ("scale5", "scale10"):
        return f"{answer}/{kind.removeprefix('scale')}"
    if kind in ("pick", "multi"):
        chosen = answer if isinstance(answer, list) else [answer]
        return gettext(", ").join(words(row["label"]) for row in question["choices"] if row["id"] in chosen)
    return str(answer)


def near(on: date, today: date) -> str:
    """The weekday within a week, as people say it; else the date."""
    if on == today:
        return gettext("today")
    if (on - today).days == 1:
        return gettext("tomorrow")
    pattern = "d MMM" if language() == "en" else "M月d日"
    return format_date(on, "EEE" if abs((on - today).days) < 7 else pattern)
