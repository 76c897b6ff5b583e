"""How the keys of a range are read: a stretch in their own order, which stops early, so that it costs the same among ten
thousand cards and ten million."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
)

from counter.extensions import db
from counter.warranty.alike import Description
from counter.warranty.models import Card, CardLine, LookupKey

# Keys read of each part: those of a whole key newest first, those of a beginning in their own order. Among these the hits
# are ranked and paged; whoever has more is told to type more.
STRETCH = 40
NARROWED = 2000  # keys read where one narrows down, to see farther
DEEPER = (
    10  # times as many are read of a whole key of many stores, whose newest no order of the keys has first
)
ELSEWHERE = 8  # the first tier of stores that are not one's own
CARD, LINE, KEY, SAYS = Card.__table__, CardLine.__table__, LookupKey.__table__, Description.__table__
ONE: BindParameter[int] = bindparam("stores")
SOME: BindParameter[int] = bindparam("stores", expanding=True)
NEAR: BindParameter[str] = bindparam("near", expanding=True)
CODES: BindParameter[str] = bindparam("codes", expanding=True)
WITHIN = {
    "one": KEY.c.store_id == ONE,
    "some": KEY.c.store_id.in_(SOME),
    "not_one": KEY.c.store_id != ONE,
    "not_some": KEY.c.store_id.not_in(SOME),
}


def rows_of(rows: int) -> ColumnElement[int]:
    return literal_column(str(rows), Integer)


TIERS: list[ColumnElement[int]] = [literal_column(str(tier)) for tier in range(ELSEWHERE + 1)]
# SQLite plans by the value of a bound LIMIT, and so plans anew each time: that took ten times as long as the reading.
SOME_KEYS, MORE_KEYS, NONE = (rows_of(rows) for rows in (STRETCH, NARROWED, 0))


def parts_of(
    place: int, letter: str, scopes: Sequence[str], only: str, rows: Any = SOME_KEYS
) -> list[Select[Any]]:
    parts = [(scope, *part) for scope in scopes for part in conditions_of(place, letter)]
    return [stretch(place, part, scope, only, is_whole, rows) for scope, part, is_whole in parts]


def conditions_of(place: int, letter: str) -> list[tuple[Any, bool]]:
    """Of each part of a range which keys are of it, and whether they are one key, read newest first. letter: as
    finding.shape_of() gives it, or n for the keys that are near."""
    low: BindParameter[str] = bindparam(f"low{place}")
    high: BindParameter[str] = bindparam(f"high{place}")
    if letter == "n":
        return [(KEY.c.value.in_(NEAR), False)]
    if letter == "r":
        return [(and_(KEY.c.value >= low, KEY.c.value < high), False)]
    more = [(and_(KEY.c.value > low, KEY.c.value < high), False)] if letter == "b" else []
    return [(KEY.c.value == low, True), *more]


def stretch(place: int, condition: Any, scope: str, only: str, is_whole: bool, rows: Any) -> Select[Any]:
    """The card of each key of a part, its tier and its rank. only: of NARROWED keys those that fit, so that
    one who narrows down sees farther, and it still costs the same among ten million cards."""
    asked = select(KEY.c.card_id, KEY.c.until, tier_of(scope).label("tier")).where(condition)
    if only:
        asked = asked.add_columns(KEY.c.store_id)
    if is_whole:
        part = newest(within(asked, scope), scope, only, rows)
    else:
        part = in_their_order(asked, scope).limit(MORE_KEYS if only else rows).offset(NONE).subquery()
    found = select(part.c.card_id, part.c.until, part.c.tier, literal_column(str(place)).label("rank"))
    if only:
        fitting = found.where(*(NARROWER[letter](part) for letter in only))
        return select(fitting.limit(SOME_KEYS).offset(NONE).subquery())
    return found


def within(asked: Select[Any], scope: str) -> Select[Any]:
    return asked if scope == "all" else asked.where(WITHIN[scope])


def newest(asked: Select[Any], scope: str, only: str, rows: Any) -> Any:
    """Of one key. Of all stores, and of all others, it is read by store, since a common name has a hundred thousand cards among ten
    million, and so may a number that stands for none; the newest are those of what is read: of four hundred cards that is all."""
    limit = MORE_KEYS if only else rows
    if scope not in ("one", "some"):
        asked = asked.order_by(KEY.c.store_id.desc(), KEY.c.card_id.desc())
        read = asked.limit(MORE_KEYS if only else rows * rows_of(DEEPER)).offset(NONE).subquery()
        asked, card_id = select(read), read.c.card_id
    else:
        card_id = KEY.c.card_id
    return asked.order_by(card_id.desc()).limit(limit).offset(NONE).subquery()


def in_their_order(asked: Select[Any], scope: str) -> Select[Any]:
    """Of several keys. Where the store is given, SQLite sorts the cards of each whole key anew, and so reads all of a common name:
    as a sum it is compared, and the order kept."""
    if scope == "one" and db.engine.dialect.name == "sqlite":
        asked = asked.where(KEY.c.store_id + rows_of(0) == ONE)
    else:
        asked = within(asked, scope)
    return asked.order_by(KEY.c.value, KEY.c.store_id, KEY.c.card_id)


# What the many hits of a text may be narrowed to (narrowing.py). What the keys do not hold is asked of the cards of the
# stretch alone, by their ids.
NARROWER: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "l": lambda part: part.c.until >= bindparam("days"),
    "h": lambda part: part.c.store_id == bindparam("here"),
    "b": lambda part: exists().where(CARD.c.id == part.c.card_id, CARD.c.sold_on >= bindparam("since")),
    "c": lambda part: exists(LINE.join(SAYS, SAYS.c.id == LINE.c.description_id).select()).where(
        LINE.c.card_id == part.c.card_id, SAYS.c.category_code.in_(CODES)
    ),
}


def tier_of(scope: str) -> Any:
    """0 covered, 1 over, 4 void; of several stores 2 more where it is not the one that the person works in now; ELSEWHERE more
    where it is none of one's own."""
    until = KEY.c.until
    tier = case((until >= bindparam("days"), TIERS[0]), (until > LookupKey.VOID, TIERS[1]), else_=TIERS[4])
    if scope == "one":
        return tier
    if scope.startswith("not_"):
        return tier + TIERS[ELSEWHERE]
    is_here = or_(KEY.c.store_id == bindparam("here"), until == LookupKey.VOID)
    return tier + case((is_here, TIERS[0]), else_=TIERS[2])
