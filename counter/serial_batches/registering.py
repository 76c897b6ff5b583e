"""A list that was found sound becomes cards: begun, approved, then issued at most 250 at a time, while tablets write."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from counter.catalog.models import Product
from counter.customers.models import Customer
from counter.extensions import db
from counter.history.models import note
from counter.operations.long_runs import NotThisStage, Pace, lock
from counter.serial_batches.checking import live_cards
from counter.serial_batches.models import SerialBatch, SerialBatchLine
from counter.serial_batches.reading import Line
from counter.stores.models import Store
from counter.warranty import issuing
from counter.warranty.issuing_many import Desk, Wanted, issue_many

CHUNK = 250
TRIES = 3
pace = Pace()
LINES: Any = SerialBatchLine.__table__
OUTCOME = (
    update(LINES).where(LINES.c.batch_id == bindparam("mine"), LINES.c.line == bindparam("place"))
    .values(state=bindparam("became"), card_id=bindparam("made"))
)  # fmt: skip


def begin(
    store: Store, customer: Customer, e164: str, product: Product, sold_on: date, invoice_number: str,
    lines: Sequence[Line], by: Any, at: datetime,
) -> SerialBatch:  # fmt: skip
    """Raises issuing.MissingFields."""
    if lacking := issuing.missing(customer, e164):
        raise issuing.MissingFields(lacking)
    batch = SerialBatch(store_id=store.id, customer_id=customer.id, e164=e164, address=customer.address)
    batch.product_id, batch.sold_on, batch.invoice_number = product.id, sold_on, invoice_number
    batch.lines, batch.began_at, batch.began_by = len(lines), at, by.person_id
    db.session.add(batch)
    db.session.flush()
    rows = [
        {"batch_id": batch.id, "line": one.number, "serials": one.serials, "state": "open"} for one in lines
    ]
    db.session.execute(insert(SerialBatchLine), rows)
    note(by, "begin", batch, at, {"lines": [None, batch.lines]})
    return batch


def approve(batch: SerialBatch, by: Any, at: datetime) -> None:
    """Raises NotThisStage."""
    lock(batch)
    if batch.stage != "checked":
        raise NotThisStage
    batch.approved_at = at
    note(by, "approve", batch, at)


def abandon(batch: SerialBatch, by: Any, at: datetime) -> None:
    """Cards that are issued stay. Raises NotThisStage."""
    lock(batch)
    if batch.stage not in ("checked", "issuing"):
        raise NotThisStage
    batch.abandoned_at = at
    note(by, "abandon", batch, at)


def go_on(batch: SerialBatch, store: Store, by: Any, at: datetime) -> None:
    """The next chunk of what is under way; of what is not, nothing. What was stopped in the middle is taken again."""
    lock(batch)
    issued = 0
    if batch.stage == "issuing":
        mine, how_many = (LINES.c.batch_id == batch.id, LINES.c.state == "open"), pace.lines(CHUNK)
        asked = select(LINES.c.line, LINES.c.serials).where(*mine).order_by(LINES.c.line).limit(how_many)
        rows = db.session.execute(asked).all()
        if rows:
            with pace.going(len(rows)):
                issued = issue_next(batch, store, rows, by, at)
        if len(rows) < how_many:
            batch.issued_at = at
    note(by, "go_on", batch, at, {"issued": [None, issued]})


def issue_next(batch: SerialBatch, store: Store, rows: Sequence[Any], by: Any, at: datetime) -> int:
    """A serial that got a card since the list was checked is left out and named."""
    customer, product = (
        db.session.get_one(Customer, batch.customer_id),
        db.session.get_one(Product, batch.product_id),
    )
    phones = frozenset(phone.e164 for phone in customer.phones if phone.ended_at is None)
    told = batch.sold_on, None, batch.invoice_number, batch.address
    for tried in range(TRIES):
        live = live_cards([value for row in rows for value in row.serials.values()])
        free = [row for row in rows if not any(value in live for value in row.serials.values())]
        try:
            with db.session.begin_nested():
                wanted = [Wanted(customer, batch.e164, phones, product, row.serials, *told) for row in free]
                cards = issue_many(Desk(store), wanted, by, at)
            break
        except IntegrityError:  # PostgreSQL: another tablet was first by a moment
            if tried == TRIES - 1:
                raise
    made = {row.line: card.id for row, card in zip(free, cards, strict=True)}
    outcomes = [
        {
            "mine": batch.id,
            "place": row.line,
            "became": "issued" if row.line in made else "taken",
            "made": made.get(row.line),
        }
        for row in rows
    ]
    if outcomes:
        db.session.connection().execute(OUTCOME, outcomes)
    return len(made)


def counts(batch: SerialBatch) -> dict[str, int]:
    """{state: lines}."""
    asked = select(LINES.c.state, func.count()).where(LINES.c.batch_id == batch.id).group_by(LINES.c.state)
    return {state: number for state, number in db.session.execute(asked)}
