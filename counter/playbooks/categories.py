"""The tree of categories that a playbook draws."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def lineage(category: str | None, categories: Iterable[Mapping[str, Any]]) -> list[str]:
    """A category and all above it, nearest first: the value of the fact item.category. Unknown ids stand alone."""
    parents = {row["id"]: row["parent"] for row in categories}
    found: list[str] = []
    while category is not None and category not in found:
        found.append(category)
        category = parents.get(category)
    return found


def picture(category: str, categories: Sequence[Mapping[str, Any]]) -> str:
    """The drawing of a category: its own, else that of the nearest above it, else a box."""
    drawn = {row["id"]: row.get("picture") for row in categories}
    return next((found for one in lineage(category, categories) if (found := drawn.get(one))), "box")
