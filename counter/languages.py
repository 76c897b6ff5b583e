"""The interface's language, the data's own words, and how figures and days are written."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import force_locale, format_date, get_locale, gettext, ngettext
from flask_babel.speaklater import LazyString
from flask_login import current_user

from config import LANGUAGES
from counter.extensions import babel

Said = TypeVar("Said")
SIGNS = {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£"}
MINUS = "\N{MINUS SIGN}"


def chosen() -> str:
    """Per person, else per store, else what the browser asks for."""
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if forced := g.get("language"):
        return str(forced)
    if current_user.is_authenticated:
        return str(current_user.language)
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    return asked()


def asked() -> str:
    """What the browser asks for, whoever holds it."""
    found = request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "en"], "zh")
    return "en" if found.startswith("en") else "zh_Hans"


def words(text: Any) -> str:
    """`{zh, en}` in the reader's language; a plain string is a name and stays."""
    if not isinstance(text, dict):
        return "" if text is None else str(text)
    return str(text.get("en" if language() == "en" else "zh") or text.get("zh") or text.get("en") or "")


def in_both(say: Callable[[], Said]) -> dict[str, Said]:
    """What is said, in both languages: for a sentence that is kept, and read by whoever comes."""
    said = {}
    for code, name in (("zh_Hans", "zh"), ("en", "en")):
        with force_locale(code):
            said[name] = say()
    return said


def language() -> str:
    found = get_locale()
    return "en" if found is None or found.language == "en" else "zh_Hans"


def money(minor: int, currency: str = "CNY") -> str:
    """¥3,208; cents only if there are any; a true minus."""
    amount = Decimal(abs(minor)) / 100
    figure = f"{amount:,.2f}" if minor % 100 else f"{amount:,.0f}"
    return f"{MINUS if minor < 0 else ''}{SIGNS.get(currency, currency + ' ')}{figure}"


def day(on: date | None) -> str:
    """zh 11月23日周一, en 23 Nov (with the year when it is not this one's)."""
    if on is None:
        return ""
    if language() == "en":
        return format_date(on, "d MMM" if on.year == today().year else "d MMM yyyy")
    return format_date(on, "M月d日EEE" if on.year == today().year else "yyyy年M月d日")


def month(on: date) -> str:
    """zh 11月, en Nov (with the year when it is not this one's)."""
    if language() == "en":
        return format_date(on, "MMM" if on.year == today().year else "MMM yyyy")
    return format_date(on, "M月" if on.year == today().year else "yyyy年M月")


def long_day(on: date) -> str:
    return format_date(on, "EEEE, d MMMM" if language() == "en" else "M月d日，EEE")


def iso(on: date | None) -> str:
    """Dates in columns: 2027-11-12, 12 Nov 2027."""
    if on is None:
        return ""
    return format_date(on, "d MMM yyyy") if language() == "en" else on.isoformat()


def local(at: datetime) -> datetime:
    zone = current_user.store.time_zone if has_request_context() and current_user.is_authenticated else "UTC"
    return at.astimezone(ZoneInfo(zone))


def clock_time(at: datetime | None) -> str:
    return local(at).strftime("%H:%M") if at else ""


def moment(at: datetime | None) -> str:
    return f"{day(local(at).date())} {clock_time(at)}" if at else ""


def span(minutes: int) -> str:
    """Durations in words: 11分钟, 3小时, 2天."""
    if minutes < 60:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)d hour", "%(num)d hours", minutes // 60)
    return ngettext("%(num)d day", "%(num)d days", minutes // (24 * 60))


def days_until(on: date, start: date) -> str:
    """还有4天, 今天最后一天, 迟3天: the sum is ours, not the assistant's."""
    left = (on - start).days
    if left == 0:
        return gettext("today is the last day")
    if left > 0:
        return ngettext("%(num)d day left", "%(num)d days left", left)
    return ngettext("%(num)d day over", "%(num)d days over", -left)


def today() -> date:
    from counter.clock import now

    if has_request_context() and current_user.is_authenticated:
        found: date = current_user.store.today(now())
        return found
    return (now() + timedelta(hours=8)).date()


# A sentence that is said later may hold what somebody typed. It is no HTML, whatever the library says of it.
if "__html__" in vars(LazyString):
    del LazyString.__html__


def init(app: Flask) -> None:
    babel.init_app(app, locale_selector=chosen)
    filters = {"words": words, "money": money, "day": day, "iso": iso, "time": clock_time}
    filters |= {"moment": moment, "span": span, "long_day": long_day, "month": month}
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(days_until=days_until, language=language, today=today)
    app.jinja_env.add_extension("jinja2.ext.i18n")
