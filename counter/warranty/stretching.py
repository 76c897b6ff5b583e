"""Whether more keys fit a text than are read where its hits are narrowed down: who sees fewer is told so only where it is so."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, literal_column, or_, select

from counter.extensions import db
from counter.warranty import finding, reading
from counter.warranty.probes import Probe


def goes_on(probe: Probe, person: Any, day: date) -> bool:
    """One question, which reads no more than the look-up did."""
    if not probe.ranges:
        return False
    asked = statement(finding.shape_of(probe.ranges), finding.scope_of(person))
    return bool(db.session.connection().scalar(asked, finding.values_of(probe.ranges, person, day)))


@cache
def statement(shape: str, scope: str) -> Select[Any]:
    parts = [
        behind(condition, each)
        for place, letter in enumerate(shape)
        for each in finding.BOTH.get(scope, (scope,))
        for condition, _ in reading.conditions_of(place, letter)
    ]
    return select(or_(*(part.exists() for part in parts)))


def behind(condition: Any, scope: str) -> Select[Any]:
    """A key of the part behind those that are read."""
    asked: Select[Any] = select(literal_column("1")).where(condition)
    return reading.in_their_order(asked, scope).limit(reading.rows_of(1)).offset(reading.MORE_KEYS)
