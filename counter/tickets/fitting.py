"""The parts that go into a thing. In the guarantee they are free, tools and parts of limited life among them (machine contract
of the source); out of it they cost what the list says."""

from datetime import datetime
from typing import Any

from counter.extensions import db
from counter.history.models import note
from counter.supplier_claims import making
from counter.tickets.models import Ticket, TicketPart


class OverAlready(ValueError):
    """The customer has it back; the list stands."""


def add(ticket: Ticket, label: str, quantity: int, price: int, by: Any, at: datetime) -> TicketPart:
    """price: of one, in minor units. Raises OverAlready."""
    refuse_over(ticket)
    part = TicketPart(label=label, quantity=quantity, price=price, at=at, person_id=by.person_id)
    ticket.parts_used.append(part)
    note(by, "fit", ticket, at, {"part": [None, label]})
    return part


def remove(ticket: Ticket, part: TicketPart, by: Any, at: datetime) -> None:
    """No claim back that waits to be sent claims it any longer. Raises OverAlready."""
    refuse_over(ticket)
    told = making.take_off(ticket.id, part.id, by, at)
    ticket.parts_used.remove(part)
    db.session.delete(part)
    note(
        by, "take_out", ticket, at, {"part": [part.label, None]} | ({"claims": [told, None]} if told else {})
    )


def refuse_over(ticket: Ticket) -> None:
    if ticket.collected_at is not None or not ticket.is_open:
        raise OverAlready


def charged(ticket: Ticket, part: TicketPart) -> int | None:
    """Minor units that the customer pays for it; None while nobody decided."""
    if not ticket.is_decided:
        return None
    return 0 if ticket.is_free else part.total
