"""Files a card under everything that it is found by (ground 17), in the transaction that writes it."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, select, update

from counter.extensions import db
from counter.stores.models import Store
from counter.warranty.models import Card, CardLine, Coverage, LookupKey
from counter.warranty.probes import Filed, keys_of

AREA_CODE = re.compile(r"0\d{2,3}(?=[\s-])")


def place_of(store: Store) -> tuple[str, str | None]:
    """(country, area code) for numbers that are typed without them."""
    country = store.jurisdictions[0].split("-")[0] if store.jurisdictions else "CN"
    found = AREA_CODE.match(store.phone)
    return country, found[0] if found else None


def serials_of(card: Card) -> set[str]:
    """Its things' serials, and those that an exchange took away: they still stand on the customer's box."""
    serials = {each.value for line in card.lines for each in line.identifiers}
    repairs = [repair for line in card.lines for repair in line.repairs if repair.withdrawn_at is None]
    return serials | {before for repair in repairs for before, _ in repair.swapped.values() if before}


def file(card: Card, store: Store, phones: Iterable[str], serials: Iterable[str]) -> None:
    """Replaces the card's keys. phones: E.164, all that the customer has."""
    db.session.execute(delete(LookupKey).where(LookupKey.card_id == card.id))
    file_new([(card, phones, serials)], store)


def file_new(cards: Sequence[tuple[Card, Iterable[str], Iterable[str]]], store: Store) -> None:
    """The keys of cards that have none yet: (card, phones, serials) of each; their coverage is written."""
    place, rows = place_of(store), []
    untils = untils_of([card for card, _, _ in cards])
    for card, phones, serials in cards:
        invoices = (card.invoice_number,) if card.invoice_number else ()
        filed = Filed(card.customer_name, tuple(phones), card.number, tuple(serials), invoices)
        row = {"store_id": store.id, "card_id": card.id, "until": untils[card.id]}
        rows += [{"value": key, **row} for key in sorted(keys_of(filed, *place))]
    db.session.execute(insert(LookupKey), rows)


def untils_of(cards: Sequence[Card]) -> dict[int, int]:
    """By card, as its keys keep it, from the coverage rows as they are."""
    last = select(CardLine.card_id, func.max(Coverage.ends_on)).join(
        Coverage, Coverage.line_id == CardLine.id
    )
    asked = last.where(CardLine.card_id.in_([card.id for card in cards])).group_by(CardLine.card_id)
    ends = {card_id: LookupKey.day_of(ends_on) for card_id, ends_on in db.session.execute(asked)}
    return {
        card.id: LookupKey.VOID if card.voided_at is not None else ends.get(card.id, LookupKey.LIFELESS)
        for card in cards
    }


def rank(cards: Sequence[Card]) -> None:
    """Their coverage changed, or they are void now: their keys are told."""
    for card_id, until in untils_of(cards).items():
        db.session.execute(update(LookupKey).where(LookupKey.card_id == card_id).values(until=until))
