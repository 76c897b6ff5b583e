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
from counter.warranty.models import Card


def lay(cards: Sequence[Card], store: Store, book: books.Book, by: Any, at: datetime) -> None:
    """After cards were issued, given on or ended: each owner has one visit that is open, as long as they have a card."""
    left, today = take_off(cards, by, at), store.today(at)
    owners = {card.customer_id for card in cards} | left
    open_now = having(owners, store)
    for code, recurrence in book.recurrences.items():
        if recurrence["per"] == "owner":
            lacking = [owner for owner in owners if (owner, code) not in open_now]
            put(lacking, code, cards, store, book, today)


def take_off(cards: Sequence[Card], by: Any, at: datetime) -> set[int]:
    """What hangs on a card that is void, or is somebody else's by now. Gives those who had it."""
    asked = select(Visit).where(
        Visit.card_id.in_([card.id for card in cards]), Visit.owner_id.is_not(None), Visit.ended_at.is_(None)
    )
    owner_of = {card.id: None if card.voided_at else card.customer_id for card in cards}
    gone = [one for one in db.session.scalars(asked) if owner_of[one.card_id] != one.owner_id]
    for one in gone:
        laying.take_off(one, by, at)
    return {one.owner_id for one in gone if one.owner_id}


def having(owners: Iterable[int], store: Store) -> set[tuple[int, str]]:
    asked = select(Visit.owner_id, Visit.code).where(
        Visit.owner_id.in_(owners), Visit.store_id == store.id, Visit.ended_at.is_(None)
    )
    return {(owner, code) for owner, code in db.session.execute(asked) if owner}


def put(
    owners: Sequence[int], code: str, cards: Sequence[Card], store: Store, book: books.Book, today: date
) -> None:
    recurrence, found = book.recurrences[code], card_of_each(owners, cards, store)
    lines = {owner: laying.lines_of(card, recurrence) for owner, card in found.items()}
    taken = taken_of(code, [some[0].id for some in lines.values() if some])
    rows = []
    for owner, card in found.items():
        if not lines[owner]:
            continue
        line, starts_on = lines[owner][0], laying.start_of(card)
        number, day = recurring.following(recurrence, starts_on, today)
        while (line.id, number) in taken:
            number, day = number + 1, nth(starts_on, recurrence["every"], number + 1)
        rows.append(laying.a_row(card, line, code, number, day, book) | {"owner_id": owner})
    laying.enter(rows)


def taken_of(code: str, lines: Sequence[int]) -> set[tuple[int, int]]:
    """Those that were made, or not wanted: the next one comes a round later."""
    asked = select(Visit.line_id, Visit.number).where(Visit.code == code, Visit.line_id.in_(lines))
    return {(line, number) for line, number in db.session.execute(asked)} if lines else set()


def card_of_each(owners: Sequence[int], cards: Sequence[Card], store: Store) -> dict[int, Card]:
    """The oldest card that each of them has; one that is at hand needs no question."""
    found: dict[int, Card] = {}
    for card in cards:
        if card.voided_at is None and card.customer_id in owners:
            found.setdefault(card.customer_id, card)
    others = [owner for owner in owners if owner not in found]
    if others:
        asked = select(Card).where(
            Card.customer_id.in_(others), Card.store_id == store.id, Card.voided_at.is_(None)
        )
        for card in db.session.scalars(asked.order_by(Card.id).options(selectinload(Card.lines))):
            found.setdefault(card.customer_id, card)
    return found
