"""The look-up: one probe chosen by the shape of what was typed, two queries of plain rows (ground 17).

Every part of the first query reads a stretch of the keys' own order and stops early, so that it costs the same among
ten thousand cards and ten million. The statements are built once for each shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, literal, or_, select, union_all

from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.warranty import promises
from counter.warranty.filing import place_of
from counter.warranty.models import Card, CardLine, Coverage, LookupKey
from counter.warranty.probes import Probe, Range, probes

LIMIT = 20
STRETCH = 100  # keys read of a beginning; the whole key itself is read apart, newest first
HELD = (Card.id, Card.number, Card.customer_name, Card.customer_phone, Card.voided_at, Card.policies_version_id)


@dataclass(frozen=True)
class Found:
    """cards: rows of HELD, the likeliest first, void ones last. things: rows of a line and one of its coverages, by
    card. is_more: there are more than LIMIT."""

    probe: Probe
    cards: Sequence[Any] = ()
    things: Sequence[Any] = ()
    is_more: bool = False


def find(text: str, person: Any, day: date) -> Found:
    """The cards of the person's own stores that the text may mean."""
    probe = probes(text, *place_of(person.store))
    if not probe.ranges:
        return Found(probe)
    cards = db.session.execute(hits(shape_of(probe.ranges), not person.sees_all, not promises.known()),
                               values_of(probe.ranges, person)).all()  # fmt: skip
    learn(cards)
    held = {"cards": [row.id for row in cards[:LIMIT]], "day": day}
    things = db.session.execute(THINGS, held).all() if cards else ()
    return Found(probe, cards[:LIMIT], things, len(cards) > LIMIT)


def shape_of(ranges: Sequence[Range]) -> str:
    """One letter a range: e for an exact key, b for all that begin so."""
    return "".join("e" if high is None else "b" for _, high in ranges)


def values_of(ranges: Sequence[Range], person: Any) -> dict[str, Any]:
    found: dict[str, Any] = {} if person.sees_all else {"stores": person.store_ids}
    for place, (low, high) in enumerate(ranges):
        found[f"low{place}"] = low
        if high is not None:
            found[f"high{place}"] = high
    return found


@cache
def hits(shape: str, is_scoped: bool, is_first: bool) -> Select[Any]:
    """is_first: this process knows no policies yet; their names come along, once."""
    branches = []
    for place, letter in enumerate(shape):
        branches.append(stretch(place, LookupKey.value == bindparam(f"low{place}"), is_scoped, newest_first=True))
        if letter == "b":
            beyond = and_(LookupKey.value > bindparam(f"low{place}"), LookupKey.value < bindparam(f"high{place}"))
            branches.append(stretch(place, beyond, is_scoped))
    keys = union_all(*branches).subquery()
    ranked = select(keys.c.card_id, func.min(keys.c.rank).label("rank")).group_by(keys.c.card_id).subquery()
    asked = select(*HELD, *([PlaybookVersion.body] if is_first else []))
    asked = asked.join(ranked, ranked.c.card_id == Card.id)
    if is_first:
        asked = asked.join(PlaybookVersion, PlaybookVersion.id == Card.policies_version_id)
    return asked.order_by(Card.voided_at.is_not(None), ranked.c.rank, Card.id.desc()).limit(LIMIT + 1)


def stretch(place: int, condition: Any, is_scoped: bool, newest_first: bool = False) -> Select[Any]:
    asked = select(LookupKey.card_id, literal(place, literal_execute=True).label("rank")).where(condition)
    if is_scoped:
        asked = asked.where(LookupKey.store_id.in_(bindparam("stores", expanding=True)))
    if newest_first:
        asked = asked.order_by(LookupKey.card_id.desc()).limit(literal(LIMIT + 1, literal_execute=True))
    else:
        order = (LookupKey.value, LookupKey.store_id, LookupKey.card_id)
        asked = asked.order_by(*order).limit(literal(STRETCH, literal_execute=True))
    part = asked.subquery()
    return select(part.c.card_id, part.c.rank)


def learn(cards: Sequence[Any]) -> None:
    for row in cards:
        if row.policies_version_id not in promises.known():
            if "body" in row._fields:
                promises.learn(row.policies_version_id, row.body)
            else:
                promises.of_version(row.policies_version_id)  # imported while this process ran: one more, once


THINGS = (
    select(
        CardLine.card_id,
        CardLine.id.label("line_id"),
        CardLine.label,
        Coverage.policy,
        Coverage.part,
        Coverage.kind,
        Coverage.remedies,
        Coverage.starts_on,
        Coverage.ends_on,
    )
    .outerjoin(
        Coverage,
        and_(
            Coverage.line_id == CardLine.id,
            or_(
                Coverage.kind == "term",
                Coverage.ends_on >= bindparam("day"),
            ),
        ),
    )
    .where(CardLine.card_id.in_(bindparam("cards", expanding=True)))
    .order_by(CardLine.id, Coverage.id)
)


def recent(store_id: int, limit: int = 10) -> Sequence[Any]:
    """The store's newest cards, for the list under the empty box; it is shown masked."""
    shown = (Card.id, Card.number, Card.customer_name, Card.customer_phone, Card.sold_on, Card.voided_at)
    first = select(func.min(CardLine.id)).where(CardLine.card_id == Card.id).correlate(Card).scalar_subquery()
    asked = select(*shown, CardLine.label).outerjoin(CardLine, CardLine.id == first)
    return db.session.execute(asked.where(Card.store_id == store_id).order_by(Card.id.desc()).limit(limit)).all()
