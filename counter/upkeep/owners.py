"""Visits that an owner has once, whatever they bought: the next one hangs on one of their cards, and goes with them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from counter.extensions import db
from counter.playbooks.durations import nth
from counter.stores.models import Store
from counter.upkeep import books, laying, recurring
from counter.upkeep.models import Visit
from counter.warranty.models import Card, CardLine


def lay(
    cards: Sequence[Card], promised: set[str], store: Store, book: books.Book, by: Any, at: datetime
) -> None:
    """After cards were issued, given on or ended: each owner has one visit that is open, as long as they have a card. promised:
    what the store promises now, by codes; who had one keeps it all the same."""
    left = take_off(cards, by, at)
    owners = {card.customer_id for card in cards}
    wanted = left | {(owner, code) for owner in owners for code in promised}
    if not wanted:
        return
    wanted -= having({owner for owner, _code in wanted}, store)
    for code, recurrence in book.recurrences.items():
        if recurrence["per"] == "owner":
            put([owner for owner, one in wanted if one == code], code, cards, store, book, store.today(at))


def take_off(cards: Sequence[Card], by: Any, at: datetime) -> set[tuple[int, str]]:
    """What hangs on a card that is void, or is somebody else's by now. Gives who had it, and which."""
    asked = select(Visit).where(
        Visit.card_id.in_([card.id for card in cards]), Visit.owner_id.is_not(None), Visit.ended_at.is_(None)
    )
    owner_of = {card.id: None if card.voided_at else card.customer_id for card in cards}
    gone = [one for one in db.session.scalars(asked) if owner_of[one.card_id] != one.owner_id]
    for one in gone:
        laying.take_off(one, by, at)
    return {(one.owner_id, one.code) for one in gone if one.owner_id}


def having(owners: Iterable[int], store: Store) -> set[tuple[int, str]]:
    asked = select(Visit.owner_id, Visit.code).where(
        Visit.owner_id.in_(owners), Visit.store_id == store.id, Visit.ended_at.is_(None)
    )
    return {(owner, code) for owner, code in db.session.execute(asked) if owner}


def put(
    owners: Sequence[int], code: str, cards: Sequence[Card], store: Store, book: books.Book, today: date
) -> None:
    if not owners:
        return
    recurrence = book.recurrences[code]
    found, last = places_of(owners, recurrence, cards, store), last_of(owners, code, store)
    taken = taken_of(code, [line.id for _card, line in found.values()])
    rows = []
    for owner, (card, line) in found.items():
        starts_on = laying.start_of(card)
        number, day = recurring.following(recurrence, starts_on, today)
        while (line.id, number) in taken:
            number, day = number + 1, nth(starts_on, recurrence["every"], number + 1)
        if owner in last:
            day = not_soon_after(last[owner], day, recurrence["every"])
        rows.append(laying.a_row(card, line, code, number, day, book) | {"owner_id": owner})
    laying.enter(rows)


def last_of(owners: Sequence[int], code: str, store: Store) -> dict[int, date]:
    """When each was visited, or did not want to be, whatever card it hung on."""
    asked = select(Visit.owner_id, Visit.done_on, Visit.ended_at).where(
        Visit.owner_id.in_(owners), Visit.store_id == store.id, Visit.code == code,
        Visit.outcome.in_((Visit.DONE, Visit.DROPPED)),
    )  # fmt: skip
    found: dict[int, date] = {}
    for owner, done_on, ended_at in db.session.execute(asked):
        if owner and ended_at:
            found[owner] = max(found.get(owner, date.min), done_on or store.today(ended_at))
    return found


def not_soon_after(last: date, day: date, every: str) -> date:
    """A visit came late, or hung on another card, whose years begin on another day: the next one is a round later."""
    a_round_later = nth(last, every, 1)
    return a_round_later if day - last < (a_round_later - last) / 2 else day


def taken_of(code: str, lines: Sequence[int]) -> set[tuple[int, int]]:
    """Those that were made, or not wanted: the next one comes a round later."""
    asked = select(Visit.line_id, Visit.number).where(Visit.code == code, Visit.line_id.in_(lines))
    return {(line, number) for line, number in db.session.execute(asked)} if lines else set()


def places_of(
    owners: Sequence[int], recurrence: dict[str, Any], cards: Sequence[Card], store: Store
) -> dict[int, tuple[Card, CardLine]]:
    """The oldest card of each that has what it speaks of, and the line; one that is at hand needs no question."""
    found: dict[int, tuple[Card, CardLine]] = {}

    def look(among: Iterable[Card]) -> None:
        for card in among:
            if card.voided_at is not None or card.customer_id not in owners or card.customer_id in found:
                continue
            if lines := laying.lines_of(card, recurrence):
                found[card.customer_id] = card, lines[0]

    look(cards)
    others = [owner for owner in owners if owner not in found]
    if others:
        asked = select(Card).where(
            Card.customer_id.in_(others), Card.store_id == store.id, Card.voided_at.is_(None)
        )
        look(db.session.scalars(asked.order_by(Card.id).options(selectinload(Card.lines))))
    return found
