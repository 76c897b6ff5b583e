"""A call is promised before a card's cover ends, to whoever agreed to be called: a check while a fault still costs nothing.

It is promised shortly before it is due, by a pass of each day, and not when a card is issued (STYLE.md says why). Once
promised it moves with the end of the cover, and is off the list when the card covers nothing or is somebody else's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import String, cast, exists, func, literal, select, tuple_, update

from counter.callbacks import promising
from counter.callbacks.models import Callback
from counter.columns import Day, Words
from counter.customers.models import Consent, Customer
from counter.extensions import db
from counter.history.models import note
from counter.playbooks.conditions import holds
from counter.playbooks.durations import earlier, later
from counter.staff.models import Person
from counter.stores import facts
from counter.stores.models import Store
from counter.upkeep import books
from counter.warranty.models import Card, CardLine

AHEAD = timedelta(days=14)  # before it is due; the list of calls looks seven days ahead
SLACK = timedelta(days=7)  # months differ, and a repair moves an end by a few days
CHUNK = 500
PREFIX = "card-"
NOBODY_CALLED = ("item_returned", "card_void", "new_owner", "cover_ended")


@dataclass(frozen=True)
class Issuer:
    """Nobody's hand promises it: it is promised in the name of whoever issued the card."""

    person_id: int
    names: Words
    store: Store
    tablet_id: int | None = None


def source_of(card: Card) -> str:
    """A new owner has a call of their own."""
    return f"{PREFIX}{card.id}-{card.customer_id}"


def source() -> Any:
    """source_of() in SQL."""
    return literal(PREFIX) + cast(Card.id, String) + "-" + cast(Card.customer_id, String)


def due_on(plan: dict[str, Any], ends_on: date, today: date) -> date:
    return max(earlier(ends_on, plan["due_in"]), today)


def settle(cards: Sequence[Card], by: Any, at: datetime, are_new: bool = False) -> None:
    """Hangs in warranty.following: what was promised for these cards follows them. A new one has nothing promised yet."""
    if are_new:
        return
    asked = select(Callback).where(
        Callback.card_id.in_([card.id for card in cards]), Callback.completed_at.is_(None)
    )
    calls = [one for one in db.session.scalars(asked) if one.source.startswith(PREFIX)]
    if not calls:
        return
    by_id = {card.id: card for card in cards}
    for call in calls:
        card = by_id[call.card_id or 0]
        store = db.session.get_one(Store, card.store_id)
        hand = by or Issuer(call.promised_by, db.session.get_one(Person, call.promised_by).name, store)
        reason = why_over(call, card, store.today(at))
        if reason:
            call.completed_at, call.completed_by, call.outcome = at, hand.person_id, reason
            note(hand, "end", call, at, {"outcome": [None, reason]})
        elif call.is_untouched and call.attempt == call.body.get("first", 1):
            move(call, card, store, hand, at)


def why_over(call: Callback, card: Card, today: date) -> str:
    if card.voided_at is not None:
        return "item_returned" if all(line.returned_on for line in card.lines) else "card_void"
    if call.source != source_of(card):
        return "new_owner"
    return "" if card.ends_on and card.ends_on >= today else "cover_ended"


def move(call: Callback, card: Card, store: Store, hand: Any, at: datetime) -> None:
    """As if it had been promised so, and about what is left: nobody worked on it yet."""
    plan = next((one for one in books.of_store(store).calls if one["id"] == call.plan), None)
    if plan is None or card.ends_on is None:
        return
    on, before = due_on(plan, card.ends_on, store.today(at)), call.due_on
    was, about = call.body.get("about"), next(line.label for line in card.lines if line.returned_on is None)
    if (on, about) == (before, was):
        return
    values = {"due_on": on, "body": {**call.body, "round_on": on.isoformat(), "about": about}}
    db.session.execute(update(Callback).where(Callback.id == call.id, Callback.version == 1).values(values))
    told = {"due_on": [before.isoformat(), on.isoformat()], "about": [was, about]}
    note(hand, "move", call, at, {name: pair for name, pair in told.items() if pair[0] != pair[1]})


def promise_due(at: datetime) -> Iterator[int]:
    """The pass of a day, for all stores: how many were promised, a chunk at a time; whoever asks commits after each. Run
    again it finds those that are there, and promises nothing twice for one end of cover."""
    for store_id in db.session.scalars(select(Store.id).order_by(Store.id)).all():
        for place in range(len(books.of_store(db.session.get_one(Store, store_id)).calls)):
            after: tuple[date, int] | None = (date.min, 0)
            while after is not None:
                made, after = promise_some(store_id, place, after, at)
                yield made
                db.session.expire_all()


