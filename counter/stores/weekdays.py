"""The days of a week: 1 is Monday, 7 Sunday, as ISO 8601 counts them."""

from collections.abc import Iterable, Mapping
from typing import Literal

from babel.dates import get_day_names
from flask_babel import get_locale

from counter.languages import language

WEEK = range(1, 8)
LANGUAGES = ("zh_Hans", "en")
Width = Literal["wide", "abbreviated", "short"]
WIDTHS: tuple[Width, ...] = ("wide", "abbreviated", "short")
ALSO = "一二三四五六日"  # 礼拜一, 一; Sunday is 天, too


class NeverOpen(ValueError):
    """Closed on every day of the week."""


def names(width: Width = "wide") -> dict[int, str]:
    told = get_day_names(width, locale=get_locale() or "en")
    return {day: told[day - 1] for day in WEEK}


def spelt(days: Iterable[int]) -> str:
    told = names()
    return (", " if language() == "en" else "、").join(told[day] for day in sorted(days))


def meant(typed: str) -> int | None:
    """The day that one writes as 7, Sunday, Sun, 星期日, 周日 or 礼拜天."""
    return known().get(typed.strip().rstrip(".").casefold())


def known() -> Mapping[str, int]:
    found = {str(day): day for day in WEEK}
    for each in LANGUAGES:
        for width in WIDTHS:
            told = get_day_names(width, locale=each)
            found |= {told[day - 1].casefold(): day for day in WEEK}
    for day, char in zip((*WEEK, 7), ALSO + "天", strict=True):
        found |= {start + char: day for start in ("周", "星期", "礼拜", "")}
    return found


def check(days: Iterable[int]) -> None:
    """Raises NeverOpen."""
    if set(days) >= set(WEEK):
        raise NeverOpen
