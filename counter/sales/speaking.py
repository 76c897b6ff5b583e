"""The playbook's sentences with this sale's names in them."""

import re
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from counter.columns import Words
from counter.languages import day, words
from counter.sales.models import Sale
from counter.stores.models import Store

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def names(sale: Sale, store: Store, by: Any, choices: list[str]) -> dict[str, str]:
    """What the placeholders stand for; a choice of two is two things that lie on the counter."""
    first, second = [*choices, "", ""][:2]
    return {
        "store": words(store.name),
        "assistant": by.name,
        "hotline": store.phone,
        "customer": sale.customer.name if sale.customer else "",
        "a": first or _("this one"),
        "b": second or _("the other one"),
    }


def choices(row: str, things: list[str], today: date) -> list[str]:
    """The two that a closing line offers: days, numbers, or else the things that lie on the counter."""
    if row == "which_day":
        return [day(today + timedelta(days=after)) for after in (2, 3)]
    if row == "how_many":
        return [_("one"), _("two")]
    return things if row in ("", "which_one") else []


def filled(text: Words | None, known: dict[str, str]) -> str:
    """A placeholder that nobody knows becomes a gap to be spoken over, never braces."""
    return PLACEHOLDER.sub(lambda found: known.get(found[1]) or "…", words(text))
