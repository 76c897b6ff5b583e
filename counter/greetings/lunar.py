"""The Chinese calendar as plain days. Each answer costs the library about a millisecond, so that it is kept."""

from datetime import date
from functools import cache, lru_cache


@cache
def lunar_day(year: int, month: int, day: int) -> date:
    """The day of lunar `month`/`day` of the lunar year that begins in `year`; the ordinary month, never the leap one.

    The 30th of a month of 29 days is its last day, as people keep it. `year` within 1900 to 2100.
    """
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, month, min(day, days_in(year, month))).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@cache
def days_in(year: int, month: int) -> int:
    from lunar_python import LunarMonth

    return int(LunarMonth.fromYm(year, month).getDayCount())


@cache
def solar_term(year: int, name: str) -> date:
    """The day of a solar term, by its Chinese name, within the Gregorian year. Beijing's time."""
    return terms_of(year)[name]


@cache
def terms_of(year: int) -> dict[str, date]:
    from lunar_python import Solar

    found = {}
    for table in (Solar.fromYmd(y, 7, 1).getLunar().getJieQiTable() for y in (year, year + 1)):
        for name, solar in table.items():
            if not name.isascii() and solar.getYear() == year:
                found[name] = date(solar.getYear(), solar.getMonth(), solar.getDay())
    return found


@lru_cache(maxsize=800)
def month_and_day(on: date) -> tuple[int, int, int]:
    """(year, month, day) of the lunar calendar; a leap month is a negative number."""
    from lunar_python import Solar

    lunar = Solar.fromYmd(on.year, on.month, on.day).getLunar()
    return lunar.getYear(), lunar.getMonth(), lunar.getDay()
