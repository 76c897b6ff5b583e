"""What fails most: tickets by model and fault, over the stores that one sees. One query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from counter.catalog.models import Product
from counter.columns import Words
from counter.extensions import db
from counter.playbooks.models import in_force
from counter.recalls import waves
from counter.reports.periods import Period
from counter.tickets.models import Ticket
from counter.warranty.models import CardLine

SHOWN = 100


@dataclass(frozen=True)
class Fault:
    """covered: of the tickets those in the guarantee; refused: those out of it; the rest is not decided."""

    product_id: int
    product: Words
    variant: Words
    fault: Words
    tickets: int
    covered: int
    refused: int
    stores: int


def by_model(store_ids: Sequence[int], period: Period) -> list[Fault]:
    """The commonest first."""
    some = counted(store_ids, period).subquery()
    asked = select(Product.name, Product.variant, Product.trade, some).join(
        some, some.c.product_id == Product.id
    )
    asked = asked.order_by(some.c.tickets.desc(), some.c.product_id, some.c.fault).limit(SHOWN)
    rows = db.session.execute(asked).all()
    words = {trade: words_of(trade) for trade in {row.trade for row in rows}}
    return [
        Fault(
            row.product_id, row.name, row.variant, words[row.trade].get(row.fault, {"zh": row.fault}), row.tickets,
            row.covered, row.refused, row.stores,
        )
        for row in rows
    ]  # fmt: skip


def counted(store_ids: Sequence[int], period: Period) -> Any:
    free = Ticket.verdict.in_(("covered", "goodwill"))
    sums = {"covered": free, "refused": Ticket.verdict == "not_covered"}
    columns = [func.count(case((when, 1))).label(name) for name, when in sums.items()]
    columns += [func.count().label("tickets"), func.count(Ticket.store_id.distinct()).label("stores")]
    asked = select(CardLine.product_id, Ticket.fault, *columns).join(CardLine, CardLine.id == Ticket.line_id)
    asked = asked.where(Ticket.store_id.in_(store_ids), Ticket.fault != "", Ticket.split_from_id.is_(None))
    asked = asked.where(Ticket.opened_at >= period.start, Ticket.opened_at < period.end)
    return asked.group_by(CardLine.product_id, Ticket.fault)


def words_of(trade: str) -> dict[str, Words]:
    version = in_force("playbook", trade)
    return waves.labels(version.body) if version else {}
