"""The ways to see fewer of the many cards that a text finds: letters, and behind a dot a category ("lb.phone").

l, still covered; h, of the store that the person works in now; b, bought within 30 days; a category with all below it.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import current_app

from counter.columns import Words
from counter.playbooks.categories import lineage
from counter.playbooks.models import in_force
from counter.stores.models import Store

LETTERS, WITHIN, MOST = "hbl", timedelta(days=30), 6
CATEGORY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read(typed: str) -> str:
    """What was sent: each letter once, in their order; what is no category is left out."""
    letters, _, category = typed[:60].partition(".")
    known = "".join(letter for letter in LETTERS if letter in letters[:9])
    return f"{known}.{category}" if CATEGORY.fullmatch(category) else known


def parts(only: str) -> tuple[str, str]:
    letters, _, category = only.partition(".")
    return letters, category


def switched(only: str, letter: str = "", category: str = "") -> str:
    """What to send so that a letter or a category is on where it was off, and off where it was on."""
    letters, chosen = parts(only)
    if letter:
        letters = letters.replace(letter, "") if letter in letters else letters + letter
    if category:
        chosen = "" if chosen == category else category
    return read(f"{letters}.{chosen}")


def letters_of(only: str) -> str:
    """By which the statement is told apart; c stands for any category."""
    letters, category = parts(only)
    return letters + ("c" if category else "")


def values_of(only: str, store: Store, day: date) -> dict[str, Any]:
    letters, category = parts(only)
    found: dict[str, Any] = {"since": day - WITHIN} if "b" in letters else {}
    return found | ({"codes": below(category, rows_of(store))} if category else {})


def below(category: str, rows: list[dict[str, Any]]) -> list[str]:
    return [category, *(row["id"] for row in rows if category in lineage(row["id"], rows)[1:])]


def offered(store: Store) -> Mapping[str, Words]:
    """What one keeps for years, by its first kinds: phones and devices; where that is one kind alone, what it is made of."""
    rows = [row for row in rows_of(store) if row.get("durable")]
    kinds = {row["id"] for row in rows}
    first = [row for row in rows if row.get("parent") not in kinds]
    if len(first) == 1:
        first = [row for row in rows if row.get("parent") == first[0]["id"]]
    return {row["id"]: row["label"] for row in first[:MOST]}


def rows_of(store: Store) -> list[dict[str, Any]]:
    """The categories of the store's trade, read once by each process."""
    known: dict[str, list[dict[str, Any]]] = current_app.extensions.setdefault("counter.narrowing", {})
    if store.playbook_code not in known:
        book = in_force("playbook", store.playbook_code)
        known[store.playbook_code] = book.body["categories"] if book else []
    return known[store.playbook_code]
