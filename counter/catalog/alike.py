"""Products that somebody might enter twice: of one code, of one barcode, of one name and variant."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import raiseload

from counter.catalog.models import Ean, Product
from counter.catalog.searching import folded, words_of
from counter.extensions import db

MOST = 200
Text = Mapping[str, str]


def others(besides: Product | None) -> Select[Product]:
    asked = select(Product).options(raiseload("*"))
    return asked.where(Product.id != besides.id) if besides is not None else asked


def with_code(code: str, besides: Product | None = None) -> Product | None:
    return db.session.scalar(others(besides).where(Product.code == code))


def with_barcodes(codes: Sequence[str], besides: Product | None = None) -> dict[str, Product]:
    """By barcode."""
    asked = others(besides).join(Ean, Ean.product_id == Product.id).where(Ean.code.in_(codes))
    return {code: product for product, code in db.session.execute(asked.add_columns(Ean.code))}


def called_so(trade: str, name: Text, variant: Text, besides: Product | None = None) -> Product | None:
    """In either language, whatever its spaces and capitals. What has no variant is alike what has none."""
    wanted = {folded(word) for word in words_of(name)} - {""}
    whole = literal(" ") + Product.search_text + literal(" ")
    parts = [whole.contains(f" {word} ", autoescape=True) for word in wanted]
    asked = others(besides).where(Product.trade == trade, or_(*parts)).order_by(Product.id).limit(MOST)
    for one in db.session.scalars(asked) if parts else ():
        if wanted & {folded(word) for word in words_of(one.name)} and is_same(one.variant, variant):
            return one
    return None


def is_same(one: Text, other: Text) -> bool:
    mine, theirs = ({folded(word) for word in words_of(text)} - {""} for text in (one, other))
    return bool(mine & theirs) or not (mine or theirs)
