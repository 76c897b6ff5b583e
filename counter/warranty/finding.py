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

from sqlalchemy import Integer, Select, String, and_, bindparam, case, func, or_, select, tuple_, type_coerce

from counter.customers.numbering import place_of
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.warranty import narrowing, nearby, promises
from counter.warranty.alike import Clause
from counter.warranty.models import Coverage, LookupKey
from counter.warranty.probes import Probe, Range, probes
from counter.warranty.reading import CARD, LINE, NONE, SAYS, SOME_KEYS, STRETCH, parts_of, rows_of
from counter.warranty.sparing import spared, together

LIMIT = 10  # hits of a page: a few more than a tablet shows
FEW = 4  # hits of which everything is told that is covered; of more, only until when
COVER, CLAUSE = Coverage.__table__, Clause.__table__
# Each store's stretch is its own: a firm's many cards elsewhere hide none of here.
BOTH = {"one_first": ("one", "not_one"), "some_first": ("some", "not_some")}
TWO_PAGES = 2 * LIMIT + 1  # so that of both nothing is cut off
AS_KEPT = type_coerce(SAYS.c.label, String).label(
    "label"
)  # read once for each line, not for each of its rows
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
        tier, rank, before = (bindparam(name, type_=Integer) for name in ("tier", "rank", "before"))
        mine = tuple_(best.c.tier, best.c.rank, -best.c.id)
        asked = asked.where(mine > tuple_(tier, rank, -before))
    page = asked.subquery()
    many = (
        rows_of(LIMIT + 1) if is_later else func.count().over()
    )  # a page that follows goes on as the first one was
    return select(page, many.label("hits")).subquery()


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
