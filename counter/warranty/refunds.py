"""What is paid back when a thing is returned.

The phone rule: an exchange is possible, the customer prefers money: the invoice price less 0.5 % for each day from the
invoice to the return, days under repair not counted. Where the same model cannot be had, the full price.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from counter.playbooks import conditions
from counter.warranty.terms import Event, Policy


@dataclass(frozen=True, slots=True)
class Refund:
    """Minor units. asks: facts that decide between this and less, not known yet; is_stated: the policy says something of
    wear and tear, else the full price is a doubt."""

    amount: int
    kept: int = 0
    asks: tuple[str, ...] = ()
    is_stated: bool = True


def days_under_repair(events: Iterable[Event], until: date) -> int:
    """A day under two repairs is one day; what is still under repair is so until then."""
    days, counted_to = 0, date.min
    mine = [one for one in events if one.kind == "repair" and one.is_thing_away]
    for event in sorted(mine, key=lambda one: one.from_on):
        ends = min(event.to_on or until, until)
        days += max(0, (ends - max(event.from_on, counted_to)).days)
        counted_to = max(counted_to, ends)
    return days


def refund(
    policy: Policy, price_minor: int, days: Mapping[str, date], repair_days: int, facts: Mapping[str, Any]
) -> Refund | None:
    """None where the policy has nothing on refunds. days: by the policy's names (invoiced_on, returned_on); rounded once,
    half up, in the customer's favour."""
    rule = policy.get("refund")
    if not rule:
        return None
    wear = rule.get("depreciation")
    if not wear or rule.get("depreciation_forbidden"):
        return Refund(price_minor, is_stated=bool(rule.get("depreciation_forbidden")))
    if rule.get("full_if") and conditions.holds(rule["full_if"], facts):
        return Refund(price_minor)
    if not conditions.holds(wear.get("if"), facts):
        return Refund(price_minor, asks=tuple(conditions.unknown_facts(wear.get("if"), facts)))
    used = (days[wear["ends_at"]] - days[wear["starts_at"]]).days - (
        repair_days if wear.get("less_repair_days") else 0
    )
    left = max(Decimal(0), 1 - Decimal(wear["share_per_day"]) * max(0, used))
    amount = int((price_minor * left).quantize(Decimal(1), ROUND_HALF_UP))
    return Refund(amount, price_minor - amount)
