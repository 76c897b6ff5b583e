from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from typing import Any

from flask import Flask
from flask_babel import gettext
from flask_login import current_user

from counter.languages import span


def opens_in(on: date, at: datetime) -> str:
    """How long until the doors open, or since they have."""
    left = int((current_user.store.opening(on) - at).total_seconds() // 60)
    if left >= 0:
        return gettext("opens in %(span)s", span=span(left))
    return gettext("%(span)s late", span=span(-left))


def business_day(at: datetime) -> date:
    day: date = current_user.store.today(at)
    return day


def first_of(things: Iterable[Any], how_many: int) -> list[Any]:
    return list(islice(things, how_many))


def init(app: Flask) -> None:
    app.jinja_env.globals["opens_in"] = opens_in
    app.jinja_env.filters["business_day"] = business_day
    app.jinja_env.filters["first_of"] = first_of
