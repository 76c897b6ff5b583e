"""The last day of a term that falls on a rest day moves to the next working day (Civil Code, art. 203).

Which days are rest days is announced late in the year before. In a year whose plan is not known the day is kept as
it falls and is provisional: it can only be later.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

STATUTORY, WEEKLY = "statutory", "weekly"
DAY = timedelta(1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Courts read 法定休假日 as holidays and weekly rest days alike; a shop may count the holidays alone.
COUNTINGS: dict[str, Collection[str]] = {"rolls_over": (STATUTORY, WEEKLY), "as_it_falls": ()}


@dataclass(frozen=True, slots=True)
class Plan:
    """A country's rest days, by year; weekly: 0 is Monday. worked: weekend days that are worked in exchange."""

    jurisdiction: str
    weekly: frozenset[int]
    statutory: Mapping[int, frozenset[date]]
    worked: Mapping[int, frozenset[date]]

    @classmethod
    def of(cls, file: Mapping[str, Any]) -> "Plan":
        """From a rest_days file as loaded: {jurisdiction, weekly: [sat], years: {"2026": {rest: [[first, last]], work}}}."""
        years = {int(year): rows for year, rows in file["years"].items()}
        return cls(
            jurisdiction=file["jurisdiction"],
            weekly=frozenset(WEEKDAYS.index(day) for day in file["weekly"]),
            statutory={year: frozenset(_spans(year, rows["rest"])) for year, rows in years.items()},
            worked={year: frozenset(_days(year, rows.get("work", ()))) for year, rows in years.items()},
        )

    def is_rest_day(self, day: date, resting: Collection[str]) -> bool | None:
        """None where the year's plan is not known. resting: STATUTORY, WEEKLY or both."""
        if day.year not in self.statutory:
            return None
        if day in self.worked[day.year]:
            return False
        is_holiday = STATUTORY in resting and day in self.statutory[day.year]
        return is_holiday or (WEEKLY in resting and day.weekday() in self.weekly)


def plan_for(jurisdictions: Iterable[str], plans: Iterable[Plan]) -> Plan | None:
    """The plan of the country that a rule is of: CN for CN and for CN-ZJ."""
    countries = {jurisdiction.split("-")[0] for jurisdiction in jurisdictions}
    return next((plan for plan in plans if plan.jurisdiction in countries), None)


def rolled(day: date, resting: Collection[str], plan: Plan | None) -> tuple[date, bool]:
    """(last day, is_provisional). Without a plan for the year that it reaches, the day as it falls, provisional."""
    if not resting:
        return day, False
    last = day
    while plan and (is_rest := plan.is_rest_day(last, resting)):
        last += DAY
    return (last, False) if plan and is_rest is False else (day, True)


def _days(year: int, stamps: Iterable[str]) -> Iterable[date]:
    return (date.fromisoformat(f"{year}-{stamp}") for stamp in stamps)


def _spans(year: int, spans: Iterable[Iterable[str]]) -> Iterable[date]:
    for first, last in (_days(year, span) for span in spans):
        while first <= last:
            yield first
            first += DAY
