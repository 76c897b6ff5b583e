"""What a customer has of us: every thing with a serial that was sold to them, with where its cover stands. Two queries.

Things on another store's card are told without their numbers: a customer may come to any store of the chain.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from counter.columns import Words
from counter.extensions import db
from counter.stores.models import Store
from counter.warranty import covering, papers
from counter.warranty.models import Card, CardLine, Coverage, Identifier

MOST = 100


@dataclass(frozen=True)
class Owned:
    """state: covered, parts (the main one is over, something else is not), over, void, returned, or none where no rule
    gives it a term. until: the last day of the main part, or of what is left. serials: (kind, number) in full, or of another store's the last four of the first. card_id: only of an own one."""

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
    terms = terms_of(things)
    found = [a_thing(some, terms.get(line_id, []), person, today) for line_id, some in things.items()]
    return sorted(found, key=lambda one: one.state not in ("covered", "parts"))


def statement(customer_id: int) -> Any:
    columns = (
        CardLine.id.label("line_id"), CardLine.label, CardLine.returned_on, Card.id.label("card_id"), Card.store_id,
        CardLine.facts, Card.voided_at, Card.sold_on, Store.name.label("store"), Identifier.kind, Identifier.value,
    )  # fmt: skip
    asked = select(*columns).join(CardLine, CardLine.card_id == Card.id)
    asked = asked.join(Identifier, Identifier.line_id == CardLine.id).join(Store, Store.id == Card.store_id)
    asked = asked.where(Card.customer_id == customer_id)
    return asked.order_by(Card.sold_on.desc(), CardLine.id, Identifier.kind).limit(3 * MOST)


def terms_of(lines: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The terms of each thing, part by part."""
    asked = select(Coverage.line_id, Coverage.part, Coverage.kind, Coverage.ends_on)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in db.session.execute(asked.where(Coverage.line_id.in_(lines), Coverage.kind == "term")):
        found.setdefault(row.line_id, []).append(dict(row._mapping))
    return found


def a_thing(rows: list[Any], terms: list[dict[str, Any]], person: Any, today: date) -> Owned:
    one = rows[0]
    is_own = person.sees_all or one.store_id in person.store_ids
    serials = [(papers.KINDS.get(row.kind, "SN"), papers.grouped(row.value)) for row in rows]
    hidden = [(serials[0][0], f"•••• {one.value[-4:]}")]
    state, until = state_of(one, terms, today)
    return Owned(
        state, until, one.label, serials if is_own else hidden, one.sold_on, one.store, one.card_id if is_own else None
    )  # fmt: skip


def state_of(row: Any, terms: list[dict[str, Any]], today: date) -> tuple[str, date | None]:
    if row.returned_on is not None:
        return "returned", None
    if row.voided_at is not None:
        return "void", None
    main = covering.main_end(row.facts.get("parts", ()), terms)
    if main is None:
        return "none", None
    last = max(term["ends_on"] for term in terms)
    if main < today <= last:
        return "parts", last
    return ("covered" if main >= today else "over"), main
