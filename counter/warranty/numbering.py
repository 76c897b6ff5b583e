"""The next number of a store's cards. The row that counts is locked until the card is committed, so no number comes
twice; one that was given up with its transaction was never seen by anybody."""

from datetime import datetime

from counter.extensions import db
from counter.operations.once import INSERT
from counter.stores.models import Store
from counter.warranty import numbers
from counter.warranty.models import CardNumbering


def next_number(store: Store, at: datetime) -> str:
    """Year and running number are the store's own, by its clock."""
    return next_numbers(store, at, 1)[0]


def next_numbers(store: Store, at: datetime, how_many: int) -> list[str]:
    year = store.local(at).year
    first = INSERT[db.engine.dialect.name](CardNumbering).values(store_id=store.id, year=year, last=how_many)
    counted = first.on_conflict_do_update(
        index_elements=["store_id", "year"], set_={"last": CardNumbering.last + how_many}
    ).returning(CardNumbering.last)
    last = db.session.execute(counted).scalar_one()
    return [numbers.make(store.code, year, running) for running in range(last - how_many + 1, last + 1)]
