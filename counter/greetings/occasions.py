"""The days on which a shop greets: read from the occasions file, for any stretch of days. Pure."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from counter.columns import Words
from counter.greetings.lunar import lunar_day, solar_term
from counter.playbooks.conditions import holds

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COMPUTED = ("gregorian", "lunar", "eve_of_lunar_year", "nth_weekday", "solar_term")


@dataclass(frozen=True)
class Occasion:
    """`tone` none: a day on which one sends nothing cheerful."""

    id: str
    label: Words
    on: date
    tone: str

    @property
    def is_quiet(self) -> bool:
        return self.tone == "none"


def occasions(body: Mapping[str, Any], start: date, days: int, facts: Mapping[str, object]) -> list[Occasion]:
    """What falls on the `days` days from `start` on, in order.

    Left out are days that somebody announces, days of a single customer, record or store, and what is greeted only
    if the customer asked for it (religion).
    """
    end = start + timedelta(days=days)
    rows = [row for row in body["occasions"] if row["calendar"] in COMPUTED and row["opt_in"] is None]
    found = [
        Occasion(row["id"], row["label"], on, row["tone"])
        for row in rows
        if holds(row["if"], facts)
        for on in dates(row["calendar"], row["day"], range(start.year - 1, end.year + 1))
        if start <= on < end
    ]
    return sorted(found, key=lambda occasion: occasion.on)


def dates(calendar: str, day: str, years: range) -> Iterator[date]:
    """The day in each of the `years`; of a lunar day the lunar years that begin in them."""
    for year in years:
        if calendar == "gregorian":
            yield gregorian(year, day)
        elif calendar == "lunar":
            yield lunar_day(year, *map(int, day.split("/")))
        elif (
            calendar == "eve_of_lunar_year"
        ):  # the 29th or the 30th of the twelfth month: never counted from there
            yield lunar_day(year, 1, 1) - timedelta(days=1)
        elif calendar == "nth_weekday":
            yield nth_weekday(year, *day.split())
        else:
            yield solar_term(year, day)


def gregorian(year: int, day: str) -> date:
    month, number = map(int, day.split("-"))
    return date(year, month, min(number, monthrange(year, month)[1]))


def nth_weekday(year: int, month: str, weekday: str, number: str) -> date:
    """`05 sun 2`: the second Sunday of May."""
    first = date(year, int(month), 1)
    return first + timedelta(days=(WEEKDAYS.index(weekday) - first.weekday()) % 7, weeks=int(number) - 1)
