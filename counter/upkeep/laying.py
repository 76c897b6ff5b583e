"""Lays out the visits of a card: as many as its cover asks for, and none that it does not ask for any more.

May run again at any time. A visit that is over stays; one for which a day is agreed on is dropped, not deleted. What a card was
promised it keeps, also when its store promises it no more; what is promised to cards that stand begins with that day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import selectinload

from counter.deliveries import cancelling
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.history.models import note
from counter.operations.once import INSERT
from counter.stores.models import Store
from counter.upkeep import books, owners, recurring
from counter.upkeep.models import Visit
from counter.warranty import covering, pieces
from counter.warranty.models import Card, CardLine, Coverage

Place = tuple[int, str, int]  # of the line, the recurrence, the number
CHUNK = 500


def lay(cards: Sequence[Card], by: Any, at: datetime, are_new: bool = False) -> None:
    """Hangs in warranty.following. Three queries however many cards there are, none but one where no visits come again."""
    for store_id in {card.store_id for card in cards}:
        store = db.session.get_one(Store, store_id)
        book = books.of_store(store)
        promised = book.promised_by(store)
        if not book.recurrences or (are_new and not promised):
            continue
        mine = [card for card in cards if card.store_id == store_id]
        there = {} if are_new else of_cards(mine)
        wanted = wanted_of(mine, there, promised, store, book, at)
        put_right(wanted, there, promised, book, by, at)
        call_off({card.id: card for card in mine}, there, by, at)
        if any(one["per"] == "owner" for one in book.recurrences.values()):
            owners.lay(mine, promised, store, book, by, at)


def of_cards(cards: Sequence[Card]) -> dict[Place, Visit]:
    asked = select(Visit).where(Visit.card_id.in_([card.id for card in cards]), Visit.owner_id.is_(None))
    return {(one.line_id, one.code, one.number): one for one in db.session.scalars(asked)}


def wanted_of(
    cards: Sequence[Card],
    there: dict[Place, Visit],
    promised: set[str],
    store: Store,
    book: books.Book,
    at: datetime,
) -> dict[Place, tuple[Card, CardLine, date]]:
    """promised: what the store promises now, by codes."""
    codes = {card.id: set(promised) for card in cards}
    for visit in there.values():
        codes[visit.card_id].add(visit.code)
    todo = [
        (card, line, one)
        for card in cards
        if card.voided_at is None
        for one in book.recurrences.values()
        if one["per"] != "owner" and one["id"] in codes[card.id]
        for line in lines_of(card, one)
    ]
    kept = {line.id: first for _, line, _ in todo if (first := kept_of(line)) is not None}
    ends = ends_of([kept[line.id] for _, line, one in todo if one["per"] == "unit"])
    found: dict[Place, tuple[Card, CardLine, date]] = {}
    today = store.today(at)
    for card, line, one in todo:
        gives_way = one.get("gives_way_to") in codes[card.id]
        ends_on = card.ends_on if one["per"] == "card" else ends.get(kept[line.id].id)
        known_on = store.today(card.issued_at)
        for number, day in recurring.days(one, start_of(card), ends_on, known_on).items():
            place = (line.id, one["id"], number)
            is_past = day < today and place not in there and one.get("if") and not one["before"]
            if not is_past and (not gives_way or is_kept(there.get(place), today)):
                found[place] = card, line, day
    return found


def is_kept(visit: Visit | None, today: date) -> bool:
    """Though another does the same: it is owed already, or somebody waits for it on a day that was agreed on."""
    if visit is None or not visit.is_open:
        return False
    return visit.due_on < today or bool(visit.appointment and visit.appointment.is_open)


def start_of(card: Card) -> date:
    return card.installed_on or card.delivered_on or card.sold_on


def lines_of(card: Card, recurrence: dict[str, Any]) -> list[CardLine]:
    """The things that it speaks of; of a card's own visits the first one stands for all, and of several pieces the line on which
    they stood, as long as any of them is the customer's."""
    named = set(recurrence["categories"])
    found = [
        line
        for line in card.lines
        if line.parted_from_id is None
        and kept_of(line) is not None
        and (not named or named & set(line.facts.get("path", (line.category_code,))))
    ]
    return found[:1] if recurrence["per"] != "unit" else found


def kept_of(line: CardLine) -> CardLine | None:
    """The first of those that stood on it and did not come back."""
    return next((one for one in pieces.family_of(line) if one.returned_on is None), None)


