"""The days that a report is about: chosen, or the last thirty."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from wtforms import DateField
from wtforms.validators import Optional

from counter.forms import Form
from counter.stores.models import Store

USUAL, LONGEST, FIRST_YEAR = 30, 366, 1990


class PeriodForm(Form):
    """Sent by GET: there is nothing personal in it."""

    since = DateField(_("From"), [Optional()])
    until = DateField(_("To"), [Optional()])


@dataclass(frozen=True)
class Period:
    """Both days are in it. start, end: the instants, by the clock of the store that asks."""

    since: date
    until: date
    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


def read(typed: Any, store: Store, today: date) -> tuple[Period, PeriodForm]:
    """What can't be a period is said at its field, and the usual one is shown."""
    form = PeriodForm(typed, meta={"csrf": False})
    form.validate()
    for field in (form.since, form.until):
        field.errors = [_("This is not a day. Write it like 2026-11-30.")] if field.errors else []
    for field in (form.since, form.until):
        if field.data and not FIRST_YEAR <= field.data.year <= today.year + 1:
            field.errors, field.data = [_("Nothing was written down then.")], None
    until = form.until.data or today
    since = form.since.data or until - timedelta(USUAL - 1)
    if since > until:
        form.until.errors = [_("The last day comes before the first one.")]
    elif until - since >= timedelta(LONGEST):
        form.since.errors = [_("At most a year at once.")]
    if form.since.errors or form.until.errors:
        since, until = today - timedelta(USUAL - 1), today
    else:
        form.since.data, form.until.data = since, until
    return Period(since, until, start_of(since, store), start_of(until + timedelta(1), store)), form


def start_of(on: date, store: Store) -> datetime:
    return datetime.combine(on, store.day_starts_at, ZoneInfo(store.time_zone)).astimezone(UTC)
