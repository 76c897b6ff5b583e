"""What the look-up need not read: where the likeliest stretch fills the page, nothing of the others would stand on it."""

from typing import Any

from sqlalchemy import Integer, Select, case, func, literal_column, select, union_all

from counter.extensions import db

Parts = list[Select[Any]]


def together(parts: Parts) -> Any:
    return union_all(*parts) if len(parts) > 1 else parts[0]


def spared(likeliest: Parts, page: int, rows: int) -> tuple[Parts, Any]:
    """The likeliest keys, and how many are read of each other stretch: none where these have so many covered cards of one's own,
    which come first. SQLite reads that before it seeks, as it would read no condition; what a first touch costs it is the
    pages that it seeks. PostgreSQL plans by a number that it knows."""
    few = literal_column(str(rows), Integer)
    if db.engine.dialect.name != "sqlite":
        return likeliest, few
    once = together(likeliest).cte("likeliest").prefix_with("MATERIALIZED")
    first = select(func.count(once.c.card_id.distinct())).where(once.c.tier == literal_column("0"))
    none = literal_column("0", Integer)
    left = select(case((first.scalar_subquery() >= literal_column(str(page)), none), else_=few).label("rows"))
    return [select(once)], select(left.cte("left_over").prefix_with("MATERIALIZED").c.rows).scalar_subquery()
