"""What fails most: tickets by model and fault, over the stores that one sees. One query.

A claim of which nobody named the fault, or whose fault is on no list, counts for its model all the same: some things have no list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import Integer, case, cast, func, or_, select

from counter.catalog import variants
from counter.catalog.models import Product
from counter.columns import Words
from counter.extensions import db
from counter.playbooks.models import in_force
from counter.recalls import waves
from counter.reports.periods import Period
from counter.tickets.models import Ticket
from counter.warranty.models import CardLine
from counter.warranty.terms import UNLISTED

SHOWN = 100
CLAIMS = ("repair", "exchange", "return")  # kinds of ticket; a question or a complaint may be about no fault


@dataclass(frozen=True)
class Fault:
    """Of a model. variant: where only one came back; variants: how many; covered: of the tickets those in the guarantee; refused: those out of it; the rest is not decided. is_named: the
    fault is one of a list."""

    product: Words
    variant: Words
    variants: int
    fault: Words
    tickets: int
    covered: int
    refused: int
    stores: int
    is_named: bool


def by_model(store_ids: Sequence[int], period: Period) -> list[Fault]:
    """The commonest first."""
    some = of_models(counted(store_ids, period).subquery()).subquery()
    asked = select(Product.name, Product.variant, Product.trade, some).join(
        some, some.c.product_id == Product.id
    )
    asked = asked.order_by(some.c.tickets.desc(), some.c.product_id, some.c.fault).limit(SHOWN)
    rows = db.session.execute(asked).all()
    words = {trade: words_of(trade) for trade in {row.trade for row in rows}}
    return [
        Fault(
            row.name, row.variant if row.variants == 1 else {}, row.variants,
            words[row.trade].get(row.fault, {"zh": row.fault}), row.tickets, row.covered, row.refused, row.stores,
            row.fault not in ("", UNLISTED),
        )
        for row in rows
    ]  # fmt: skip


def counted(store_ids: Sequence[int], period: Period) -> Any:
    free = Ticket.verdict.in_(("covered", "goodwill"))
    sums = {"covered": free, "refused": Ticket.verdict == "not_covered"}
    columns = [func.count(case((when, 1))).label(name) for name, when in sums.items()]
    each = CardLine.product_id, Ticket.fault, Ticket.store_id
    columns += [func.count().label("tickets")]
    asked = select(*each, *columns).join(CardLine, CardLine.id == Ticket.line_id)
    is_one = or_(Ticket.fault != "", Ticket.kind.in_(CLAIMS))
    asked = asked.where(Ticket.store_id.in_(store_ids), is_one, Ticket.split_from_id.is_(None))
    asked = asked.where(Ticket.opened_at >= period.start, Ticket.opened_at < period.end)
    return asked.group_by(*each)


def of_models(part: Any) -> Any:
    """The variants of a model together."""
    sums = [cast(func.sum(part.c[name]), Integer).label(name) for name in ("tickets", "covered", "refused")]
    asked = select(*waves.of_model(part), *sums).join(part, part.c.product_id == Product.id)
    return asked.group_by(*variants.columns(), part.c.fault)


def words_of(trade: str) -> dict[str, Words]:
    version = in_force("playbook", trade)
    without = {"": {"zh": gettext("No fault named")}, UNLISTED: {"zh": gettext("Not on the list")}}
    return without | (waves.labels(version.body) if version else {})
