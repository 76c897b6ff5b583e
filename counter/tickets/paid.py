"""What went back for the things of a card by its tickets, each time as it was meant then: a ticket goes on, with other pieces or
another remedy, and what it paid before stays what it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.history import models as history
from counter.stores.models import Store
from counter.tickets.models import Ticket
from counter.warranty import pieces
from counter.warranty.models import CardLine
from counter.warranty.parting import Stood


@dataclass(frozen=True)
class Paid:
    """amount: minor units; part: None for the thing as a whole."""

    ticket: Ticket
    line_id: int | None
    part: str | None
    remedy: str | None
    amount: int
    at: datetime

    @property
    def is_kept(self) -> bool:
        """A lower price; for anything else the thing, or its part, came back."""
        return self.remedy in (None, "price_reduction")

    def is_for(self, stood: Sequence[Stood]) -> bool:
        """Whether a line was among what it went back for. stood: where the line is and was."""
        return any(one.line.id == self.line_id and one.was_on(self.at) for one in stood)


def currency_of(ticket: Ticket) -> str:
    """In which money it goes back: of the store that sold the thing, since its prices are meant in it; the customer may be in
    another."""
    if ticket.card is None or ticket.card.store_id == ticket.store_id:
        return ticket.store.currency
    return db.session.get_one(Store, ticket.card.store_id).currency


def by_ticket(ticket: Ticket) -> list[Paid]:
    found = []
    for entry in history.of(ticket, "refund"):
        told = entry.changes
        line_id, part = told.get("line", ticket.line_id), told.get("part", ticket.part)
        remedy = told["remedy"] if "remedy" in told else decided_before(ticket, entry)
        found.append(Paid(ticket, line_id, part, remedy, int(told["amount"]), entry.at))
    return found


def decided_before(ticket: Ticket, entry: Any) -> str | None:
    """What it was paid for, where its entry does not say so: as it was decided last before it."""
    decided = (one.changes.get("remedy") for one in history.of(ticket, "decide") if one.id < entry.id)
    return next((told[1] for told in decided if told), ticket.remedy or None)


def for_family(line: CardLine) -> list[Paid]:
    """For all that stood on one line with it when its card was issued; the newest first."""
    family = [one.id for one in pieces.family_of(line)]
    asked = select(Ticket).where(Ticket.line_id.in_(family), Ticket.refunded_at.is_not(None))
    found = [paid for ticket in db.session.scalars(asked) for paid in by_ticket(ticket)]
    return sorted(found, key=lambda one: one.at, reverse=True)
