"""What a customer has of us: every thing with a serial that was sold to them, with where its cover stands. One query.

Things on another store's card are told without their numbers: a customer may come to any store of the chain.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from counter.columns import Words
from counter.extensions import db
from counter.stores.models import Store
from counter.warranty import papers
from counter.warranty.models import Card, CardLine, Coverage, Identifier

MOST = 100


@dataclass(frozen=True)
class Owned:
    """state: covered, over, void, returned, or none where no rule gives it a term. until: its last day of any cover.
    serials: (kind, number) in full, or of another store's the last four of the first. card_id: only of an own one."""

    state: str
    until: date | None
    thing: Words
    serials: list[tuple[str, str]]
    sold_on: date
    store: Words
    card_id: int | None


def of_customer(customer_id: int, person: Any, today: date) -> list[Owned]:
    """What is covered first, the latest sold first."""
    rows = db.session.execute(statement(customer_id)).all()
    things: dict[int, list[Any]] = {}
    for row in rows:
        things.setdefault(row.line_id, []).append(row)
    found = [a_thing(some, person, today) for some in things.values()]
    return sorted(found, key=lambda one: one.state != "covered")


def statement(customer_id: int) -> Any:
    until = select(func.max(Coverage.ends_on)).where(Coverage.line_id == CardLine.id, Coverage.kind == "term")
    columns = (
        CardLine.id.label("line_id"), CardLine.label, CardLine.returned_on, Card.id.label("card_id"), Card.store_id,
        Card.voided_at, Card.sold_on, Store.name.label("store"), Identifier.kind, Identifier.value,
        until.correlate(CardLine).scalar_subquery().label("until"),
    )  # fmt: skip
    asked = select(*columns).join(CardLine, CardLine.card_id == Card.id)
    asked = asked.join(Identifier, Identifier.line_id == CardLine.id).join(Store, Store.id == Card.store_id)
    asked = asked.where(Card.customer_id == customer_id)
    return asked.order_by(Card.sold_on.desc(), CardLine.id, Identifier.id).limit(3 * MOST)


def a_thing(rows: list[Any], person: Any, today: date) -> Owned:
    one = rows[0]
    is_own = person.sees_all or one.store_id in person.store_ids
    serials = [(papers.KINDS.get(row.kind, "SN"), papers.grouped(row.value)) for row in rows]
    hidden = [(serials[0][0], f"•••• {one.value[-4:]}")]
    return Owned(
        state_of(one, today), one.until, one.label, serials if is_own else hidden, one.sold_on, one.store,
        one.card_id if is_own else None,
    )  # fmt: skip


def state_of(row: Any, today: date) -> str:
    if row.returned_on is not None:
        return "returned"
    if row.voided_at is not None:
        return "void"
    if row.until is None:
        return "none"
    return "covered" if row.until >= today else "over"
