"""How a connection begins: a read can't write, a write takes its lock at once (ground 6, 7)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import Connection, Engine, event

from counter.extensions import db

PRAGMAS = ("busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON")
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
        event.listen(engine, "connect", connect_sqlite)
        event.listen(engine, "begin", begin_sqlite)
        event.listen(engine, "checkin", leave_sqlite)
    else:
        event.listen(engine, "begin", begin_postgresql)


def connect_sqlite(connection: Any, record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        raise RuntimeError("two SQLite libraries in one process")
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Connection) -> None:
    """A read can't fail here, so it goes the short way; a write waits for its lock, and says so where it can't have it."""
    if is_reading():
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA query_only=ON")
        raw.execute("BEGIN")
    else:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def leave_sqlite(connection: Any, record: Any) -> None:
    if connection:
        connection.execute("PRAGMA query_only=OFF")


def begin_postgresql(connection: Connection) -> None:
    if is_reading():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
