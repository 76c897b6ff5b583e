"""Counts what a request asks of the database: `with counted() as asked: ...; len(asked)`."""

from contextlib import contextmanager

from sqlalchemy import event

from counter.extensions import db
from counter.requests import QUIET


@contextmanager
def counted():
    asked = []

    def note(connection, cursor, statement, *rest):
        if not QUIET.match(statement):
            asked.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
