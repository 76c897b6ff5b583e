"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, Dialect, Integer, String
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


Json: Any = JSON().with_variant(JSONB(), "postgresql")


def key(length: int) -> Any:
    """A string compared byte by byte on both databases, so that a prefix is a range."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
