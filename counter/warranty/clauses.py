"""What policies give, kept once for all coverage that is of it: the ids of clauses, made where there are none yet."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.operations.once import INSERT
from counter.warranty.alike import Clause

FIELDS = ("policy", "layer", "part", "kind", "remedies", "is_provisional")
Told = tuple[Any, ...]  # in the order of FIELDS


def told(row: Mapping[str, Any]) -> Told:
    return tuple(row[name] for name in FIELDS)


def numbered(wanted: Collection[Told]) -> dict[Told, int]:
    """The id of each."""
    policies = {one[0] for one in wanted}
    found = known(policies)
    if missing := [one for one in dict.fromkeys(wanted) if one not in found]:
        rows = [dict(zip(FIELDS, one, strict=True)) for one in sorted(missing, key=repr)]
        db.session.execute(INSERT[db.engine.dialect.name](Clause).values(rows).on_conflict_do_nothing())
        found = known(policies)
    return found


def known(policies: Iterable[str]) -> dict[Told, int]:
    asked = select(*(getattr(Clause, name) for name in FIELDS), Clause.id)
    return {
        tuple(told): number for *told, number in db.session.execute(asked.where(Clause.policy.in_(policies)))
    }
