"""What cards say of a thing, kept once: the description that says this, made where there is none yet."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from counter.columns import Words
from counter.extensions import db
from counter.operations.once import INSERT
from counter.warranty.alike import Description
from counter.warranty.labels import short, told_of
from counter.warranty.models import CardLine


def told(label: Words, category_code: str, facts: dict[str, Any]) -> Description:
    """Not kept yet: what is only looked at writes nothing."""
    digest = digest_of(category_code, label, facts)
    return Description(digest=digest, category_code=category_code, label=label, facts=facts)


def keep(one: Description) -> Description:
    """The one that is in the books and says this."""
    asked = select(Description).where(Description.digest == one.digest)
    if (found := db.session.scalar(asked)) is None:
        values = {name: getattr(one, name) for name in ("digest", "category_code", "label", "facts")}
        db.session.execute(
            INSERT[db.engine.dialect.name](Description).values(**values).on_conflict_do_nothing()
        )
        found = db.session.scalars(asked).one()
    return found


def keep_all(lines: Iterable[CardLine]) -> None:
    """In one order everywhere: two stores that are the first to sell the same things would wait for each other."""
    for line in sorted(lines, key=lambda one: one.description.digest):
        line.description = keep(line.description)


def summed_up(lines: Sequence[CardLine]) -> dict[str, int]:
    """What a list of many says of a card, as the card keeps it. lines: all of it, the first one first; their descriptions are
    kept. What came back for its money is named only where nothing else is left. Pieces of one thing that have a life of their
    own by now are called alike."""
    left = [line for line in lines if line.returned_on is None] or lines
    called = {short(told_of(line.label, "zh")) for line in left}
    return {"description_id": left[0].description.id, "others": len(called) - 1}


def digest_of(category_code: str, label: Words, facts: dict[str, Any]) -> str:
    told = json.dumps([category_code, label, facts], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
