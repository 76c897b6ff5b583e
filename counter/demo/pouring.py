"""Pours rows by the hundred thousand: indexes rest meanwhile, and what is kept in the order of its key is sorted first.

Only for a throw-away database: on SQLite nothing is synced while it runs, on PostgreSQL foreign keys are not asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

SORTED = {
    "lookup_keys": "value, store_id, card_id",
    "customer_keys": "value, customer_id",
}  # coverages come so
Columns = Mapping[str, Sequence[str]]


@contextmanager
def pouring(engine: Engine, columns: Columns) -> Iterator[Any]:
    """An object with put(table, rows); at the end everything is in its place and indexed."""
    raw = engine.raw_connection()
    kind = Sqlite if engine.dialect.name == "sqlite" else Postgres
    into = kind(raw.driver_connection, columns)
    try:
        into.begin()
        yield into
        into.end()
    finally:
        raw.invalidate()  # what was set for this is not for anybody else
        raw.close()


class Sqlite:
    FAST = (
        "synchronous=OFF",
        "foreign_keys=OFF",
        "secure_delete=OFF",
        "cache_size=-400000",
        "temp_store=FILE",
    )

    def __init__(self, connection: Any, columns: Columns) -> None:
        self.connection, self.columns = connection, columns
        self.indexes: list[tuple[str, str]] = []

    def begin(self) -> None:
        run = self.connection.execute
        for pragma in self.FAST:
            run(f"PRAGMA {pragma}")
        marks = ",".join("?" * len(self.columns))
        asked = f"select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in ({marks})"
        self.indexes = run(asked, tuple(self.columns)).fetchall()
        for name, _ in self.indexes:
            run(f'drop index "{name}"')
        for table in SORTED:
            run(
                f"create temp table {table}_heap as select {', '.join(self.columns[table])} from {table} limit 0"
            )

    def put(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        names = self.columns[table]
        into = f"{table}_heap" if table in SORTED else table
        insert = f"insert into {into} ({', '.join(names)}) values ({', '.join('?' * len(names))})"
        self.connection.execute("begin")
        self.connection.executemany(insert, rows)
        self.connection.execute("commit")

    def end(self) -> None:
        for table, order in SORTED.items():
            names = ", ".join(self.columns[table])
            self.connection.execute(
                f"insert into {table} ({names}) select {names} from {table}_heap order by {order}"
            )
            self.connection.execute(f"drop table {table}_heap")
        for _, sql in self.indexes:
            self.connection.execute(sql)
        self.connection.execute("analyze")
        self.pack()

    def pack(self) -> None:
        """Its pages full, as those of PostgreSQL's copies and indexes are from the start. WAL would write all of it twice."""
        mode = self.connection.execute("PRAGMA journal_mode").fetchone()[0]
        for step in ("wal_checkpoint(TRUNCATE)", "journal_mode=OFF"):
            self.connection.execute(f"PRAGMA {step}")
        self.connection.execute("VACUUM")
        self.connection.execute(f"PRAGMA journal_mode={mode}")


class Postgres:
    RULES = """select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
        where conrelid::regclass::text = any(%s) and contype = any(%s) order by contype desc"""
    PLAIN = """select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
        where indrelid::regclass::text = any(%s) and not indisunique"""

    def __init__(self, connection: Any, columns: Columns) -> None:
        self.connection, self.columns = connection, columns
        self.rules: list[tuple[str, str, str]] = []
        self.indexes: list[tuple[str, str]] = []

    def begin(self) -> None:
        run, tables = self.connection.execute, list(self.columns)
        run("set synchronous_commit = off")
        run("set timezone = 'UTC'")
        run("set maintenance_work_mem = '512MB'")
        self.rules = run(self.RULES, (tables, ["f"])).fetchall()
        self.rules += run(self.RULES, (list(SORTED), ["p"])).fetchall()
        self.indexes = run(self.PLAIN, (tables,)).fetchall()
        for table, name, _ in self.rules:
            run(f'alter table {table} drop constraint "{name}"')
        for name, _ in self.indexes:
            run(f"drop index {name}")
        self.connection.commit()

    def put(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        with self.connection.cursor().copy(
            f"copy {table} ({', '.join(self.columns[table])}) from stdin"
        ) as copy:
            for row in rows:
                copy.write_row(row)
        self.connection.commit()

    def end(self) -> None:
        run = self.connection.execute
        for table, name, rule in reversed(self.rules):
            run(f'alter table {table} add constraint "{name}" {rule}')
        for _, sql in self.indexes:
            run(sql)
        for table, names in self.columns.items():
            if names[0] == "id":
                run(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
        self.connection.commit()
        self.connection.autocommit = True
        run("vacuum analyze")
