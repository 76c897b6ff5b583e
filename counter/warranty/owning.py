"""What a customer has of us: every thing with a serial that was sold to them, with where its cover stands. Two queries, of many
things three: a page of them, and how many there are.

Things on another store's card are told without their numbers: a customer may come to any store of the chain.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from counter.catalog.models import Category, Product
from counter.columns import Words
from counter.extensions import db
from counter.stores.models import Store
from counter.warranty import covering, papers
from counter.warranty.models import Card, CardLine, Coverage, Identifier

PAGE = 100
LONGEST = 9  # digits of the number of a line


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


@dataclass(frozen=True)
class Page:
    """things: what is covered first, the latest sold first. count: of all pages. next: where the next one begins."""

    things: list[Owned]
    count: int
    next: str | None
    is_first: bool


def place_of(text: str) -> tuple[date, int] | None:
    """A page of a list by day begins after this one: 2026-11-12.17."""
    day, _, number = text.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST):
        return None
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def of_customer(customer_id: int, person: Any, today: date, after: tuple[date, int] | None = None) -> Page:
    things: dict[int, list[Any]] = {}
    for row in db.session.execute(statement(customer_id, after)):
        things.setdefault(row.line_id, []).append(row)
    here = dict(islice(things.items(), PAGE))
    is_all = after is None and len(things) <= PAGE
    count = (
        len(things)
        if is_all
        else db.session.scalar(select(func.count()).select_from(theirs(customer_id).subquery()))
    )
    terms = terms_of(here)
    found = [a_thing(some, terms.get(line_id, []), person, today) for line_id, some in here.items()]
    found.sort(key=lambda one: one.state not in ("covered", "parts"))
    last = list(here.values())[-1][0] if len(things) > PAGE else None
    more = f"{last.sold_on.isoformat()}.{last.line_id}" if last else None
    return Page(found, count or 0, more, after is None)


def theirs(customer_id: int) -> Select[int, int, date]:
    """The things that have a serial, or should have one: it may have been unreadable."""
    asked = select(CardLine.id.label("line_id"), Card.id.label("card_id"), Card.sold_on)
    asked = asked.join(Card, Card.id == CardLine.card_id).where(Card.customer_id == customer_id)
    tracked = select(Product.id).join(Category).where(Category.track.in_(("imei", "serial")))
    has_number = exists().where(Identifier.line_id == CardLine.id)
    return asked.where(or_(has_number, CardLine.product_id.in_(tracked)))


def statement(customer_id: int, after: tuple[date, int] | None) -> Any:
    """The things of the page first; the rest is asked of these alone."""
    asked = theirs(customer_id)
    if after:
        on_that_day = and_(Card.sold_on == after[0], CardLine.id > after[1])
        asked = asked.where(or_(Card.sold_on < after[0], on_that_day))
    page = asked.order_by(Card.sold_on.desc(), CardLine.id).limit(PAGE + 1).subquery("page")
    columns = (
        CardLine.id.label("line_id"), CardLine.label, CardLine.returned_on, Card.id.label("card_id"), Card.store_id,
        CardLine.facts, Card.voided_at, Card.sold_on, Store.name.label("store"), Identifier.kind, Identifier.value,
    )  # fmt: skip
    told = select(*columns).select_from(page).join(CardLine, CardLine.id == page.c.line_id)
    told = told.join(Card, Card.id == page.c.card_id).join(Store, Store.id == Card.store_id)
    told = told.outerjoin(Identifier, Identifier.line_id == CardLine.id)
    return told.order_by(Card.sold_on.desc(), CardLine.id, Identifier.kind)


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
    serials = [(papers.KINDS.get(row.kind, "SN"), papers.grouped(row.value)) for row in rows if row.value]
    hidden = [(serials[0][0], f"•••• {one.value[-4:]}")] if serials else []
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
