"""The words for what is kept of customers as codes."""

from datetime import date
from typing import Any

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _

from counter.customers.models import PURPOSES
from counter.languages import language, words
from counter.playbooks.models import in_force

WHOSE = {
    "own": _("Their own"), "spouse": _("Spouse's"), "parent": _("Parent's"), "child": _("Child's"),
    "work": _("At work"), "other": _("Other"),
}  # fmt: skip
PURPOSE = {
    "service_callback": _("Calls about what they bought"),
    "marketing_sms": _("Offers by text message"),
    "marketing_call": _("Offers by phone"),
    "marketing_wecom": _("Offers on WeCom"),
    "marketing_post": _("Offers by post"),
}
VERBS = {
    "register": _("registered the customer"), "edit": _("changed the record"), "meet": _("met them again"),
    "add_phone": _("added a number"), "end_phone": _("ended a number"),
    "give_consent": _("noted a yes"), "withdraw_consent": _("took back a yes"),
}  # fmt: skip


def deed_of(entry: Any) -> str:
    """What an entry of the history says; with a yes or its end, what for."""
    deed = str(VERBS.get(entry.verb) or entry.verb.replace("_", " "))
    what = [str(PURPOSE[purpose]) for purpose in entry.changes if purpose in PURPOSE]
    return gettext("%(deed)s: %(what)s", deed=deed, what=", ".join(what)) if what else deed


def birthday(customer: Any) -> str:
    """8月15日, 15 August; by the lunar calendar it is said so, since 2/30 is a day there."""
    month, day = customer.birth_month, customer.birth_day
    if not month or not day:
        return ""
    if customer.is_birthday_lunar:
        return gettext("day %(day)d of lunar month %(month)d", day=day, month=month)
    return format_date(date(2024, month, day), "d MMMM" if language() == "en" else "M月d日")


def customer_types(store: Any) -> dict[str, Any]:
    """The store's kinds of customer: code and words; none in a trade that has no such list."""
    book = in_force("playbook", store.playbook_code)
    rows = book.body.get("lists", {}).get("customer_type", []) if book else []
    return {row["id"]: row["label"] for row in rows}


def type_choices(store: Any, kept: str = "") -> list[tuple[str, str]]:
    """For a form; a kind of another trade's store stays choosable where it is kept."""
    found = [(code, words(label)) for code, label in customer_types(store).items()]
    if kept and kept not in dict(found):
        found.append((kept, gettext("Kept from another store")))
    return [("", gettext("Not said")), *found] if found else []


def purposes(store: Any) -> tuple[str, ...]:
    """What the store's playbook asks at the hand-over, in its order; all where it does not say."""
    book = in_force("playbook", store.playbook_code)
    handovers = book.body.get("handovers", {}).values() if book else []
    asked = [purpose for one in handovers for step in one["steps"] for purpose in step.get("consents", [])]
    return tuple(dict.fromkeys(purpose for purpose in asked if purpose in PURPOSES)) or PURPOSES
