"""What customers wrote on the service orders: opinions and improvements, for the office. One query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.columns import Words
from counter.extensions import db
from counter.reports.periods import Period
from counter.stores.models import Store
from counter.tickets import kinds
from counter.tickets.models import Ticket
from counter.warranty.models import CardLine

SHOWN = 200


@dataclass(frozen=True)
class Remark:
    ticket_id: int
    number: str
    closed_at: datetime
    opinion: str
    satisfaction: int | None
    kind: Words
    store: Words
    thing: Words | None


def of_period(store_ids: Sequence[int], period: Period) -> list[Remark]:
    """The latest first. Nobody's name: what was said counts."""
    return [a_remark(row) for row in db.session.execute(asked(store_ids, period))]


def asked(store_ids: Sequence[int], period: Period) -> Any:
    columns = Ticket.id, Ticket.number, Ticket.kind, Ticket.closed_at, Ticket.opinion, Ticket.satisfaction
    found = select(*columns, Ticket.playbook_version_id, Store.name.label("store"), CardLine.label)
    found = found.join(Store, Store.id == Ticket.store_id).outerjoin(CardLine, CardLine.id == Ticket.line_id)
    found = found.where(Ticket.store_id.in_(store_ids), Ticket.opinion != "")
    found = found.where(Ticket.closed_at >= period.start, Ticket.closed_at < period.end)
    return found.order_by(Ticket.closed_at.desc(), Ticket.id.desc()).limit(SHOWN)


def a_remark(row: Any) -> Remark:
    kind = kinds.of_version(row.playbook_version_id).kinds[row.kind]["label"]
    return Remark(
        row.id, row.number, row.closed_at, row.opinion, row.satisfaction, kind, row.store, row.label
    )
