"""The shop's now(): the one place that asks what time it is. Rules take the time as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
