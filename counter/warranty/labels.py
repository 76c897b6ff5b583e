"""What a thing is called in a list of many: in the reader's language, short, and with what else is on its card."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from counter.warranty.saying import Said


def told(label: Any, language: str) -> str:
    """A label as the database gives it (SQLite: JSON), in the reader's language."""
    return told_of_json(label, language) if isinstance(label, str) else told_of(label, language)


@lru_cache(4000)
def told_of_json(label: str, language: str) -> str:
    return told_of(json.loads(label), language)


def told_of(text: dict[str, str], language: str) -> str:
    return str((text.get("en") if language == "en" else text.get("zh")) or text.get("zh") or "")


def short(label: str) -> str:
    """The name without its variant (issuing.label_of)."""
    return label.split("，")[0].split(", ")[0]


def with_others(thing: str, lines: Sequence[Any], spoken: Said) -> str:
    """And how many other kinds of things; pieces of one kind that have a life of their own by now are no other kind."""
    kinds = {short(told(line.label, spoken.language)) for line in lines if line.label}
    return spoken.more % {"thing": thing, "num": len(kinds) - 1} if len(kinds) > 1 else thing
