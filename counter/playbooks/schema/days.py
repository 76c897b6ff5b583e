"""Days for greetings, and the rest days of a country by year."""

import re
from typing import Annotated, Literal

from pydantic import Field as Keyed
from pydantic import model_validator

from counter.playbooks.schema.facts import OccasionCondition
from counter.playbooks.schema.words import (
    Clock,
    Day,
    Days,
    Id,
    Line,
    Plain,
    Rows,
    Shape,
    Version,
    known,
    refuse,
)

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_HOW_A_DAY_IS_WRITTEN = {
    "gregorian": _MONTH_DAY,
    "lunar": re.compile(r"([1-9]|1[0-2])/([1-9]|[12]\d|30)"),
    "nth_weekday": re.compile(r"(0[1-9]|1[0-2]) (mon|tue|wed|thu|fri|sat|sun) [1-5]"),
    "solar_term": re.compile(r"[\u4e00-\u9fff]{2}"),
    "announced": re.compile(r"[a-z_]+"),
}


class Occasion(Shape):
    """calendar says how `day` is written: gregorian "05-01", lunar "8/15", nth_weekday "05 sun 2", a solar term's name,
    the name of an announced day; customer, record and store have a `field` of that record instead."""

    id: Id
    label: Plain
    group: Id
    calendar: Annotated[str, known("calendars")]
    day: str | None = None
    field: Id | None = None
    every: Days | None = None
    lunar_too: bool = False
    tone: Annotated[str, known("tones")]
    opt_in: Id | None = None
    tip: Plain | None = None
    if_: OccasionCondition = Keyed(None, alias="if")

    @model_validator(mode="after")
    def _writes_its_day(self) -> "Occasion":
        written = _HOW_A_DAY_IS_WRITTEN.get(self.calendar)
        if written and not written.fullmatch(self.day or ""):
            raise refuse("'{value}' is no day of this calendar", at=("day",), value=self.day or "")
        if not written and self.day is not None:
            raise refuse("this calendar takes no day", at=("day",))
        if (self.calendar in ("customer", "record", "store")) != (self.field is not None):
            raise refuse("'field' belongs to customer, record and store, and only to them", at=("calendar",))
        return self


class SendWindow(Shape):
    from_: Clock = Keyed(alias="from")
    to: Clock


class Occasions(Shape):
    kind: Literal["occasions"]
    id: Id
    version: Version
    checked_on: Day
    label: Plain
    send_window: SendWindow  # local time of whoever gets it
    groups: list[Id]
    occasions: Rows[Occasion]

    @model_validator(mode="after")
    def _has_its_groups(self) -> "Occasions":
        for place, occasion in enumerate(self.occasions):
            if occasion.group not in self.groups:
                raise refuse("no group '{value}'", at=("occasions", place, "group"), value=occasion.group)
        return self


class RestYear(Shape):
    rest: list[list[str]]  # first and last day of each rest
    work: list[str] = []  # weekend days that are worked

    @model_validator(mode="after")
    def _holds_days(self) -> "RestYear":
        for place, span in enumerate(self.rest):
            if len(span) != 2 or not all(_MONTH_DAY.fullmatch(day) for day in span) or span[0] > span[1]:
                raise refuse('a rest is its first and last day, ["10-01", "10-07"]', at=("rest", place))
        for place, day in enumerate(self.work):
            if not _MONTH_DAY.fullmatch(day):
                raise refuse("'{value}' is not a day such as 02-14", at=("work", place), value=day)
            if any(first <= day <= last for first, last in self.rest):
                raise refuse("'{value}' is both rest and work", at=("work", place), value=day)
        return self


class RestDays(Shape):
    kind: Literal["rest_days"]
    id: Id
    version: Version
    checked_on: Day
    jurisdiction: Line
    weekly: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    years: dict[str, RestYear]

    @model_validator(mode="after")
    def _has_years(self) -> "RestDays":
        for year in self.years:
            if not re.fullmatch(r"20\d\d", year):
                raise refuse("'{value}' is not a year", at=("years", year), value=year)
        return self
