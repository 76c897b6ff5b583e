"""What was taken in for repair, and what the rules give the customer when that takes too long.

Phone rule of 2001, art. 15-17: a phone on loan after 7 days; an exchange after 30 days by the repairer's own fault, and
after 60 for want of a part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from counter.columns import Words
from counter.customers.names import mask_name
from counter.extensions import db
from counter.playbooks import conditions
from counter.playbooks.durations import later
from counter.stores.models import Store
from counter.warranty import covering, promises, repairing
from counter.warranty.answers import Open, may_hold
from counter.warranty.models import Card, CardLine, Repair
from counter.warranty.reckoning import End
from counter.warranty.terms import WHOLE, Policy, applies, is_the_thing, places_of, start_of


@dataclass(frozen=True, slots=True)
class Due:
    """From from_on on the customer may ask for `then`, if what is in `asks` holds."""

    policy: str
    label: Words
    then: tuple[str, ...]
    from_on: date
    asks: tuple[str, ...]
    layer: str = "law"
    policy_label: Words = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A thing that is here: `due` is what is due by now, `coming` what will be next. card_id: 0 where it has none; part: {} for the thing as a whole;
    ticket_id: of the ticket that it is here on, home: the store that took it in, where it is another."""

    card_id: int
    name: str
    thing: Words
    since: date
    days: int
    due: tuple[Due, ...]
    coming: Due | None
    part: Words = field(default_factory=dict)
    ticket_id: int | None = None
    home: Words | None = None

    @property
    def is_late(self) -> bool:
        return bool(self.due)


def deadlines(
    policies: Sequence[Policy],
    day: date,
    facts: Mapping[str, Any],
    since: str = "handed_in_on",
    is_thing_away: bool = True,
) -> list[Due]:
    """What opens where something takes too long, the sooner first. day: on which that began, as since names it; facts: what
    is known; what is not is asked for. Who has the thing and brought a part of it needs none on loan."""
    found = []
    for policy in policies:
        for line in policy.get("deadlines", ()):
            is_needed = is_thing_away or line["then"] != ["loan"]
            if line["starts_at"] == since and is_needed and may_hold(line.get("if"), facts):
                from_on = later(day, line["longer_than"]) + timedelta(1)
                asks = tuple(conditions.unknown_facts(line.get("if"), facts))
                found.append(
                    Due(
                        policy["id"], line["label"], tuple(line["then"]), from_on, asks,
                        policy["layer"], policy["label"], policy["source"],
                    )
                )  # fmt: skip
    return sorted(found, key=lambda due: (due.from_on, due.policy))


def as_end(due: Due, until: date) -> End:
    """As a time in which something may be asked for."""
    return End(
        layer=due.layer, policy=due.policy, part=WHOLE, kind="window", remedies=due.then, starts_on=due.from_on,
        raw_ends_on=until, ends_on=until, is_provisional=False, label=due.label, source=due.source,
        policy_label=due.policy_label, length="term", asks=due.asks,
    )  # fmt: skip


def bound(line: CardLine, card: Card) -> list[Policy]:
    """The policies that speak of this thing."""
    kept = promises.of_version(card.policies_version_id).policies
    named = [kept[one] for one in line.facts.get("policies", ()) if one in kept]
    thing = covering.thing_of(line)
    return [one for one in named if applies(one, thing, places_of([one]), card.sold_on)]


def proof_until(line: CardLine, card: Card) -> date | None:
    """Until when the seller has to show that a fault was not there at the start; None where no rule says so."""
    days, facts = covering.days_of(card), covering.thing_of(line).known()
    found = [
        later(start_of(policy, days, facts)[0], rule["lasts"])
        for policy in bound(line, card)
        if (rule := policy.get("burden_of_proof")) and rule["bearer"] == "seller"
        if conditions.holds(rule.get("if"), facts)
    ]
    return max(found, default=None)


def works_until(repair: Repair, card: Card, record: Iterable[Repair]) -> date | None:
    """Until when the repair holds at the least, by the rule that says longest: 30 days (phone rule of 2001; paid ones by
    Zhejiang's art. 15 and Shandong's art. 43). None while it is not back, where what was repaired was exchanged since, or where no
    rule says so. record: of its thing."""
    if repair.kind != "repair" or repair.back_on is None or repair.withdrawn_at is not None:
        return None
    if any(is_for_another(one, repair) for one in record):
        return None
    lengths = [policy["effects"].get("works_at_least") for policy in bound(repair.line, card)]
    return max((later(repair.back_on, length) for length in lengths if length), default=None)


def is_for_another(other: Repair, repair: Repair) -> bool:
    """Whether what was repaired went with an exchange."""
    is_later = other.id > repair.id and repairing.is_exchange(other)
    is_all = is_the_thing(other.part) or other.part == repair.part
    return is_later and is_all and repairing.is_same(repair.line, other.part, repair.part)


def told_first(card: Card, given: Iterable[Open]) -> list[Words]:
    """What the customer has to hear before they choose between repair and exchange: of the rules by which they may. given: what may
    be asked for."""
    kept = promises.of_version(card.policies_version_id).policies
    named = dict.fromkeys(end.policy for one in given for end in (one.by, *one.others))
    return [told for one in named if one in kept and (told := kept[one].get("tell_first"))]


def of(repair: Repair, card: Card, today: date) -> tuple[list[Due], Due | None]:
    """(due by now, the next)"""
    away = repair.is_thing_away
    counted = bound(repair.line, card) if repair.is_counted else []
    found = deadlines(counted, repair.taken_on, {}, is_thing_away=away)
    due = [one for one in found if one.from_on <= today]
    return due, next((one for one in found if one.from_on > today), None)


def here(store: Store, today: date, limit: int = 100) -> list[Waiting]:
    """What was taken in on its card, without a ticket, the longest first; names masked. Where a thing is that has one, its
    ticket knows."""
    rows = asked(Repair.ticket == "", Card.store_id == store.id).limit(limit)
    return [a_row(row, today) for row in db.session.execute(rows)]


def asked(*conditions: ColumnElement[bool]) -> Any:
    """Of what is not back."""
    found: Any = select(Repair, CardLine, Card).join(CardLine, CardLine.id == Repair.line_id)
    found = found.join(Card, Card.id == CardLine.card_id)
    return found.where(Repair.here == 1, *conditions).order_by(Repair.taken_on, Repair.id)


def a_row(row: Any, today: date, **more: Any) -> Waiting:
    """row: as asked() gives it."""
    repair, line, card = row
    due, coming = of(repair, card, today)
    days = (today - repair.taken_on).days
    part = promises.of_version(card.policies_version_id).parts.get(repair.part or "", {})
    name = mask_name(card.customer_name)
    return Waiting(card.id, name, line.label, repair.taken_on, days, tuple(due), coming, part, **more)
