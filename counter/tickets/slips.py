"""The slip that the customer takes along: what was left, how it looked, what is due; and with what they sign."""

from datetime import date, datetime
from typing import Any

from counter.clock import now
from counter.extensions import db
from counter.languages import words
from counter.links.addressing import path_of
from counter.tickets import fitting, kinds, linking, numbers, putting_right, showing, wording
from counter.tickets.models import Ticket, TicketStep
from counter.warranty import papers, pieces, repairing, saying, waiting


def read(ticket: Ticket) -> dict[str, Any]:
    book = kinds.of_version(ticket.playbook_version_id)
    return {
        "ticket": ticket, "kind": book.kinds[ticket.kind], "number": numbers.shown(ticket.number),
        "left": showing.left_with(ticket, book), "cause": words(book.causes.get(ticket.cause, {}).get("label")), "wording": wording,
        "phone": showing.phone_of(ticket), "part": showing.part_of(ticket), "fault": showing.fault_of(ticket),
        "card_number": papers.number_of(ticket.card) if ticket.card else "", "joint": saying.joint(),
        "comma": saying.comma(), "grouped": papers.grouped, "kinds_of_serial": papers.KINDS, "at": now(),
        "charged": fitting.charged, "limits": [mark for mark in ticket.marks if mark.is_law and not mark.is_set],
        "works_until": works_until(ticket), "link": linking.printed(ticket, now()), "path_of": path_of,
        "left_at": left_at(ticket), "local": ticket.store.local,
    }  # fmt: skip


def left_at(ticket: Ticket) -> datetime | None:
    """When it was handed in, the last time: from then on its days count; of pieces that come back by themselves, when they were
    left with the others. None where nothing was left."""
    if not ticket.condition:
        return None
    record, own = pieces.record_of(ticket.line) if ticket.line else (), numbers_of(ticket)
    mine = [one for one in record if one.ticket in own and one.kind == "repair"]
    taken = [one.noted_at for one in mine if not repairing.is_on_the_spot(one)]
    brought = [step.at for step in ticket.steps if step.code == TicketStep.HANDED_IN]
    return max([*taken, *brought], default=ticket.opened_at)


def numbers_of(ticket: Ticket) -> list[str]:
    """Its own, and that of the ticket that it was told with."""
    first = db.session.get(Ticket, ticket.split_from_id) if ticket.split_from_id else None
    return [ticket.number, first.number] if first else [ticket.number]


def works_until(ticket: Ticket) -> date | None:
    """The last repair of it, once it is handed back, or done where it stands."""
    if ticket.line is None or ticket.card is None or (ticket.is_open and ticket.collected_at is None):
        return None
    record, but = pieces.record_of(ticket.line), putting_right.unrepaired(ticket)
    mine = [one for one in ticket.line.repairs if one.ticket == ticket.number and one not in but]
    days = [waiting.works_until(one, ticket.card, record) for one in mine]
    return max((day for day in days if day), default=None)
