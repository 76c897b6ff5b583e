"""What is still to come, by debtor and by age; the claims of one debtor; what a list has in it. One query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_login import current_user
from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import joinedload

from counter.columns import Words
from counter.extensions import db
from counter.scope import seen
from counter.stores.models import Store
from counter.supplier_claims.models import UNNAMED, SupplierClaim, SupplierClaimBatch

AGES = (timedelta(31), timedelta(61))  # 0 to 30 days, 31 to 60, over 60
OWED = func.coalesce(SupplierClaim.accepted, SupplierClaim.amount)


@dataclass(frozen=True)
class Debtor:
    """Minor units. young, middle, old: made up to 30, up to 60, more than 60 days ago; to_send: how many wait for that."""

    key: str
    payer: str
    name: Words
    currency: str
    claims: int
    to_send: int
    young: int
    middle: int
    old: int

    @property
    def is_named(self) -> bool:
        return self.key not in UNNAMED

    @property
    def total(self) -> int:
        return self.young + self.middle + self.old


def open_ones() -> tuple[ColumnElement[bool], ...]:
    """Not those that stand at nothing, nor those that were refused."""
    is_told = (SupplierClaim.amount > 0) | (SupplierClaim.deeds != [])
    is_owed = SupplierClaim.accepted.is_(None) | (SupplierClaim.accepted > 0)
    return SupplierClaim.paid_at.is_(None), is_owed, is_told


def where(store_ids: Any) -> list[ColumnElement[bool]]:
    """store_ids: None for whoever sees all."""
    return [] if store_ids is None else [SupplierClaim.store_id.in_(store_ids)]


def debtors(store_ids: Any, at: datetime) -> list[Debtor]:
    """First what nobody owes by name, then who owes most; with those of which nobody said yet how much it is."""
    first, second = (at - age for age in AGES)
    made = SupplierClaim.made_at
    aged = {"young": made > first, "middle": (made <= first) & (made > second), "old": made <= second}
    sums = [func.sum(case((when, OWED), else_=0)).label(name) for name, when in aged.items()]
    counted = [
        func.count().label("claims"),
        func.count(case((SupplierClaim.sent_at.is_(None), 1))).label("to_send"),
    ]
    one = func.max(SupplierClaim.id).label("one")
    group = SupplierClaim.debtor_key, SupplierClaim.currency
    found = (
        select(*group, *counted, *sums, one)
        .where(*open_ones(), *where(store_ids))
        .group_by(*group)
        .subquery()
    )
    asked = select(found, SupplierClaim.payer, SupplierClaim.debtor)
    asked = asked.join(SupplierClaim, SupplierClaim.id == found.c.one)
    owed = found.c.young + found.c.middle + found.c.old
    asked = asked.order_by(found.c.debtor_key.not_in(UNNAMED), owed.desc(), found.c.debtor_key)
    return [
        Debtor(
            row.debtor_key, row.payer, row.debtor, row.currency, row.claims, row.to_send,
            int(row.young), int(row.middle), int(row.old),
        )
        for row in db.session.execute(asked.limit(200))
    ]  # fmt: skip


def claims(
    store_ids: Any, debtors: Sequence[Debtor] = (), is_settled: bool = False, limit: int = 300
) -> list[SupplierClaim]:
    """debtors: one, in each of its currencies; none for all. Open ones: what is still to be sent first, of these what has no debtor
    by name, then what waits longest. Settled ones, paid or refused: the latest first."""
    settled = SupplierClaim.paid_at.is_not(None) | (SupplierClaim.accepted == 0)
    asked = select(SupplierClaim).options(joinedload(SupplierClaim.store)).where(*where(store_ids))
    if debtors:
        currencies = [one.currency for one in debtors]
        mine = SupplierClaim.debtor_key == debtors[0].key, SupplierClaim.currency.in_(currencies)
        asked = asked.where(*mine)
    if is_settled:
        asked = asked.where(settled).order_by(SupplierClaim.answered_at.desc(), SupplierClaim.id.desc())
    else:
        asked = asked.where(*open_ones()).order_by(
            SupplierClaim.sent_at.is_not(None),
            SupplierClaim.debtor_key.not_in(UNNAMED),
            SupplierClaim.made_at,
            SupplierClaim.id,
        )
    return list(db.session.scalars(asked.limit(limit)))


def chosen(numbers: list[int]) -> list[SupplierClaim]:
    """Of the person's stores, locked until they are sent."""
    asked = seen(SupplierClaim).where(SupplierClaim.id.in_(numbers)).order_by(SupplierClaim.id)
    return list(db.session.scalars(asked.with_for_update(key_share=True)))


def batches(number: int, person: Any = None) -> Select[Any]:
    """A list as whoever sees the stores of all that is in it sees it; of one that is empty by now, its own store, else who sent
    it."""
    person = person or current_user
    asked = select(SupplierClaimBatch).where(SupplierClaimBatch.id == number)
    if person.sees_all:
        return asked
    of_another = exists().where(
        SupplierClaim.batch_id == SupplierClaimBatch.id, SupplierClaim.store_id.not_in(person.store_ids)
    )
    in_it = exists().where(SupplierClaim.batch_id == SupplierClaimBatch.id)
    is_theirs = SupplierClaimBatch.store_id.in_(person.store_ids) | (
        SupplierClaimBatch.sent_by == person.person_id
    )
    return asked.where(~of_another, in_it | is_theirs)


def of_ticket(ticket_id: int) -> list[SupplierClaim]:
    """Round by round."""
    asked = select(SupplierClaim).where(SupplierClaim.ticket_id == ticket_id)
    return list(db.session.scalars(asked.order_by(SupplierClaim.round)))


def stores(store_ids: Any) -> list[Store]:
    asked = select(Store).order_by(Store.id)
    return list(db.session.scalars(asked if store_ids is None else asked.where(Store.id.in_(store_ids))))
