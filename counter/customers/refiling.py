"""Customers who are there already are filed under all that their name is found by now: a reading of a surname was added, say.

Nothing is taken away, and what is there stays: done again it changes nothing.
"""

from collections.abc import Iterator

from sqlalchemy import select

from counter.customers import names
from counter.customers.models import Customer, CustomerKey
from counter.extensions import db
from counter.operations.once import INSERT

CHUNK = 500


def file_customers(limit: int = CHUNK) -> Iterator[int]:
    """How many were looked at, a chunk at a time; whoever asks commits after each."""
    last, file_it = 0, INSERT[db.engine.dialect.name](CustomerKey).on_conflict_do_nothing()
    while rows := next_ones(last, limit):
        last = rows[-1][0]
        keys = [
            {"value": value, "customer_id": number}
            for number, name in rows
            for value in sorted(names.keys(name))
        ]
        if keys:
            db.session.execute(file_it, keys)
        yield len(rows)


def next_ones(after: int, limit: int) -> list[tuple[int, str]]:
    """Held, so that nobody is filed under a name that they lose meanwhile."""
    asked = select(Customer.id, Customer.name).where(Customer.id > after).order_by(Customer.id).limit(limit)
    return [(number, name) for number, name in db.session.execute(asked.with_for_update(key_share=True))]
