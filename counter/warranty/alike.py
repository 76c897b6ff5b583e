"""What millions of cards say alike is kept once, and never changed: descriptions of things, clauses of policies."""

from typing import Any

from sqlalchemy import Integer, ScalarSelect, SmallInteger, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from counter.columns import Json, Words, key
from counter.extensions import Model


class Description(Model):
    """What cards say of a thing: its name and variant, and what the coverage clock needs to know of it. One for all
    lines that say the same; found or made by describing.keep()."""

    __tablename__ = "descriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(key(64), unique=True)
    category_code: Mapped[str] = mapped_column(String(40))
    label: Mapped[Words] = mapped_column(Json)
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Clause(Model):
    """What one policy gives for one part: a term or a window, with its remedies. One for all coverage that is of it; found
    or made by clauses.numbered(). is_provisional: the last day may still move."""

    __tablename__ = "clauses"
    __table_args__ = (UniqueConstraint("policy", "layer", "part", "kind", "remedies", "is_provisional"),)

    id: Mapped[int] = mapped_column(SmallInteger().with_variant(Integer, "sqlite"), primary_key=True)
    policy: Mapped[str] = mapped_column(String(40))
    layer: Mapped[str] = mapped_column(String(10))
    part: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))
    remedies: Mapped[str] = mapped_column(String(40), default="")
    is_provisional: Mapped[bool] = mapped_column(default=False)


def of_description(line: Any, column: Any) -> ScalarSelect[Any]:
    return select(column).where(Description.id == line.description_id).scalar_subquery()


def of_clause(end: Any, column: Any) -> ScalarSelect[Any]:
    return select(column).where(Clause.id == end.clause_id).scalar_subquery()
