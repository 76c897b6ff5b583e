"""Which lines of a list can't become a card: they have one, or are known as another product. A query for a thousand."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from counter.catalog.models import Product
from counter.extensions import db
from counter.languages import words
from counter.serial_batches.reading import Line, Wrong
from counter.stores.models import Store
from counter.warranty import issuing, lacking, numbers
from counter.warranty.models import Card, CardLine, Identifier
from counter.warranty.oldcards import of_products

AT_ONCE = 1_000


def halves(lines: Sequence[Line], product: Product) -> list[Wrong]:
    """Those with one IMEI of two."""
    if "imei2" not in lacking.kinds_of(product):
        return []
    said = _("This phone has two IMEI, and one stands here. Add the other, or tick that there is none.")
    half = [line for line in lines if "imei1" in line.serials and "imei2" not in line.serials]
    return [Wrong(line.number, line.text, said) for line in half]


def known(lines: Sequence[Line], product: Product, store: Store) -> list[Wrong]:
    found = []
    for some in chunks(lines):
        values = [value for line in some for value in line.serials.values()]
        live, others = live_cards(values), of_products(values)
        for line in some:
            if sentence := said(line, live, others, product, store):
                found.append(Wrong(line.number, line.text, sentence))
    return found


def said(line: Line, live: dict[str, Any], others: Any, product: Product, store: Store) -> str:
    """Of another store's card no more than that it is there."""
    for value in line.serials.values():
        if card := live.get(value):
            if card.store_id != store.id:
                return _("A card of another store is for this one already.")
            return _("Card %(number)s is for this one already.", number=numbers.shown(card.number))
        if other := next((one for one in others.get(value, ()) if one.id != product.id), None):
            name = words(issuing.label_of(other))
            return _("This is the serial of %(product)s. Look at it again, or at the product.", product=name)
    return ""


def live_cards(values: Sequence[str]) -> dict[str, Any]:
    """By serial the row of the card that it has."""
    asked = select(Identifier.value, Card.store_id, Card.number)
    asked = asked.join(CardLine, CardLine.id == Identifier.line_id).join(Card, Card.id == CardLine.card_id)
    rows = db.session.execute(asked.where(Identifier.value.in_(values), Identifier.live == 1))
    return {row.value: row for row in rows}


def chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    rest = iter(lines)
    while some := list(islice(rest, AT_ONCE)):
        yield some
