"""What is said on the phone: the plan's words with the names of this call in them."""

import re
from typing import Any

from counter.callbacks.models import Callback
from counter.columns import Words
from counter.languages import words

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def spoken(call: Callback, by: Any) -> dict[str, str]:
    """Opening, closing and manner in the reader's language."""
    names = {"store": words(call.store.name), "assistant": by.name, "hotline": call.store.phone}
    names["customer"] = call.customer.name
    script = call.body["script"]
    return {part: filled(script[part], names) for part in ("opening", "closing", "manner")}


def filled(text: Words | None, names: dict[str, str]) -> str:
    """A placeholder that nobody knows becomes a gap to be spoken over, never braces."""
    return PLACEHOLDER.sub(lambda found: names.get(found[1], "…"), words(text))
