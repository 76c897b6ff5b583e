"""Finds a product by what one types or hears: a piece of its name, brand, variant, code, pinyin, kind or barcode."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, or_, select
from sqlalchemy.orm import joinedload, raiseload

from counter.catalog.models import Category, Ean, Product
from counter.extensions import db

LONGEST = 400  # characters of search_text
HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
MOST_TOKENS = 6
SHORTEST_EAN = 4  # fewer digits are rather a model's number than the beginning of a barcode


def tokens(text: str) -> list[str]:
    """Runs of Chinese characters and runs of letters and digits, without case, width and accents."""
    text = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    text = "".join(char for char in text if unicodedata.category(char) != "Mn")
    return TOKEN.findall(unicodedata.normalize("NFC", text))


def search_text(product: Product) -> str:
    """What the product is found by, at most 400 characters, the code first: of long texts it is the end that is lost. A space
    stands between fields only."""
    parts = [product.code, *words_of(product.name), *words_of(product.variant), *words_of(product.brand)]
    found = [*map(folded, parts), *sounds(str((product.name or {}).get("zh", "")))]
    return " ".join(dict.fromkeys(part for part in found if part))[:LONGEST].rstrip()


def folded(text: str) -> str:
    return "".join(tokens(text))


def words_of(text: Mapping[str, str] | None) -> list[str]:
    return [str(value) for value in (text or {}).values()]


def sounds(name: str) -> list[str]:
    """Pinyin in full and in initials: 云雀X20 is yunquex20 and yqx20."""
    from pypinyin import lazy_pinyin  # a third of a second: only where a product is written

    spelt = [folded(one) for one in lazy_pinyin(folded(name))]
    initials = [one[:1] if one.isalpha() and len(spelt) > 1 else one for one in spelt]
    return ["".join(spelt), "".join(initials)]


def sold_by(store: Any, on: date | None = None) -> Select[Product]:
    """The products of the store's trade, with their category; on: those that are sold on this day."""
    return of_trade(store.playbook_code, on)


def of_trade(trade: str, on: date | None = None) -> Select[Product]:
    asked = select(Product).where(Product.trade == trade)
    asked = asked.where(is_sold(on)) if on else asked
    return asked.options(joinedload(Product.category), raiseload("*"))


def is_sold(on: date) -> ColumnElement[bool]:
    return or_(Product.sold_until.is_(None), Product.sold_until > on)


def lists(column: Any, word: str) -> ColumnElement[bool]:
    """Whether a list of words (Product.fits, suits, not_for) has this one: SQLite keeps 中 as \\u4e2d, PostgreSQL as it is. SQLite
    takes small letters for capitals here, so whoever minds looks again."""
    whole = cast(column, String)
    return or_(*(whole.contains(one, autoescape=True) for one in {f'"{word}"', json.dumps(word)}))


def search(text: str, store: Any, limit: int = 20, on: date | None = None) -> list[Product]:
    """The products of the store's trade in which every word of the text is found; nothing typed is all of them. on: without
    what isn't sold on this day."""
    found = tokens(text)
    if not found and text.strip():
        return []
    asked = narrowed(sold_by(store, on), found)
    order = (
        (Product.price.desc(), Product.code)
        if found
        else (Product.category_code, Product.price.desc(), Product.code)
    )
    return list(db.session.scalars(asked.order_by(*order).limit(limit)))


def narrowed(asked: Select[Product], found: Sequence[str]) -> Select[Product]:
    """To those that have each of the tokens."""
    branches = select(Category.code, Category.parent_code, Category.label)
    kinds = db.session.execute(branches).all() if found else []
    for token in found[:MOST_TOKENS]:
        asked = asked.where(has(token, kinds))
    return asked


def has(token: str, kinds: Any) -> ColumnElement[bool]:
    """In its texts, in the name of its kind ("headset", 耳机), or as the beginning of its barcode."""
    ways: list[ColumnElement[bool]] = [Product.search_text.contains(token, autoescape=True)]
    if codes := beneath(named(token, kinds), kinds):
        ways.append(Product.category_code.in_(codes))
    if token.isascii() and token.isdigit() and len(token) >= SHORTEST_EAN:
        begins = select(Ean.product_id).where(Ean.code >= token, Ean.code < token + ":")  # ":" follows "9"
        ways.append(Product.id.in_(begins))
    return or_(*ways)


def named(token: str, kinds: Any) -> set[str]:
    if token.isascii() and len(token) < 3:
        return set()
    return {code for code, _, label in kinds if any(token in folded(word) for word in words_of(label))}


def beneath(codes: set[str], kinds: Any) -> set[str]:
    """The categories and all that hang under them."""
    found, more = set(codes), set(codes)
    while more:
        more = {code for code, parent, _ in kinds if parent in more} - found
        found |= more
    return found


def tree() -> dict[str, str | None]:
    """Each category's code and its parent's."""
    rows = db.session.execute(select(Category.code, Category.parent_code)).all()
    return {code: parent for code, parent in rows}


def path(category_code: str, branches: Mapping[str, str | None] | None = None) -> tuple[str, ...]:
    """The category and all above it, nearest first. Give `branches` (a tree()) where many are asked for."""
    branches = tree() if branches is None else branches
    found: list[str] = []
    code: str | None = category_code
    while code is not None and code not in found:
        found.append(code)
        code = branches.get(code)
    return tuple(found)
