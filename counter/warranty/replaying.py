"""Reckons open cards again: a year's rest days were announced, or a file of policies was replaced by a correction of
itself. What changes is told before and after; only then is it written."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import selectinload

from counter.extensions import db
from counter.stores import profiling
from counter.stores.models import Store
from counter.warranty import covering, describing, filing, issuing, promises
from counter.warranty.following import follow
from counter.warranty.models import Card, CardLine, Coverage
from counter.warranty.restdays import Plan

CHUNK = 500
LATELY = timedelta(31)  # what ended since may end later by a plan of rest days
End = tuple[date, bool]  # the last day, and whether it may still move


@dataclass(frozen=True, slots=True)
class Change:
    """One end of one thing. before or after is None where there was none, or is none any more."""

    number: str
    line_id: int
    policy: str
    part: str
    kind: str
    before: End | None
    after: End | None


@dataclass(frozen=True, slots=True)
class Bound:
    """A store, and what binds it today. named: ids of policies; moves: when other rules came to bind it."""

    store: Store
    plans: list[Plan]
    named: Sequence[str]
    moves: profiling.Moves

    def policies(self, line: CardLine, card: Card, was: int, becomes: int) -> list[str]:
        """Those of the line, and such as came with the correction: a law that was one policy may be two by its days. What
        the store has promised since binds no card of before."""
        mine = list(line.facts.get("policies", ()))
        if was == becomes:
            return mine
        old, new = promises.of_version(was).policies, promises.of_version(becomes).policies
        thing = covering.thing_of(line)
        laws = [one for one in self.named if one not in old and new.get(one, {}).get("layer") == "law"]
        where = profiling.jurisdictions_at(self.store, card.issued_at, self.moves)
        came = [one for one in laws if issuing.speaks(new[one], thing, where)]
        return [*mine, *(one for one in came if one not in mine)]


def open_cards(today: date, after_id: int, limit: int = CHUNK, wrong: Collection[int] = ()) -> Sequence[Card]:
    """Cards of which something is still covered, or was lately, in the order of their ids; of the versions that were wrong
    all, since only the right one tells which are over."""
    is_open = exists().where(
        CardLine.card_id == Card.id, Coverage.line_id == CardLine.id, Coverage.ends_on >= today - LATELY
    )
    may_change = or_(is_open, Card.policies_version_id.in_(wrong)) if wrong else is_open
    asked = select(Card).where(Card.id > after_id, Card.voided_at.is_(None), may_change)
    return db.session.scalars(asked.order_by(Card.id).limit(limit).options(*whole())).all()


def whole() -> tuple[Any, ...]:
    lines = selectinload(Card.lines)
    return lines.selectinload(CardLine.coverages), lines.selectinload(CardLine.repairs)


def again(card_ids: Sequence[int]) -> Sequence[Card]:
    """As they are now that they are held: somebody may have written until then."""
    asked = (
        select(Card)
        .where(Card.id.in_(card_ids), Card.voided_at.is_(None))
        .order_by(Card.id)
        .options(*whole())
    )
    return db.session.scalars(asked, execution_options={"populate_existing": True}).all()


def replay(
    today: date,
    corrected: Mapping[int, int] | None = None,
    write: bool = False,
    at: datetime | None = None,
) -> Iterator[tuple[int, list[Change]]]:
    """(how many cards were looked at, what changes on them), a chunk at a time; whoever asks commits after each.

    corrected: {id of the version that was wrong: id of the one that puts it right}.
    """
    swaps, last = corrected or {}, 0
    stores: dict[int, Bound] = {}
    while cards := open_cards(today, last, wrong=swaps):
        changes: list[Change] = []
        last = cards[-1].id
        if write:
            filing.hold([card.id for card in cards])
            cards = again([card.id for card in cards])
        for card in cards:
            if card.store_id not in stores:
                store = db.session.get_one(Store, card.store_id)
                named = promises.named(promises.playbook_of(store), store) if swaps else []
                stores[card.store_id] = Bound(
                    store, promises.rest_days(store), named, profiling.moves(store) if swaps else []
                )
            changes += replayed(card, stores[card.store_id], swaps, write)
        if write and changes:
            numbers = {one.number for one in changes}
            changed = [card for card in cards if card.number in numbers]
            filing.rank(changed)
            follow(changed, None, at or datetime.combine(today, time.min, UTC))
        yield len(cards), changes
        db.session.expire_all()


def replayed(card: Card, bound: Bound, swaps: Mapping[int, int], write: bool) -> list[Change]:
    was = card.policies_version_id
    changes, rows, named = [], {}, {}
    with db.session.no_autoflush:
        card.policies_version_id = swaps.get(was, was)
        for line in card.lines:
            named[line] = bound.policies(line, card, was, card.policies_version_id)
            ends = covering.ends_of(line, card, bound.plans, named=named[line])
            rows[line.id] = covering.rows_of(ends)
            changes += compared(card, line, rows[line.id])
        is_kept = write and (bool(changes) or was in swaps)
        if not is_kept:
            card.policies_version_id = was
    if is_kept:
        name_anew(named)
        covering.write(rows)
        covering.sum_up(card, card.lines, rows)
    return changes


def name_anew(named: Mapping[CardLine, list[str]]) -> None:
    """What speaks of each thing by now."""
    others = [line for line, policies in named.items() if policies != list(line.facts.get("policies", ()))]
    for line in others:
        facts = {**line.facts, "policies": named[line]}
        line.description = describing.keep(describing.told(line.label, line.category_code, facts))


def compared(card: Card, line: CardLine, rows: Sequence[Mapping[str, Any]]) -> list[Change]:
    before = ends_by_place({name: getattr(one, name) for name in (*PLACE, *END)} for one in line.coverages)
    after = ends_by_place(rows)
    found = []
    for place in dict.fromkeys([*before, *after]):
        olds, news = before.get(place, []), after.get(place, [])
        for n in range(max(len(olds), len(news))):
            old, new = olds[n] if n < len(olds) else None, news[n] if n < len(news) else None
            if old != new:
                policy, part, kind, _ = place
                found.append(Change(card.number, line.id, policy, part, kind, old, new))
    return found


PLACE, END = ("policy", "part", "kind", "remedies"), ("ends_on", "is_provisional")


def ends_by_place(rows: Any) -> dict[tuple[str, str, str, str], list[End]]:
    found: dict[tuple[str, str, str, str], list[End]] = {}
    for row in rows:
        place = row["policy"], row["part"], row["kind"], row["remedies"]
        found.setdefault(place, []).append((row["ends_on"], row["is_provisional"]))
    return {place: sorted(ends) for place, ends in found.items()}
