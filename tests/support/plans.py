"""What the database says of its plan for a look-up."""

import re
from collections.abc import Iterator
from typing import Any

from counter.extensions import db

# Those that grow with the cards; clauses and descriptions are as many as a shop's policies and products.
TABLES = ("lookup_keys", "cards", "card_lines", "coverages", "customers", "identifiers", "callbacks", "consents", "visits")  # fmt: skip


def compact() -> None:
    """PostgreSQL's tables become as large as their rows, not as their past. What is in the session is kept first."""
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as books:
            books.exec_driver_sql("vacuum full " + ", ".join(TABLES))


def plan(statement: Any, values: dict[str, Any]) -> list[tuple[str, bool]]:
    """The steps of the plan that read a table: (table, whether by a condition on an index)."""
    text = str(statement.params(values).compile(db.engine, compile_kwargs={"literal_binds": True}))
    books = db.session.connection()
    if db.engine.dialect.name == "sqlite":
        lines = [row[-1] for row in books.exec_driver_sql("explain query plan " + text)]
        found = [re.match(r"(SCAN|SEARCH) (?:TABLE )?(\w+)", line) for line in lines]
        named = [(re.sub(r"_\d+$", "", one[2]), one[1] == "SEARCH") for one in found if one]
        return [one for one in named if one[0] in TABLES]
    (kept,) = books.exec_driver_sql("explain (format json) " + text).one()
    return list(steps(kept[0]["Plan"]))


def steps(node: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    if node.get("Relation Name") in TABLES:
        inner = [node, *(one for one in node.get("Plans", ()) if "Bitmap" in one["Node Type"])]
        yield node["Relation Name"], any("Index Cond" in one for one in inner)
    for one in node.get("Plans", ()):
        yield from steps(one)


def whole_reads(found: list[tuple[str, bool]]) -> list[str]:
    return [table for table, is_by_condition in found if not is_by_condition]
