"""Makes the next cards of an import that a manager has approved: as many as fit into one short transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import DataError, IntegrityError

from counter.card_imports.knowing import Kept, free_the_marks_of_void_cards, mark_of, there_already
from counter.card_imports.models import CardImport, CardImportRow
from counter.catalog.models import Product
from counter.customers import names, numbering
from counter.customers.models import Customer
from counter.customers.registering import newcomer, told
from counter.extensions import db
from counter.history.models import Told, note, note_all
from counter.languages import in_both
from counter.operations.long_runs import Pace
from counter.stores.models import Store
from counter.warranty.issuing import MissingFields, NothingToCover
from counter.warranty.issuing_many import Desk, Wanted, issue_many, number_all

CHUNK = 200
UNFIT = (DataError, NothingToCover, MissingFields)
TRIES = 3
pace = Pace()
ROWS: Any = CardImportRow.__table__
OUTCOME = (
    update(ROWS).where(ROWS.c.id == bindparam("row")).values(
        state=bindparam("became"), made=bindparam("is_made"), card=None, card_id=bindparam("made_id"),
        said=bindparam("now_said"), cells=bindparam("kept_cells"),
    )
)  # fmt: skip


def make_next(one: CardImport, store: Store, by: Any, at: datetime) -> None:
    """The next fit lines become cards. One that somebody else brought in meanwhile is said to be there."""
    mine, how_many = (ROWS.c.import_id == one.id, ROWS.c.state == "fit"), pace.lines(CHUNK)
    asked = select(ROWS.c.id, ROWS.c.line, ROWS.c.card, ROWS.c.cells).where(*mine)
    rows = db.session.execute(asked.order_by(ROWS.c.line).limit(how_many)).all()
    before = one.made
    if rows:
        with pace.going(len(rows)):
            outcomes = outcomes_of(rows, store, by, at)
            db.session.connection().execute(OUTCOME, outcomes)
        one.count((each["became"] for each in outcomes), was="fit")
    if len(rows) < how_many:
        one.made_at = at
    note(by, "make", one, at, {"made": [None, one.made - before]})


def outcomes_of(rows: Sequence[Any], store: Store, by: Any, at: datetime) -> list[dict[str, Any]]:
    """Makes the cards; what became of each line."""
    for tried in range(TRIES):
        there = there_already(store.id, ((row.line, row.card) for row in rows))
        free = [row for row in rows if row.line not in there]
        try:
            with db.session.begin_nested():
                made = cards_of([row.card for row in free], store, by, at)
            break
        except IntegrityError:  # PostgreSQL: another tablet was first by a moment
            if tried == TRIES - 1:
                return one_by_one(rows, store, by, at)
        except UNFIT:
            return one_by_one(rows, store, by, at)
    outcomes = [outcome(row.id, "made", card_id, 1) for row, card_id in zip(free, made, strict=True)]
    for row in rows:
        if found := there.get(row.line):
            cells = row.cells if found.state == "wrong" else None
            outcomes.append(outcome(row.id, found.state, found.card_id, None, found.said, cells))
    return outcomes


def one_by_one(rows: Sequence[Any], store: Store, by: Any, at: datetime) -> list[dict[str, Any]]:
    """A line that can't be made a card since it was checked (its product has no term any more) keeps nobody else back."""
    outcomes = []
    for row in rows:
        there = there_already(store.id, [(row.line, row.card)]).get(row.line)
        if there is not None:
            cells = row.cells if there.state == "wrong" else None
            outcomes.append(outcome(row.id, there.state, there.card_id, None, there.said, cells))
            continue
        try:
            with db.session.begin_nested():
                (made,) = cards_of([row.card], store, by, at)
            outcomes.append(outcome(row.id, "made", made, 1))
        except (IntegrityError, *UNFIT):
            said = [["product", in_both(said_of_unfit)]]
            outcomes.append(outcome(row.id, "wrong", None, None, said, row.cells))
    return outcomes


def said_of_unfit() -> str:
    return gettext("No card could be made of this line any more. Look at its product and its numbers.")


def outcome(
    row: int, became: str, made_id: int | None, is_made: int | None, said: Any = None, cells: Any = None
) -> dict[str, Any]:
    values = {"made_id": made_id, "is_made": is_made, "now_said": said, "kept_cells": cells}
    return {"row": row, "became": became, **values}


def cards_of(lines: Sequence[Kept], store: Store, by: Any, at: datetime) -> list[int]:
    """Ids of the new cards, in the order of the lines. Who is new comes into the books with them."""
    if not lines:
        return []
    free_the_marks_of_void_cards(store.id, [mark_of(line) for line in lines])
    ids = {line["product"] for line in lines}
    products = {one.id: one for one in db.session.scalars(select(Product).where(Product.id.in_(ids)))}
    customers, new = customers_of(lines, at)
    phones = {
        id(customer): frozenset(phone.e164 for phone in customer.phones if phone.ended_at is None)
        for customer in customers
    }
    wanted = [
        Wanted(
            customer, line["e164"], phones[id(customer)], products[line["product"]], line["serials"],
            date.fromisoformat(line["sold_on"]), day_of(line["delivered_on"]), line["invoice_number"], line["address"],
            day_of(line.get("installed_on")), day_of(line.get("activated_on")), line.get("quantity", 1),
        )
        for line, customer in zip(lines, customers, strict=True)
    ]  # fmt: skip
    number_all(new)
    number_all([customer.phones[0] for customer in new])
    db.session.add_all(new)
    db.session.flush()
    note_all(by, "register", [Told(one, *told(one), one.id) for one in new], at, store.id)
    return [card.id for card in issue_many(Desk(store), wanted, by, at)]


def customers_of(lines: Sequence[Kept], at: datetime) -> tuple[list[Customer], list[Customer]]:
    """(whose each line is, who of them is new). A number may be a family's: who it is says the name, in whichever store
    of the chain they are known."""
    known: dict[tuple[str, str], Customer] = {}
    for e164, holders in numbering.holders_of({line["e164"] for line in lines}).items():
        for customer in holders:
            known.setdefault((e164, names.folded(customer.name)), customer)
    found, new = [], []
    for line in lines:
        who = line["e164"], names.folded(line["name"])
        if who not in known:
            known[who] = newcomer(line["name"], line["e164"], at, address=line["address"])
            new.append(known[who])
        found.append(known[who])
    return found, new


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