def promise_some(
    store_id: int, place: int, after: tuple[date, int], at: datetime
) -> tuple[int, tuple[date, int] | None]:
    """Of one plan of the store: (how many, where to go on). Two passes at once take turns at a store."""
    store = db.session.scalars(
        select(Store).where(Store.id == store_id).with_for_update(key_share=True)
    ).one()
    book, made = books.of_store(store), 0
    plan = book.calls[place]
    rows = db.session.execute(waiting(store_id, plan, store.today(at), after)).all()
    for card, line, customer, issuer, last in rows:
        if fits(plan, card, line, facts.of_store(store, book.body)):
            promise(
                plan, book, card, line, customer, Issuer(issuer.id, issuer.name, store), at, (last or 0) + 1
            )
            made += 1
    return made, (rows[-1][0].ends_on, rows[-1][0].id) if len(rows) == CHUNK else None


def spoken_since(plan: dict[str, Any], today: date) -> datetime:
    """Who was called since then was called for the same end: an earlier one is more than that away."""
    return datetime.combine(earlier(today, plan["due_in"]) - AHEAD - SLACK, time.min, UTC)


def waiting(store_id: int, plan: dict[str, Any], today: date, after: tuple[date, int]) -> Any:
    """Cards whose call is due within AHEAD, and is neither promised nor made yet, of owners who agreed; by their ends. With
    the number of their last try for an earlier end, or one that was put right."""
    consent = plan["audience"]["consent"]
    mine = Callback.source == source(), Callback.plan == plan["id"]
    was_called = Callback.outcome.not_in(NOBODY_CALLED) & (Callback.completed_at >= spoken_since(plan, today))
    promised = exists().where(*mine, Callback.completed_at.is_(None) | was_called)
    last = select(func.max(Callback.attempt)).where(*mine).correlate(Card).scalar_subquery()
    first = select(func.min(CardLine.id)).where(CardLine.card_id == Card.id, CardLine.returned_on.is_(None))
    asked = select(Card, CardLine, Customer, Person, last).join(Customer, Customer.id == Card.customer_id)
    asked = asked.join(CardLine, CardLine.id == first.correlate(Card).scalar_subquery())
    asked = asked.join(Person, Person.id == Card.issued_by)
    asked = asked.where(Card.store_id == store_id, Card.voided_at.is_(None), ~promised)
    asked = asked.where(Card.ends_on.between(today, later(today + AHEAD, plan["due_in"])))
    asked = asked.where(tuple_(Card.ends_on, Card.id) > tuple_(literal(after[0], Day), literal(after[1])))
    if consent:
        agreed = exists().where(
            Consent.customer_id == Card.customer_id,
            Consent.purpose == consent,
            Consent.withdrawn_at.is_(None),
        )
        asked = asked.where(agreed)
    return asked.order_by(Card.ends_on, Card.id).limit(CHUNK)


def fits(plan: dict[str, Any], card: Card, line: CardLine, known: dict[str, object]) -> bool:
    """Cover that is shorter than the plan's lead would be called for on the day of sale."""
    if card.ends_on is None or earlier(card.ends_on, plan["due_in"]) <= card.sold_on:
        return False
    path = tuple(line.facts.get("path", (line.category_code,)))
    return holds(plan["if"], known | {"item.category": path, "item.price": line.facts.get("price")})


def promise(
    plan: dict[str, Any], book: books.Book, card: Card, line: CardLine, customer: Customer, hand: Issuer, at: datetime,
    attempt: int = 1,
) -> Callback:  # fmt: skip
    """Its copy of the plan keeps which attempt is its first."""
    assert card.ends_on
    call = Callback(store_id=card.store_id, customer=customer, sale_id=card.sale_id, card_id=card.id)
    call.source, call.plan, call.label = source_of(card), plan["id"], plan["label"]
    call.due_on = due_on(plan, card.ends_on, hand.store.today(at))
    call.attempt = attempt
    more = {"about": line.label, "round_on": call.due_on.isoformat(), "first": attempt}
    call.body = promising.body_of(book.body, plan) | more
    return promising.promised(call, hand, at)
