"""The figures at the rail, on every page: calls that are due, tickets that are late. One query."""

from dataclasses import dataclass

from flask_login import current_user
from sqlalchemy import select

from counter.callbacks import counting
from counter.clock import now
from counter.extensions import db
from counter.tickets import late


@dataclass(frozen=True)
class Rail:
    calls: int = 0
    tickets: int = 0


def waiting() -> Rail:
    """base.html asks it for whoever is signed in."""
    if not current_user.is_authenticated:
        return Rail()
    store, at = current_user.store, now()
    both = select(counting.counted(store, at).scalar_subquery(), late.counted(store, at).scalar_subquery())
    with db.session.no_autoflush:
        return Rail(*db.session.execute(both).one())
