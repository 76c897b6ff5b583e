"""The parts that go into a thing. In the guarantee they are free, tools and parts of limited life among them (machine contract
of the source); out of it they cost what the list says."""

from datetime import date, datetime
from typing import Any

from counter.extensions import db
from counter.history.models import note
from counter.stock.scanning import Scanned
from counter.supplier_claims import making
from counter.tickets import claiming, owing, shelving, stepping
from counter.tickets.models import Ticket, TicketPart
from counter.warranty import putting_right, repairing
from counter.warranty.models import Repair
from counter.warranty.terms import is_the_thing


class OverAlready(ValueError):
    """The customer has it back; the list stands."""


def add(
    ticket: Ticket, label: str, quantity: int, price: int, by: Any, at: datetime, of_card: str = "", new: Scanned | None = None
) -> TicketPart:  # fmt: skip
    """price: of one, in minor units; of_card: which of the card's parts it is, or ""; new: what leaves the shelf of the store
    that has the ticket, None for what is not kept in stock. Raises OverAlready, stepping.NotTheirs, stepping.IsElsewhere,
    shelving.NoneOnShelf."""
    stepping.refuse_stranger(ticket, by)
    refuse_over(ticket)
    if new is not None and not stepping.has_in_hand(ticket, by):
        raise stepping.IsElsewhere
    moved = []
    if new is not None:
        many, reason = 1 if new.unit else quantity, f"part {ticket.number}"
        moved = shelving.give(ticket.with_store_id, new.product, new.unit, many, reason, by, at)
    part = TicketPart(
        label=label, part=of_card, quantity=quantity, price=price, at=at, person_id=by.person_id
    )
    ticket.parts_used.append(part)
    db.session.flush()
    note(by, "fit", ticket, at, {"part": [None, label], "id": [None, part.id], "moved": [None, moved]})
    return part


def remove(ticket: Ticket, part: TicketPart, by: Any, at: datetime) -> None:
    """No claim back that waits to be sent claims it any longer, its card knows of it no more, and what came off a shelf lies
    there again. Raises OverAlready, stepping.NotTheirs, shelving.GoneMeanwhile."""
    stepping.refuse_stranger(ticket, by)
    refuse_over(ticket)
    shelving.take_back(ticket, part, by, at)
    told, noted = making.take_off(ticket.id, part.id, by, at), noted_with(ticket, part)
    ticket.parts_used.remove(part)
    db.session.delete(part)
    if noted and all(noted_with(ticket, other) is not noted for other in ticket.parts_used):
        repairing.withdraw(noted, by, at)
    note(
        by, "take_out", ticket, at, {"part": [part.label, None]} | ({"claims": [told, None]} if told else {})
    )


def parts_of(ticket: Ticket) -> list[str]:
    """Those of its thing that the rules name; the main one is the thing as such, and exchanged as such."""
    parts = ticket.line.facts.get("parts", ()) if ticket.line else ()
    return [part for part in parts if not is_the_thing(part)]


def tell_card(ticket: Ticket, by: Any, at: datetime, today: date) -> None:
    """What went in since its round began, free of charge, stands in the repair record part by part, so that the clock knows of
    it. What the customer paid moves no term."""
    line = ticket.line
    if line is None or not ticket.is_free or line.card.voided_at or line.returned_on:
        return
    began = claiming.since(ticket)
    new = {one.part: one.label for one in ticket.parts_used if one.part and one.at >= began}
    for part, label in new.items():
        fault = repairing.Fault(part, ticket.fault, told_on=owing.told_on(ticket))
        putting_right.fit(line, fault, today, label, ticket.number, by, at)


def noted_with(ticket: Ticket, part: TicketPart) -> Repair | None:
    """What tell_card wrote of it, and of others of its kind in the same round."""
    began, record = claiming.rounds(ticket), ticket.line.repairs if ticket.line else []
    mine = [
        one
        for one in record
        if part.part and (one.ticket, one.part) == (ticket.number, part.part) and repairing.is_fitted(one)
        if one.noted_at >= part.at and not any(part.at < start < one.noted_at for start in began)
    ]
    return min(mine, key=lambda one: one.id, default=None)


def refuse_over(ticket: Ticket) -> None:
    if ticket.collected_at is not None or not ticket.is_open:
        raise OverAlready


def charged(ticket: Ticket, part: TicketPart) -> int | None:
    """Minor units that the customer pays for it; None while nobody decided."""
    if not ticket.is_decided:
        return None
    return 0 if ticket.is_free else part.total
