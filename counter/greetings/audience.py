"""How many of a store's customers a greeting would reach: those who agreed to that channel and can be reached by it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select, tuple_, union_all

from counter.customers.models import Consent, Customer, CustomerOfStore, Phone
from counter.extensions import db
from counter.greetings.lunar import days_in, month_and_day

CHANNELS = {
    "sms": "marketing_sms",
    "wecom": "marketing_wecom",
    "phone": "marketing_call",
    "post": "marketing_post",
}
BY_NUMBER = ("sms", "phone")


@dataclass(frozen=True)
class Audience:
    """`agreed` by purpose, `reachable` those of them with a number that is in use."""

    known: int = 0
    agreed: dict[str, int] = field(default_factory=dict)
    reachable: dict[str, int] = field(default_factory=dict)

    def through(self, channel: str, kind: str = "marketing") -> int:
        """A marketing message needs the channel's own consent, a service message the one for calls about purchases."""
        purpose = CHANNELS[channel] if kind == "marketing" else "service_callback"
        return (self.reachable if channel in BY_NUMBER else self.agreed).get(purpose, 0)

    def numberless(self, channel: str) -> int:
        """Agreed, but there is no number to reach them by."""
        return self.agreed.get(CHANNELS[channel], 0) - self.through(channel)


def audience_of(store_ids: Sequence[int]) -> Audience:
    """Each customer once, however many of the stores know them. One query."""
    mine = CustomerOfStore.store_id.in_(store_ids)
    number = and_(Phone.customer_id == CustomerOfStore.customer_id, Phone.ended_at.is_(None))
    everybody = select(literal("").label("purpose"), *counts(CustomerOfStore.customer_id)).where(mine)
    agreed = (
        select(Consent.purpose, *counts(CustomerOfStore.customer_id))
        .join(CustomerOfStore, CustomerOfStore.customer_id == Consent.customer_id)
        .where(mine, Consent.withdrawn_at.is_(None))
        .group_by(Consent.purpose)
    )
    both = union_all(everybody.outerjoin(Phone, number), agreed.outerjoin(Phone, number))
    rows = {purpose: (people, reachable) for purpose, people, reachable in db.session.execute(both)}
    known, _numbers = rows.pop("")
    return Audience(known, {p: row[0] for p, row in rows.items()}, {p: row[1] for p, row in rows.items()})


def counts(customer_id: Any) -> tuple[Any, Any]:
    with_number = case((Phone.id.is_not(None), customer_id))
    return func.count(customer_id.distinct()), func.count(with_number.distinct())


def reach(store_ids: Sequence[int]) -> dict[str, int]:
    """{channel: how many a marketing message would reach}."""
    found = audience_of(store_ids)
    return {channel: found.through(channel) for channel in CHANNELS}


def birthdays(store_ids: Sequence[int], start: date, days: int) -> int:
    """How many customers of the stores have their birthday, of either calendar, within `days` days from `start`."""
    window = [start + timedelta(days=number) for number in range(days)]
    solar = [pair for on in window for pair in solar_birthdays(on)]
    lunar = [pair for on in window for pair in lunar_birthdays(on)]
    pair = tuple_(Customer.birth_month, Customer.birth_day)
    mine = select(CustomerOfStore.customer_id).where(CustomerOfStore.store_id.in_(store_ids))
    either = or_(
        and_(Customer.is_birthday_lunar.is_(False), pair.in_(solar)),
        and_(Customer.is_birthday_lunar.is_(True), pair.in_(lunar)),
    )
    asked = select(func.count()).select_from(Customer).where(Customer.id.in_(mine), either)
    return db.session.scalar(asked) or 0


def solar_birthdays(on: date) -> list[tuple[int, int]]:
    """Who was born on 29 February is greeted on the 28th of a year that has no 29th."""
    is_last = (on + timedelta(days=1)).month != on.month
    return [(on.month, on.day), *([(2, 29)] if is_last and (on.month, on.day) == (2, 28) else [])]


def lunar_birthdays(on: date) -> list[tuple[int, int]]:
    """A leap month is nobody's; the 30th is kept on the last day of a month of 29."""
    year, month, day = month_and_day(on)
    if month < 0:
        return []
    return [(month, day), *([(month, 30)] if day == 29 == days_in(year, month) else [])]
