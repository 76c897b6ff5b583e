"""Of the pieces that a ticket is about some come back for their money: those get a ticket of their own, as it was told and
decided, and the first one goes on with the others, with its slip, its pictures and its days."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from counter.extensions import db
from counter.history.models import note
from counter.tickets import numbers, owing
from counter.tickets.models import Ticket, TicketStep
from counter.warranty.models import CardLine

KEPT = (
    "store_id", "with_store_id", "playbook_version_id", "kind", "channel", "priority", "severity", "part", "fault", "words",
    "condition", "cause", "verdict", "remedy", "reason", "rule", "policy", "decided_at", "decided_by", "opened_by",
)  # fmt: skip


def split(ticket: Ticket, line: CardLine, by: Any, at: datetime) -> Ticket:
    """line: of those that come back. It counts from the day on which the first one was told."""
    made = Ticket(customer=ticket.customer, card=ticket.card, line=line, opened_at=owing.began_at(ticket))
    for name in KEPT:
        setattr(made, name, getattr(ticket, name))
    made.told_at = ticket.told_at if made.opened_at == ticket.opened_at else None
    made.number, made.split_from_id = numbers.next_number(ticket.store, at), ticket.id
    made.steps.append(TicketStep(code="received", at=made.opened_at, person_id=made.opened_by))
    ticket.steps.append(
        TicketStep(code=TicketStep.SPLIT, words=numbers.shown(made.number), at=at, person_id=by.person_id)
    )
    flag_modified(ticket, "line_id")  # it is about fewer now: a page that shows more is late
    db.session.add(made)
    db.session.flush()
    note(by, "open", made, at, {"number": [None, made.number]})
    note(by, "split", ticket, at, {"number": [None, made.number], "pieces": line.quantity})
    return made
