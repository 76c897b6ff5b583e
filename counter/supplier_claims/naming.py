"""What debtors are called: as brands and debtors are that are known already, so that one debtor is one, however it is typed."""

from typing import Any

from sqlalchemy import select

from counter.catalog.models import Product
from counter.columns import Words
from counter.customers.names import folded
from counter.extensions import db
from counter.supplier_claims.models import UNNAMED, SupplierClaim

MOST = 500


def key_of(payer: str, debtor: Words) -> str:
    return f"{payer}:{folded(debtor.get('zh') or debtor.get('en') or '')}"[:100]


def known(*payers: str, store_ids: Any = None) -> list[Words]:
    """The debtors that were named so far, and for the maker the brands of the products. store_ids: None for all."""
    asked = select(SupplierClaim.debtor).where(
        SupplierClaim.payer.in_(payers), SupplierClaim.debtor_key.not_in(UNNAMED)
    )
    if store_ids is not None:
        asked = asked.where(SupplierClaim.store_id.in_(store_ids))
    found = list(db.session.scalars(asked.distinct().limit(MOST)))
    if "maker" in payers:
        found = [*db.session.scalars(select(Product.brand).distinct().limit(MOST)), *found]
    return [words for words in found if any(words.values())]


def words_of(typed: str, payer: str) -> Words:
    """As it is called in both languages where it is known, else as it was typed."""
    mine = folded(typed)
    if not mine:
        return {"zh": typed, "en": typed} if typed else {}
    names = (words for words in known(payer) if mine in {folded(one) for one in words.values() if one})
    return dict(next(names, {"zh": typed, "en": typed}))
