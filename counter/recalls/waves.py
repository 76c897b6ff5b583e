"""The same fault of the same model, again and again: head office hears of it. From how many on says the playbook."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from counter.catalog.models import Product
from counter.columns import Words
from counter.extensions import db
from counter.playbooks.durations import as_timedelta
from counter.playbooks.models import in_force
from counter.stores.models import Store
from counter.tickets import kinds
from counter.tickets.models import Ticket
from counter.warranty import promises
from counter.warranty.models import CardLine


@dataclass(frozen=True)
class Wave:
    product_id: int
    product: Words
    variant: Words
    fault: str
    fault_words: Words
    tickets: int
    stores: int
    days: int


def rolling(at: datetime) -> list[Wave]:
    """The biggest first; a query for each trade."""
    found = []
    for code in db.session.scalars(select(Store.playbook_code).distinct().order_by(Store.playbook_code)):
        version = in_force("playbook", code)
        wave = (
            kinds.of_version(version.id).tickets.get("wave")
            if version and version.body.get("tickets")
            else None
        )
        if version and wave:
            faults = labels(version.body)
            within = as_timedelta(wave["within"])
            rows = db.session.execute(asked(code, at - within, wave["at_least"]))
            found += [
                Wave(row.id, row.name, row.variant, row.fault, faults.get(row.fault, {"zh": row.fault}),
                     row.tickets, row.stores, within.days)
                for row in rows
            ]  # fmt: skip
    return sorted(found, key=lambda wave: -wave.tickets)


def asked(trade: str, since: datetime, at_least: int) -> Any:
    """Tickets of a trade's things by model and fault; how-to questions have no fault, and what was split is told once."""
    how_many, stores = func.count().label("tickets"), func.count(Ticket.store_id.distinct()).label("stores")
    some = select(CardLine.product_id, Ticket.fault, how_many, stores)
    some = some.join(CardLine, CardLine.id == Ticket.line_id)
    some = some.where(Ticket.opened_at >= since, Ticket.fault != "", Ticket.split_from_id.is_(None))
    some = some.group_by(CardLine.product_id, Ticket.fault).having(func.count() >= at_least)
    part = some.subquery()
    columns = Product.id, Product.name, Product.variant, part.c.fault, part.c.tickets, part.c.stores
    return (
        select(*columns).join(part, part.c.product_id == Product.id).where(Product.trade == trade).limit(20)
    )


@dataclass(frozen=True)
class Together:
    """How many tickets of one model and fault there are in so many days, in how many stores of the chain."""

    tickets: int
    stores: int
    days: int


def of_ticket(ticket: Ticket, at: datetime) -> Together | None:
    """The wave that a ticket is part of, by the playbook of its day; None below as many as that calls one. One query."""
    wave = kinds.of_version(ticket.playbook_version_id).tickets.get("wave")
    if not wave or not ticket.fault or ticket.line is None or ticket.line.product_id is None:
        return None
    within = as_timedelta(wave["within"])
    same = select(func.count().label("tickets"), func.count(Ticket.store_id.distinct()).label("stores"))
    same = same.select_from(Ticket).join(CardLine, CardLine.id == Ticket.line_id)
    same = same.where(Ticket.opened_at >= at - within, Ticket.fault == ticket.fault)
    same = same.where(Ticket.split_from_id.is_(None))
    row = db.session.execute(same.where(CardLine.product_id == ticket.line.product_id)).one()
    return Together(row.tickets, row.stores, within.days) if row.tickets >= wave["at_least"] else None


def labels(body: dict[str, Any]) -> dict[str, Words]:
    """{fault: its words} of the policies that hold now."""
    lists = promises.of_playbook(body).faults
    return {fault["id"]: fault["label"] for faults in lists.values() for fault in faults}
