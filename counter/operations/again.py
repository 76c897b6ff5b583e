"""PostgreSQL lets go of one of two writes that wait for each other: that one is done again, from its beginning."""

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from counter.extensions import db

T = TypeVar("T")
TRIES = 3
DEADLOCK = "40P01"
log = logging.getLogger(__name__)


def again(deed: Callable[[], T], forget: Callable[[], None] | None = None) -> T:
    """What the deed gives, which commits at its end. forget: what else a try leaves behind. Nobody is told but the log: there
    an order in which writers take their rows shows that should be one."""
    tries = TRIES
    while True:
        try:
            return deed()
        except OperationalError as error:
            tries -= 1
            if not tries or getattr(error.orig, "sqlstate", None) != DEADLOCK:
                raise
            log.warning("two writes waited for each other; one is done again")
            db.session.rollback()
            if forget is not None:
                forget()
