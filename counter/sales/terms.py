"""What will be covered, said before the customer pays: the terms of the rules that bind this very thing (PH-30)."""

from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from counter.catalog.models import Product
from counter.languages import words
from counter.stores.models import Store
from counter.warranty import coverage, covering, promises
from counter.warranty.issuing import Covered, line_of


def terms_of(product: Product, store: Store, book: dict[str, Any], today: date) -> list[tuple[str, str]]:
    """(part, how long): each part once, by the rule that is best for the customer."""
    try:
        kept = promises.of_playbook(book)
    except promises.NoPolicies:
        return []
    line = line_of(Covered(product), store, book, kept)
    days = coverage.Days(
        sold_on=today, invoiced_on=today, delivered_on=today, installed_on=today, activated_on=today
    )
    policies = [kept.policies[name] for name in line.facts["policies"]]
    ends = coverage.ends(policies, covering.thing_of(line), days, (), store.jurisdictions, [])
    best: dict[str, Any] = {}
    for end in ends:
        if end.kind == "term" and end.ends_on and not end.faults:
            before = best.get(end.part)
            best[end.part] = end if before is None or end.ends_on > before.ends_on else before
    return [(words(kept.parts.get(part, {"zh": part})), how_long(end.length)) for part, end in best.items()]


def how_long(length: str) -> str:
    """P12M in words."""
    figure, unit = length[1:-1], length[-1:]
    if not figure.isdigit():
        return gettext("until the end of its term")
    number = int(figure)
    if unit == "M":
        return ngettext("%(num)d month", "%(num)d months", number)
    if unit == "Y":
        return ngettext("%(num)d year", "%(num)d years", number)
    return ngettext("%(num)d day", "%(num)d days", number)
