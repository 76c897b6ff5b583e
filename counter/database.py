"""How a connection begins: a read can't write, a write takes its lock at once (ground 6, 7)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import Connection, Engine, event, func, select
from sqlalchemy.exc import OperationalError

from counter.extensions import db

PATIENCE = 5.0  # seconds that a write waits for its lock
PAGES = 24_000  # KiB that a connection keeps at most: with SQLite's own 2,000 a page of hits among millions is read anew each time
PRAGMAS = (
    f"busy_timeout={PATIENCE * 1000:.0f}", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", f"cache_size=-{PAGES}",
)  # fmt: skip
READS = ("GET", "HEAD", "OPTIONS")


def is_reading() -> bool:
    """Whether the transaction about to begin may only read. Commands write."""
    if not has_request_context():
        return False
    if g.get("is_reading") is not None:
        return bool(g.is_reading)
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in READS or getattr(view, "reads_only", False)


@contextmanager
def only_reading() -> Iterator[None]:
    """What is asked meanwhile takes no lock, whatever the request does afterwards."""
    before = g.get("is_reading")
    g.is_reading = True
    try:
        yield
    finally:
        g.is_reading = before


def init(app: Flask) -> None:
    with app.app_context():
        hook(db.engine)


def hook(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        queue = Queue()
        event.listen(engine, "connect", connect_sqlite)
        event.listen(engine, "begin", partial(begin_sqlite, queue))
        event.listen(engine, "checkin", partial(leave_sqlite, queue))
    else:
        event.listen(engine, "begin", begin_postgresql)


def connect_sqlite(connection: Any, record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        raise RuntimeError("two SQLite libraries in one process")
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


class Queue:
    """The writers of this process, one behind the other: SQLite's own waiting is a sleep, and the last may go first."""

    def __init__(self) -> None:
        self.turn = Lock()

    def join(self, kept: dict[Any, Any]) -> float:
        """Waits for its turn; gives what is left of its patience. `kept` is the connection's own, so that it leaves once."""
        if kept.get("turn"):
            return PATIENCE
        began = monotonic()
        if not self.turn.acquire(timeout=PATIENCE):
            raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
        kept["turn"] = True
        return max(PATIENCE - (monotonic() - began), 0.1)

    def leave(self, kept: dict[Any, Any]) -> None:
        if kept.pop("turn", False):
            self.turn.release()


def begin_sqlite(queue: Queue, connection: Connection) -> None:
    """A read can't fail here, so it goes the short way; a write waits for its lock, and says so where it can't have it."""
    raw: Any = connection.connection.dbapi_connection
    kept = connection.connection.info
    only_read(raw, kept, is_reading())
    if kept["reads"]:
        raw.execute("BEGIN")
        return
    left = queue.join(kept)
    try:
        if left < PATIENCE - 0.1:  # somebody else's database lock would be waited for all over again
            raw.execute(f"PRAGMA busy_timeout={left * 1000:.0f}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        queue.leave(kept)
        raise
    finally:
        if left < PATIENCE - 0.1:
            raw.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")


def only_read(raw: Any, kept: dict[Any, Any], is_reading: bool) -> None:
    """The pragma makes SQLite forget every statement that it has planned, so it is said only where it changes."""
    if kept.get("reads", False) != is_reading:
        raw.execute(f"PRAGMA query_only={'ON' if is_reading else 'OFF'}")
    kept["reads"] = is_reading


def leave_sqlite(queue: Queue, connection: Any, record: Any) -> None:
    queue.leave(record.info)


def begin_postgresql(connection: Connection) -> None:
    """The driver says READ ONLY with its BEGIN, so that it costs no message of its own."""
    raw: Any = connection.connection.dbapi_connection
    kept, reads = connection.connection.info, is_reading()
    plan_once(raw, kept, reads and plans_once())
    if kept.get("reads", False) != reads:
        raw.read_only = reads
    kept["reads"] = reads


def plans_once() -> bool:
    view = current_app.view_functions.get(request.endpoint or "") if has_request_context() else None
    return bool(getattr(view, "plans_once", False))


def plan_once(raw: Any, kept: dict[Any, Any], is_once: bool) -> None:
    """Before the transaction, or its end would take it back; and only where it changes."""
    if kept.get("plans_once", False) != is_once:
        raw.autocommit = True
        raw.execute(f"SET plan_cache_mode TO {'force_generic_plan' if is_once else 'auto'}")
        raw.autocommit = False
    kept["plans_once"] = is_once


def next_ids(model: Any, how_many: int) -> list[int]:
    """Ids for rows that are written many at once, inside the write: SQLite could not say afterwards which row got which."""
    column = model.__table__.c.id
    if db.engine.dialect.name == "sqlite":
        last = db.session.scalar(select(func.coalesce(func.max(column), 0))) or 0
        return list(range(last + 1, last + how_many + 1))
    name = func.pg_get_serial_sequence(model.__tablename__, column.name)
    drawn = select(func.nextval(name)).select_from(func.generate_series(1, how_many))
    return sorted(db.session.scalars(drawn))
