"""The stores that a person may see, a page at a time, or those that what was typed names. Two queries, however many."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.stores.models import Store

PAGE = 50


def seen(person: Any) -> Any:
    """The stores that a person may see, as a query."""
    asked = select(Store).order_by(Store.id)
    return asked if person.sees_all else asked.where(Store.id.in_(person.store_ids))


@dataclass(frozen=True)
class Listed:
    """all: how many one sees; found: how many of them are meant; next: after which one the next page begins, or None."""

    stores: Sequence[Store]
    all: int
    found: int
    next: int | None


def listed(person: Any, typed: str = "", after: int = 0, page: int = PAGE) -> Listed:
    """typed: a part of the code, the name, the address or a district, in either language; words in any order."""
    asked = select(Store.id, Store.code, Store.name, Store.address, Store.districts).order_by(Store.id)
    rows = db.session.execute(asked if person.sees_all else asked.where(Store.id.in_(person.store_ids))).all()
    wanted = folded(typed).split()
    meant = (
        [row.id for row in rows if all(word in said_of(row) for word in wanted)]
        if wanted
        else [r.id for r in rows]
    )
    mine = [number for number in meant if number > after][: page + 1]
    stores = db.session.scalars(select(Store).where(Store.id.in_(mine[:page])).order_by(Store.id)).all()
    return Listed(stores, len(rows), len(meant), mine[page - 1] if len(mine) > page else None)


def said_of(row: Any) -> str:
    spellings = [row.code, *row.name.values(), *row.address.values()]
    return folded("\n".join([*spellings, *(each for one in row.districts for each in one.values())]))


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
