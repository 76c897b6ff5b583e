"""A product comes into the books, and is changed there. What it is found by is written with it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from counter.catalog.identifiers import IdentifierError, check_ean
from counter.catalog.models import Ean, Product
from counter.catalog.searching import lists, search_text, sounds, tokens
from counter.extensions import db
from counter.history.models import note

LONG_NUMBER = re.compile(r"\d[\d\s-]{6,}")
LONGEST_CODE = 32  # of one that is made here; a number may follow


class Taken(Exception):
    """Somebody has given this code or barcode to another product in this very moment."""


def begun(typed: str) -> dict[str, str]:
    """What the form for a new product begins with where this found none. It stands in an address: a name or a barcode, no other
    number, since somebody may have scanned a serial or typed a phone's number there."""
    try:
        return {"ean": check_ean(typed)}
    except IdentifierError:
        return {} if LONG_NUMBER.search(typed) else {"name": typed[:80]}


def add(trade: str, values: Mapping[str, Any], barcodes: Sequence[str], by: Any, at: datetime) -> Product:
    """values: by the product's columns; without a code it gets one from its name. Raises Taken."""
    product = Product(trade=trade, **values)
    product.code = product.code or free_code(product)
    product.search_text = search_text(product)
    product.eans = [Ean(code=code) for code in barcodes]
    try:
        with db.session.begin_nested():
            db.session.add(product)
    except IntegrityError:
        raise Taken from None
    note(by, "add", product, at, {"code": [None, product.code], "price": [None, product.price]})
    return product


def lock(number: int) -> None:
    """Two who save at once go one after the other; the second is then told."""
    db.session.execute(select(Product.id).where(Product.id == number).with_for_update(key_share=True))


def change(
    product: Product, values: Mapping[str, Any], barcodes: Sequence[str], by: Any, at: datetime
) -> bool:
    """Whether anything is different now. Without a code it keeps its own. Raises Taken."""
    values = {**values, "code": values["code"] or product.code}
    changed = {name: [getattr(product, name), value] for name, value in values.items()}
    changed["barcodes"] = [sorted(one.code for one in product.eans), sorted(barcodes)]
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        return False
    try:
        with db.session.begin_nested():
            put(product, values, barcodes)
            if "code" in changed:
                follow(*changed["code"])
    except IntegrityError:
        raise Taken from None
    note(by, "change", product, at, {name: [told(one) for one in pair] for name, pair in changed.items()})
    return True


def put(product: Product, values: Mapping[str, Any], barcodes: Sequence[str]) -> None:
    for name, value in values.items():
        setattr(product, name, value)
    product.search_text = search_text(product)
    flag_modified(product, "search_text")  # barcodes alone are a change of the product, too
    for one in [one for one in product.eans if one.code not in barcodes]:
        product.eans.remove(one)
        db.session.delete(one)
    kept = {one.code for one in product.eans}
    product.eans += [Ean(code=code) for code in barcodes if code not in kept]


def follow(before: str, code: str) -> None:
    """What is made for it names it by its code."""
    asked = select(Product.id, Product.fits).where(lists(Product.fits, before))
    for number, fits in db.session.execute(asked).all():
        renamed = [code if one == before else one for one in fits]
        db.session.execute(update(Product).where(Product.id == number).values(fits=renamed))


def told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def free_code(product: Product) -> str:
    """NOKIA-3310 by its English name and variant, YQX20 by the sounds of its Chinese one; with a number where that is taken."""
    latin = [one for text in (product.name, product.variant) for one in tokens((text or {}).get("en", ""))]
    spelt = [one for one in latin if one.isascii()] or [sounds(product.name.get("zh", ""))[1]]
    first = "".join(c for c in "-".join(spelt).upper() if c.isascii())[:LONGEST_CODE].strip("-") or "P"
    asked = select(Product.code).where(Product.code.startswith(first, autoescape=True))
    taken = set(db.session.scalars(asked))
    number, code = 1, first
    while code in taken:
        number += 1
        code = f"{first}-{number}"
    return code
