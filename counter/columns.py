"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Date, DateTime, Dialect, Integer, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

Words = dict[str, str]  # {"zh": ..., "en": ...}: the data's own languages


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite drops the zone, so it is put back; a naive datetime is a mistake."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A date where there are millions of them: SQLite keeps the days since 2000 in two bytes, where its own way of writing
    a date takes ten."""

    impl = Date
    cache_ok = True
    SINCE = date(2000, 1, 1).toordinal()

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value.toordinal() - self.SINCE if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromordinal(value + self.SINCE) if isinstance(value, int) else value


class Second(TypeDecorator[datetime]):
    """An Instant to the second where there are millions of them: SQLite keeps the seconds since 2000 in four bytes, where
    its own way of writing a moment takes 26."""

    impl = DateTime(timezone=True)
    cache_ok = True
    SINCE = datetime(2000, 1, 1, tzinfo=UTC)

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value}")
        whole = value.astimezone(UTC).replace(microsecond=0)
        return (whole - self.SINCE) // timedelta(seconds=1) if dialect.name == "sqlite" else whole

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return self.SINCE + timedelta(seconds=value) if isinstance(value, int) else value.astimezone(UTC)


class OneOf(TypeDecorator[str]):
    """One of a few words, kept as its place among them, from 1: they are sorted as they are listed. A word that is not
    listed is a mistake (ValueError)."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return value if value is None else self.words.index(value) + 1

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return value if value is None else self.words[value - 1]


Json: Any = JSON().with_variant(JSONB(), "postgresql")


def key(length: int) -> Any:
    """A string compared byte by byte on both databases, so that a prefix is a range."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
