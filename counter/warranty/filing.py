"""Files a card under everything that it is found by (ground 17), in the transaction that writes it."""

import re
from collections.abc import Iterable

from sqlalchemy import delete, insert

from counter.extensions import db
from counter.stores.models import Store
from counter.warranty.models import Card, LookupKey
from counter.warranty.probes import Filed, keys_of

AREA_CODE = re.compile(r"0\d{2,3}(?=[\s-])")


def place_of(store: Store) -> tuple[str, str | None]:
    """(country, area code) for numbers that are typed without them."""
    country = store.jurisdictions[0].split("-")[0] if store.jurisdictions else "CN"
    found = AREA_CODE.match(store.phone)
    return country, found[0] if found else None


def file(card: Card, store: Store, phones: Iterable[str], serials: Iterable[str]) -> None:
    """Replaces the card's keys. phones: E.164, all that the customer has."""
    db.session.execute(delete(LookupKey).where(LookupKey.card_id == card.id))
    file_new([(card, phones, serials)], store)


def file_new(cards: Iterable[tuple[Card, Iterable[str], Iterable[str]]], store: Store) -> None:
    """The keys of cards that have none yet: (card, phones, serials) of each."""
    place, rows = place_of(store), []
    for card, phones, serials in cards:
        invoices = (card.invoice_number,) if card.invoice_number else ()
        filed = Filed(card.customer_name, tuple(phones), card.number, tuple(serials), invoices)
        rows += [
            {"value": key, "store_id": store.id, "card_id": card.id} for key in sorted(keys_of(filed, *place))
        ]
    db.session.execute(insert(LookupKey), rows)
