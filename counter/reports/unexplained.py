"""What came back because it was not explained at the sale: with the sale, who served, and the steps that were left out.

Care before the sale avoids greater trouble after it (phone shop's handbook of the source).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.columns import Words
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.reports.periods import Period
from counter.sales.models import Sale, SaleStep
from counter.staff.models import Person
from counter.stores.models import Store
from counter.tickets import kinds
from counter.tickets.models import Ticket
from counter.warranty.models import Card, CardLine

SHOWN = 200


@dataclass(frozen=True)
class Missed:
    """A step of the sale that was not done; because: with which reason it was let go."""

    label: Words
    because: str


@dataclass(frozen=True)
class Unexplained:
    ticket_id: int
    number: str
    opened_at: datetime
    words: str
    cause: Words
    store: Words
    thing: Words | None
    sale_id: int | None
    sold_at: datetime | None
    assistant: Words | None
    missed: tuple[Missed, ...]


def of_period(store_ids: Sequence[int], period: Period) -> list[Unexplained]:
    """The latest first; the sale where it is in the books. Two queries, however many there are."""
    rows = db.session.execute(asked(store_ids, period)).all()
    missed = missed_of({row.sale_id for row in rows if row.sale_id})
    return [
        Unexplained(
            row.id, row.number, row.opened_at, row.words, label_of(row), row.store, row.label, row.sale_id,
            row.started_at, row.assistant, tuple(missed.get(row.sale_id, ())),
        )
        for row in rows
    ]  # fmt: skip


def asked(store_ids: Sequence[int], period: Period) -> Any:
    columns = (
        Ticket.id,
        Ticket.number,
        Ticket.opened_at,
        Ticket.words,
        Ticket.cause,
        Ticket.playbook_version_id,
    )
    found: Any = select(
        *columns, Store.name.label("store"), CardLine.label, Sale.id.label("sale_id"), Sale.started_at
    )
    found = found.add_columns(Person.name.label("assistant")).select_from(Ticket)
    found = found.join(Store, Store.id == Ticket.store_id)
    found = found.outerjoin(CardLine, CardLine.id == Ticket.line_id).outerjoin(
        Card, Card.id == Ticket.card_id
    )
    found = found.outerjoin(Sale, Sale.id == Card.sale_id).outerjoin(Person, Person.id == Sale.person_id)
    found = found.where(Ticket.store_id.in_(store_ids), Ticket.cause.in_(causes()))
    found = found.where(Ticket.opened_at >= period.start, Ticket.opened_at < period.end)
    found = found.where(Ticket.split_from_id.is_(None))
    return found.order_by(Ticket.opened_at.desc(), Ticket.id.desc()).limit(SHOWN)


def causes() -> set[str]:
    """The ids of all causes that point back to the sale, of every playbook that has tickets."""
    versions = db.session.scalars(select(PlaybookVersion.id).where(PlaybookVersion.kind == "playbook")).all()
    found: set[str] = set()
    for version_id in versions:
        try:
            book = kinds.of_version(version_id)
        except kinds.NoTickets:
            continue
        found |= {name for name, cause in book.causes.items() if cause.get("at_sale")}
    return found


def label_of(row: Any) -> Words:
    label: Words = kinds.of_version(row.playbook_version_id).causes[row.cause]["label"]
    return label


def missed_of(sale_ids: set[int]) -> dict[int, list[Missed]]:
    """Steps that nobody ticked: left out where they may be, or let go with a reason."""
    step = SaleStep
    found = defaultdict(list)
    rows = select(step.sale_id, step.label, step.waived_because).where(step.sale_id.in_(sale_ids))
    for sale_id, label, because in db.session.execute(
        rows.where(step.done_at.is_(None)).order_by(step.position)
    ):
        found[sale_id].append(Missed(label, because))
    return found


def commonest(found: Sequence[Unexplained]) -> list[tuple[Words, int]]:
    """Which steps were left out before, how often, the commonest first."""
    labels = {one.label["zh"]: one.label for row in found for one in row.missed}
    counted = Counter(one.label["zh"] for row in found for one in row.missed)
    return [(labels[name], number) for name, number in counted.most_common(5)]
