"""A thing is put right where it stands: it was never left, and so the repair record of its card hears of it where the ticket ends.

The record is of every repair: day, fault, cause, what was done (phone rule of 2001); what two of one fault open rests on it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.tickets import deciding, kinds, owing, states, stepping
from counter.tickets.models import Ticket
from counter.warranty import putting_right, repairing
from counter.warranty.models import Card, Repair


def ready_at(ticket: Ticket) -> datetime | None:
    """When it was put right, as it stands now; None where it is not, or not any more."""
    passed = (states.PAUSED, *stepping.DONE)
    way = (one for one in reversed(ticket.steps) if one.code in states.NEXT and one.code not in passed)
    last = next(way, None)
    return last.at if last is not None and last.code == stepping.READY else None


def unrepaired(ticket: Ticket) -> list[Repair]:
    """Of the repair record, what it handed back as it was: the customer declined the price, or something else was decided."""
    is_else = ticket.remedy not in ("", "repair") or ticket.quote_declined_at is not None
    return deciding.in_question(ticket) if is_else else []


def unrepaired_of(card: Card) -> list[int]:
    """Their ids, of all tickets of a card."""
    asked = select(Ticket).where(Ticket.card_id == card.id, Ticket.line_id.is_not(None))
    return [one.id for ticket in db.session.scalars(asked) for one in unrepaired(ticket)]


def unnoted_on(ticket: Ticket) -> date | None:
    """The day of a repair that its card does not know of; None where it does, where nothing was repaired, and where the thing is in
    hand: what was left is in the record since. It was not repaired before that was decided. What was struck out is no news."""
    line, at = ticket.line, ready_at(ticket)
    if line is None or line.card.voided_at is not None or line.returned_on is not None:
        return None
    if at is None or ticket.remedy != "repair" or ticket.quote_declined_at is not None:
        return None
    is_written = any(one.kind == "repair" for one in deciding.in_question(ticket))
    if is_written or not repairing.is_free(line, ticket.part):
        return None
    return ticket.store.today(max(at, ticket.decided_at or at))


def note_repair(ticket: Ticket, work: str, by: Any, at: datetime) -> None:
    """One that the customer pays is in the record, too, and moves no term."""
    line, on = ticket.line, unnoted_on(ticket)
    if line is None or on is None:
        return
    cause = kinds.of_version(ticket.playbook_version_id).causes[ticket.cause]["label"]
    fault = repairing.Fault(
        ticket.part, ticket.fault, ticket.words[:300], cause=cause, told_on=owing.told_on(ticket)
    )
    putting_right.put_right(line, fault, on, work, ticket.number, ticket.is_free, by, at)
