"""Guessing rests (yardsticks S6): PINs per person and per tablet, passwords per name and per
address, what opens a link per link and per address.

Counted in the database, so that every process counts the same. The password of an enrolled tablet's people always works
again after a quarter of an hour; a PIN's rest is an hour.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from counter.extensions import db
from counter.staff.models import Attempt

Limits = dict[str, tuple[int, int, timedelta]]
LIMITS: Limits = {  # kind: (tries per subject, tries per source, in)
    "pin": (10, 50, timedelta(hours=1)),
    "password": (10, 100, timedelta(minutes=15)),
    "link": (5, 30, timedelta(hours=1)),
}
FOR_LONG: Limits = {
    "link": (20, 1000, timedelta(days=30))
}  # a few each hour would be through four digits in weeks


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_resting(kind: str, subject: str, source: str, at: datetime, limits: Limits = LIMITS) -> bool:
    """Whether so many were tried lately that none is checked now."""
    per_subject, per_source, window = limits[kind]
    tried = select(func.count()).where(Attempt.kind == kind, Attempt.at > at - window)
    if (db.session.scalar(tried.where(Attempt.subject == digest(subject))) or 0) >= per_subject:
        return True
    return (db.session.scalar(tried.where(Attempt.source == digest(source))) or 0) >= per_source


def count(kind: str, subject: str, source: str, at: datetime) -> None:
    db.session.add(Attempt(kind=kind, subject=digest(subject), source=digest(source), at=at))


def forgive(kind: str, subject: str) -> None:
    """The right one was given: earlier slips of the finger no longer count."""
    db.session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.subject == digest(subject)))
