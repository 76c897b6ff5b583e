"""The same fault of the same model, in whatever variant, again and again: head office hears of it. From how many on says the
playbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import aliased

from counter.catalog import variants
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
from counter.warranty.terms import UNLISTED

MOST = 20  # of a trade


@dataclass(frozen=True)
class Wave:
    """product_ids: all variants of the model, also those without a ticket. variant: of the only one; variants: how many came
    back."""

    product_ids: list[int]
    product: Words
    variant: Words
    variants: int
    fault: str
    fault_words: Words
    tickets: int
    stores: int
    days: int


def rolling(at: datetime) -> list[Wave]:
    """The biggest first; a query for each trade, and one for the models."""
    found: list[tuple[Any, Words, int]] = []
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
            found += [(row, faults.get(row.fault, {"zh": row.fault}), within.days) for row in rows]
    models = variants.of_each({row.product_id for row, _, _ in found}) if found else {}
    told = [wave_of(row, models[row.product_id], words, days) for row, words, days in found]
    return sorted(told, key=lambda wave: -wave.tickets)


def wave_of(row: Any, model: Sequence[Product], fault: Words, days: int) -> Wave:
    own = next(one for one in model if one.id == row.product_id)
    ids, variant = [one.id for one in model], own.variant if row.variants == 1 else {}
    return Wave(ids, own.name, variant, row.variants, row.fault, fault, row.tickets, row.stores, days)


def asked(trade: str, since: datetime, at_least: int) -> Any:
    """Tickets of a trade's things by model and fault; how-to questions have no fault, of those on no list nobody knows whether
    they are the same, and what was split is told once."""
    each = CardLine.product_id, Ticket.fault, Ticket.store_id
    some = select(*each, func.count().label("tickets")).join(CardLine, CardLine.id == Ticket.line_id)
    some = some.where(
        Ticket.opened_at >= since, Ticket.fault.not_in(("", UNLISTED)), Ticket.split_from_id.is_(None)
    )
    part = some.group_by(*each).subquery()
    how_many = cast(func.sum(part.c.tickets), Integer).label("tickets")
    asked = select(*of_model(part), how_many).join(part, part.c.product_id == Product.id)
    asked = asked.where(Product.trade == trade).group_by(*variants.columns(), part.c.fault)
    return asked.having(func.sum(part.c.tickets) >= at_least).order_by(how_many.desc()).limit(MOST)


def of_model(part: Any) -> list[Any]:
    """What is told of each model and fault: part has a row for each product, fault and store."""
    stores, kinds_of_it = part.c.store_id.distinct(), part.c.product_id.distinct()
    return [
        func.min(Product.id).label("product_id"), part.c.fault,
        func.count(stores).label("stores"), func.count(kinds_of_it).label("variants"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Together:
    """How many tickets of one model and fault there are in so many days, in how many stores of the chain."""

    tickets: int
    stores: int
    days: int


def of_ticket(ticket: Ticket, at: datetime) -> Together | None:
    """The wave that a ticket is part of, by the playbook of its day; None below as many as that calls one. One query."""
    wave = kinds.of_version(ticket.playbook_version_id).tickets.get("wave")
    if not wave or ticket.fault in ("", UNLISTED) or ticket.line is None or ticket.line.product_id is None:
        return None
    within = as_timedelta(wave["within"])
    row = db.session.execute(alike(ticket.line.product_id, ticket.fault, at - within)).one()
    return Together(row.tickets, row.stores, within.days) if row.tickets >= wave["at_least"] else None


def alike(product_id: int, fault: str, since: datetime) -> Any:
    """How many tickets of its model have this fault since then, to be asked."""
    own = aliased(Product)
    # asked of each ticket, or SQLite reads every card of the model to come to its tickets
    of_line = select(CardLine.product_id).where(CardLine.id == Ticket.line_id).scalar_subquery()
    same = select(func.count().label("tickets"), func.count(Ticket.store_id.distinct()).label("stores"))
    same = same.where(Ticket.opened_at >= since, Ticket.fault == fault)
    same = same.where(Ticket.split_from_id.is_(None))
    same = same.select_from(Ticket).join(Product, Product.id == of_line)
    same = same.join(own, variants.are_alike(Product, own))
    return same.where(own.id == product_id)


def labels(body: dict[str, Any]) -> dict[str, Words]:
    """{fault: its words} of the policies that hold now."""
    lists = promises.of_playbook(body).faults
    return {fault["id"]: fault["label"] for faults in lists.values() for fault in faults}
