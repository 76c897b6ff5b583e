"""Files a card under everything that it is found by (ground 17), in the transaction that writes it."""

import re
from collections.abc import Iterable

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


def file(card: Card, store: Store, phones: Iterable[str], serials: Iterable[str]) -> None:
    """Replaces the card's keys. phones: E.164, all that the customer has."""
    invoices = (card.invoice_number,) if card.invoice_number else ()
    filed = Filed(card.customer_name, tuple(phones), card.number, tuple(serials), invoices)
    db.session.execute(delete(LookupKey).where(LookupKey.card_id == card.id))
    row = {"store_id": store.id, "card_id": card.id, "until": until_of(card)}
    keys = sorted(keys_of(filed, *place_of(store)))
    db.session.execute(insert(LookupKey), [{"value": key, **row} for key in keys])


def until_of(card: Card) -> int:
    """As its keys keep it, from the coverage rows as they are."""
    if card.voided_at is not None:
        return LookupKey.VOID
    last = select(func.max(Coverage.ends_on)).join(CardLine, CardLine.id == Coverage.line_id)
    ends_on = db.session.scalar(last.where(CardLine.card_id == card.id))
    return ends_on.toordinal() if ends_on else LookupKey.LIFELESS


def rank(card: Card) -> None:
    """Coverage changed, or the card is void now: its keys are told."""
    db.session.execute(update(LookupKey).where(LookupKey.card_id == card.id).values(until=until_of(card)))
