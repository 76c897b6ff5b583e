"""The look-up: one probe chosen by the shape of what was typed, one query of plain rows (ground 17).

Every part of the query reads a stretch of the keys' own order and stops early, so that it costs the same among
ten thousand cards and ten million. The statements are built once for each shape.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    type_coerce,
)

from counter.customers.numbering import place_of
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.warranty import narrowing, nearby, promises
from counter.warranty.alike import Clause, Description
from counter.warranty.models import Card, CardLine, Coverage, LookupKey
from counter.warranty.probes import Probe, Range, probes
from counter.warranty.sparing import spared, together

LIMIT = 10  # hits of a page: a few more than a tablet shows
# Keys read of each part: those of a whole key newest first, those of a beginning in their own order. Among these the hits
# are ranked and paged; whoever has more is told to type more.
STRETCH = 40
NARROWED = 2000  # keys read where one narrows down, to see farther
FEW = 4  # hits of which everything is told that is covered; of more, only until when
CARD, LINE, COVER, KEY = Card.__table__, CardLine.__table__, Coverage.__table__, LookupKey.__table__
SAYS, CLAUSE = Description.__table__, Clause.__table__
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
# Each store's stretch is its own: a firm's many cards elsewhere hide none of here.
BOTH = {"one_first": ("one", "not_one"), "some_first": ("some", "not_some")}
TWO_PAGES = 2 * LIMIT + 1  # so that of both nothing is cut off
ELSEWHERE = 8  # the first tier of stores that are not one's own
AS_KEPT = type_coerce(SAYS.c.label, String).label(
    "label"
)  # read once for each line, not for each of its rows


def rows_of(rows: int) -> ColumnElement[int]:
    return literal_column(str(rows), Integer)


TIERS: list[ColumnElement[int]] = [literal_column(str(tier)) for tier in range(ELSEWHERE + 1)]
# SQLite plans by the value of a bound LIMIT, and so plans anew each time: that took ten times as long as the reading.
SOME_KEYS, MORE_KEYS, NONE = (rows_of(rows) for rows in (STRETCH, NARROWED, 0))
Place = tuple[int, int, int]  # tier, rank, id: where a hit stands among the others


@dataclass(frozen=True)
class Found:
    """cards: for each card of the page the rows of its lines and their coverages. Own store and what is still covered
    come first, void ones last; then the likelier, then the newer. next: the place behind which the following page begins."""

    probe: Probe
    cards: Sequence[Sequence[Any]] = ()
    next: Place | None = None
    near: Sequence[Sequence[Any]] = ()  # where there are none: those one slip away from the text


def find(text: str, person: Any, day: date, after: Place | None = None, only: str = "") -> Found:
    """A page of the cards of the person's own stores that the text may mean; after: behind this place. only: as
    narrowing.read() gives it. A number whose check digit is wrong is asked for with those that it may have been meant for."""
    probe = probes(text, *place_of(person.store))
    if not probe.ranges:
        return Found(probe)
    slips = nearby.mistyped(text) if after is None else ()
    shape = shape_of(probe.ranges) + ("n" if slips else "")
    values = values_of(probe.ranges, person, day) | place_values(after) | ({"near": slips} if slips else {})
    values |= narrowing.values_of(only, person.store, day) if only else {}
    letters = narrowing.letters_of(only)
    cards = asked(
        statement(shape, scope_of(person), not promises.known(), after is not None, letters), values
    )
    meant = [rows for rows in cards if rows[0].rank < len(probe.ranges)] if slips else cards
    return page_of(probe, meant) if meant or not slips else Found(probe, near=cards)


def near(keys: Sequence[str], person: Any, day: date) -> Sequence[Sequence[Any]]:
    """The cards of the person's own stores that are filed under one of these keys, at most a page."""
    values = values_of((), person, day) | {"near": keys}
    return asked(statement("n", scope_of(person), not promises.known()), values)[:LIMIT]