def ends_of(lines: Sequence[CardLine]) -> dict[int, date]:
    """The last day of each thing's main part."""
    parts = {line.id: line.facts.get("parts", ()) for line in lines}
    if not parts:
        return {}
    asked = select(Coverage.line_id, Coverage.part, Coverage.kind, Coverage.ends_on)
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in db.session.execute(asked.where(Coverage.line_id.in_(parts))):
        rows.setdefault(row.line_id, []).append(dict(row._mapping))
    ends = {line_id: covering.main_end(parts[line_id], some) for line_id, some in rows.items()}
    return {line_id: end for line_id, end in ends.items() if end}


def put_right(
    wanted: dict[Place, tuple[Card, CardLine, date]],
    there: dict[Place, Visit],
    promised: set[str],
    book: books.Book,
    by: Any,
    at: datetime,
) -> None:
    for place, visit in there.items():
        if visit.code not in book.recurrences:
            continue
        if visit.outcome == Visit.GONE and place in wanted:
            come_back(visit, wanted[place][2], by, at)
        if not visit.is_open:
            continue
        if place not in wanted:
            take_off(visit, by, at, leaves_word=visit.code not in promised)
        elif visit.due_on != wanted[place][2]:  # it goes on with its version: nobody changed it by hand
            db.session.execute(update(Visit).where(Visit.id == visit.id).values(due_on=wanted[place][2]))
    new = [
        a_row(card, line, place[1], place[2], day, book)
        for place, (card, line, day) in wanted.items()
        if place not in there
    ]
    enter(new)


def call_off(cards: dict[int, Card], there: dict[Place, Visit], by: Any, at: datetime) -> None:
    """A day was agreed on with somebody whose thing it is no longer: the visit stays, and wants another day."""
    agreed = {one.appointment_id: one for one in there.values() if one.is_open and one.appointment_id}
    if not agreed:
        return
    for trip in db.session.scalars(select(Appointment).where(Appointment.id.in_(agreed))):
        visit = agreed[trip.id]
        if trip.is_open and trip.customer_id != cards[visit.card_id].customer_id:
            cancelling.strike(trip, by.person_id if by else trip.made_by, at)
            visit.appointment_id = None


def enter(rows: Sequence[dict[str, Any]]) -> None:
    """On PostgreSQL another tablet may lay the very same in this moment."""
    if rows:
        made = INSERT[db.engine.dialect.name](Visit.__table__).on_conflict_do_nothing()
        db.session.connection().execute(made, rows)


def a_row(card: Card, line: CardLine, code: str, number: int, day: date, book: books.Book) -> dict[str, Any]:
    where = {"store_id": card.store_id, "with_store_id": card.store_id}
    row = {**where, "card_id": card.id, "line_id": line.id, "code": code, "number": number}
    more = {"outcome": "", "results": [], "words": "", "version": 1, "owner_id": None}
    return {**row, **more, "due_on": day, "playbook_version_id": book.version_id}


def take_off(visit: Visit, by: Any, at: datetime, leaves_word: bool = False) -> None:
    """leaves_word: what its store promises no more is not deleted, or nobody would know that its card was promised it."""
    trip = db.session.get_one(Appointment, visit.appointment_id) if visit.appointment_id else None
    if trip is None and not leaves_word:
        db.session.execute(delete(Visit).where(Visit.id == visit.id))
        return
    visit.outcome, visit.ended_at = Visit.GONE, at
    visit.ended_by = by.person_id if by else trip.made_by if trip else visit.card.issued_by
    if trip and trip.is_open:
        cancelling.strike(trip, visit.ended_by, at)
    if by:
        note(by, "take_off", visit, at)


def come_back(visit: Visit, day: date, by: Any, at: datetime) -> None:
    """It was taken off because of a day that was put right since: it is due again, and wants another day agreed."""
    visit.outcome, visit.ended_at, visit.ended_by, visit.appointment_id = "", None, None, None
    visit.due_on = day
    if by:
        note(by, "reopen", visit, at)
    db.session.flush()


def lay_all(at: datetime) -> Iterator[int]:
    """Every card that is covered today, a chunk at a time, for what a new version of a playbook asks for. Whoever asks
    commits after each."""
    last = 0
    whole = selectinload(Card.lines)
    while True:
        asked = select(Card).where(Card.id > last, Card.voided_at.is_(None), Card.ends_on >= at.date())
        cards = db.session.scalars(asked.order_by(Card.id).limit(CHUNK).options(whole)).all()
        if not cards:
            return
        lay(cards, None, at)
        last = cards[-1].id
        yield len(cards)
        db.session.expire_all()
