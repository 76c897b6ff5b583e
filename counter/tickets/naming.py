"""Which product of the catalogue a part is: scanned, typed by its code or whole name, or chosen of those that are called so."""

from typing import Any

from flask_babel import lazy_gettext as _

from counter.catalog import variants
from counter.catalog.describing import label_of
from counter.catalog.models import Product
from counter.catalog.searching import folded, search
from counter.extensions import db
from counter.languages import words
from counter.stock.scanning import Scanned, UnknownScan, scanned
from counter.stores.models import Store
from counter.warranty.models import CardLine
from counter.warranty.oldcards import MOST_CHOICES, MOST_FOUND, is_named

ITS_OWN = _("Scan its own IMEI or serial, not the barcode of the product.")
NONE_THERE = _(
    "There are not so many on the shelf of this store. Take another, have it brought here first, or leave this empty: then no stock moves."
)
ELSEWHERE = _(
    "The thing is with another store, whose shelf this is. Leave this empty, or let them note what went in."
)


def named(field: Any, choice: Any, store: Store, line: CardLine | None) -> Scanned | None:
    """choice: the field that offers those of which a piece of the name was typed, since none of them leaves the shelf by a guess.
    None where nothing was typed, or it is not to be known: what is wrong stands at the field."""
    typed = field.data or ""
    if not typed:
        return None
    try:
        found = scanned(typed, store)
    except UnknownScan as wrong:
        meant = called(typed, choice, store)
        if meant is None:
            field.errors = [_("Which of these is it?") if choice.choices else wrong.sentence]
            return None
        found = Scanned(meant)
    if found.unit is None and found.product.is_tracked:
        field.errors = [ITS_OWN]
    elif is_the_thing(found.product, line):
        field.errors = [_("This is the thing itself, not a part of it.")]
    return None if field.errors else found


def is_the_thing(product: Product, line: CardLine | None) -> bool:
    own = db.session.get(Product, line.product_id) if line is not None and line.product_id else None
    return own is not None and variants.model_of(own) == variants.model_of(product)


def called(typed: str, choice: Any, store: Store) -> Product | None:
    """The one that bears just this name, or was chosen; else they are offered."""
    found = [] if folded(typed).isdecimal() else search(typed, store, MOST_FOUND)
    best = [one for one in found if str(one.id) == choice.data] or [
        one for one in found if is_named(one, typed)
    ]
    if len(best) == 1:
        return best[0]
    choice.choices = [(str(one.id), words(label_of(one))) for one in found[:MOST_CHOICES]]
    return None