def asked(statement: Any, values: dict[str, Any]) -> list[list[Any]]:
    """The rows of each card."""
    rows = db.session.connection().execute(statement, values).all()
    cards = [list(some) for _, some in groupby(rows, key=itemgetter(0))]
    learn(cards)
    return cards


def page_of(probe: Probe, cards: Sequence[Sequence[Any]]) -> Found:
    """cards: one more than a page holds, where there are more."""
    last = cards[LIMIT - 1][0] if len(cards) > LIMIT else None
    return Found(probe, cards[:LIMIT], (last.tier, last.rank, last.id) if last else None)


def place_values(after: Place | None) -> dict[str, int]:
    return dict(zip(("tier", "rank", "before"), after, strict=True)) if after else {}


def scope_of(person: Any) -> str:
    return "all" if person.sees_all else "one" if len(person.store_ids) == 1 else "some"


def shape_of(ranges: Sequence[Range]) -> str:
    """One letter a range: e for an exact key, b for all that begin so, r where none is so by itself."""
    return "".join("e" if high is None else "r" if low.startswith("4") else "b" for low, high in ranges)


def values_of(ranges: Sequence[Range], person: Any, day: date) -> dict[str, Any]:
    found: dict[str, Any] = {"day": day, "days": LookupKey.day_of(day), "here": person.store.id}
    if not person.sees_all:
        found["stores"] = person.store_ids[0] if len(person.store_ids) == 1 else person.store_ids
    for place, (low, high) in enumerate(ranges):
        found[f"low{place}"] = low
        if high is not None:
            found[f"high{place}"] = high
    return found


@cache
def statement(shape: str, scope: str, is_first: bool, is_later: bool = False, only: str = "") -> Select[Any]:
    """scope: all stores, one or some (or not these). is_first: this process knows no policies yet; their names come along,
    once. is_later: a page behind the first."""
    return told(hits_of(shape, scope, is_later, only), is_first)


def told(
    hits: Any, is_first: bool, more: Sequence[Any] = (), join: Callable[[Any], Any] | None = None
) -> Select[Any]:
    """The rows of the cards whose ids and ranks are hits: of a few one for each coverage, else one, of the card alone, since its
    lines lie elsewhere on the disk. more: columns of the tables that join adds."""
    is_worth_a_row = or_(COVER.c.place < Coverage.WINDOWS, COVER.c.ends_on >= bindparam("day"))
    card_of_few = case((hits.c.hits <= FEW, CARD.c.id))  # nothing is sought under none
    cover = and_(COVER.c.line_id == LINE.c.id, is_worth_a_row)
    whose = (CARD.c.customer_name, CARD.c.customer_phone)
    held = (CARD.c.id, CARD.c.number, *whose, CARD.c.voided_at, CARD.c.others)
    clause = (CLAUSE.c.policy, CLAUSE.c.part, CLAUSE.c.kind, CLAUSE.c.remedies, CLAUSE.c.is_provisional)
    covered = (*clause, COVER.c.starts_on, COVER.c.ends_on)
    hit = (hits.c.tier, hits.c.rank, hits.c.until, hits.c.hits)
    asked = select(
        *held, *hit, CARD.c.policies_version_id, LINE.c.id.label("line_id"), AS_KEPT, *covered, *more
    )
    tables = (
        hits.join(CARD, CARD.c.id == hits.c.id)
        .outerjoin(LINE, LINE.c.card_id == card_of_few)
        .outerjoin(SAYS, SAYS.c.id == func.coalesce(LINE.c.description_id, CARD.c.description_id))
        .outerjoin(COVER, cover)
        .outerjoin(CLAUSE, CLAUSE.c.id == COVER.c.clause_id)
    )
    tables = join(tables) if join else tables
    if is_first:
        asked = asked.add_columns(PlaybookVersion.body)
        tables = tables.join(PlaybookVersion, PlaybookVersion.id == CARD.c.policies_version_id)
    order = (hits.c.tier, hits.c.rank, CARD.c.id.desc(), LINE.c.id, COVER.c.place)
    return asked.select_from(tables).order_by(*order)


def hits_of(shape: str, scope: str, is_later: bool = False, only: str = "") -> Any:
    """The ids of at most LIMIT + 1 cards and where each stands, from the keys alone; of BOTH two pages."""
    scopes, page_rows = BOTH.get(scope, (scope,)), TWO_PAGES if scope in BOTH else LIMIT + 1
    parts, rows = parts_of(0, shape[0], scopes, only), SOME_KEYS
    if len(shape) > 1 and not is_later and not only:
        parts, rows = spared(parts, page_rows, STRETCH)
    for place, letter in enumerate(shape[1:], 1):
        parts += parts_of(place, letter, scopes, only, rows)
    keys = together(parts).subquery()
    told = [func.min(keys.c[name]).label(name) for name in ("tier", "rank", "until")]
    best = select(keys.c.card_id.label("id"), *told).group_by(keys.c.card_id).subquery()
    asked = (
        select(best)
        .order_by(best.c.tier, best.c.rank, best.c.id.desc())
        .limit(rows_of(page_rows))
        .offset(NONE)
    )
    if is_later:
        mine = tuple_(best.c.tier, best.c.rank, -best.c.id)
        asked = asked.where(mine > tuple_(number("tier"), number("rank"), -number("before")))
    page = asked.subquery()
    many = (
        rows_of(LIMIT + 1) if is_later else func.count().over()
    )  # a page that follows goes on as the first one was
    return select(page, many.label("hits")).subquery()


def parts_of(
    place: int, letter: str, scopes: Sequence[str], only: str, rows: Any = SOME_KEYS
) -> list[Select[Any]]:
    parts = [(scope, *part) for scope in scopes for part in conditions_of(place, letter)]
    return [stretch(place, part, scope, only, is_whole, rows) for scope, part, is_whole in parts]


def conditions_of(place: int, letter: str) -> list[tuple[Any, bool]]:
    """Of each part of a range which keys are of it, and whether they are one key, read newest first. letter: as shape_of() gives
    it, or n for the keys that are near."""
    low: BindParameter[str] = bindparam(f"low{place}")
    high: BindParameter[str] = bindparam(f"high{place}")
    if letter == "n":
        return [(KEY.c.value.in_(NEAR), False)]
    if letter == "r":
        return [(and_(KEY.c.value >= low, KEY.c.value < high), False)]
    more = [(and_(KEY.c.value > low, KEY.c.value < high), False)] if letter == "b" else []
    return [(KEY.c.value == low, True), *more]


def number(name: str) -> Any:
    return bindparam(name, type_=Integer)


def stretch(place: int, condition: Any, scope: str, only: str, newest_first: bool, rows: Any) -> Select[Any]:
    """The card of each key of a part, its tier and its rank. only: of NARROWED keys those that fit, so that
    one who narrows down sees farther, and it still costs the same among ten million cards."""
    asked = select(KEY.c.card_id, KEY.c.until, tier_of(scope).label("tier")).where(condition)
    if only:
        asked = asked.add_columns(KEY.c.store_id)
    if scope != "all":
        asked = asked.where(WITHIN[scope])
    if newest_first:
        asked = asked.order_by(KEY.c.card_id.desc())
    else:
        asked = asked.order_by(KEY.c.value, KEY.c.store_id, KEY.c.card_id)
    part = asked.limit(MORE_KEYS if only else rows).offset(NONE).subquery()
    found = select(part.c.card_id, part.c.until, part.c.tier, literal_column(str(place)).label("rank"))
    if only:
        fitting = found.where(*(NARROWER[letter](part) for letter in only))
        return select(fitting.limit(SOME_KEYS).offset(NONE).subquery())
    return found


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


def learn(cards: Sequence[Sequence[Any]]) -> None:
    known = promises.known()
    for row in (rows[0] for rows in cards):
        if row.policies_version_id not in known:
            if "body" in row._fields:
                promises.learn(row.policies_version_id, row.body)
            else:
                promises.of_version(
                    row.policies_version_id
                )  # imported while this process ran: one more, once
