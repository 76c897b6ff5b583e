"""Several tickets of one thing: a new one, or the money, is given for it once.

Who has it in hand decides: another ticket gives nothing for it meanwhile, be it here, at another store, on its way or lost.
What was given by the one the other owes no longer (owing.is_promised).
"""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from counter.extensions import db
from counter.tickets import kinds
from counter.tickets.models import Ticket
from counter.warranty import repairing
from counter.warranty.models import Card, CardLine


class InHand(ValueError):
    """Another ticket has it. ticket: that one."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket.number)
        self.ticket = ticket


class OnItsCard(ValueError):
    """Another store took it in on its card, without a ticket, and hands it back first. card: that one."""

    def __init__(self, card: Card) -> None:
        super().__init__(card.id)
        self.card = card


def lock(line: CardLine) -> None:
    """Of two tickets of one thing the second one waits here, and then reads what the first one did."""
    asked = select(CardLine).where(CardLine.id == line.id).options(selectinload(CardLine.repairs))
    asked = asked.with_for_update(of=CardLine, key_share=True)
    db.session.scalar(asked.execution_options(populate_existing=True))


def unsettled() -> Select[Any]:
    """Open, and its customer has neither the thing nor another one."""
    asked = select(Ticket).where(Ticket.closed_at.is_(None), Ticket.collected_at.is_(None))
    return asked.order_by(Ticket.is_here.desc(), Ticket.id)


def others(ticket: Ticket) -> list[Ticket]:
    """Of the same line of a card, whatever store they are of; those that have it in hand first."""
    if ticket.line_id is None:
        return []
    asked = unsettled().where(Ticket.line_id == ticket.line_id, Ticket.id != ticket.id)
    asked = asked.options(joinedload(Ticket.with_store), selectinload(Ticket.transfers))
    return [one for one in db.session.scalars(asked) if is_demand(one) or one.is_here]


def of_card(card_id: int) -> list[Ticket]:
    """What is asked for of its things by now; those that are in hand first."""
    asked = unsettled().where(Ticket.card_id == card_id, Ticket.line_id.is_not(None))
    asked = asked.options(joinedload(Ticket.with_store), selectinload(Ticket.transfers))
    return [one for one in db.session.scalars(asked) if is_demand(one) or one.is_here]


def is_demand(ticket: Ticket) -> bool:
    """Something is to be done about the thing; a question or a complaint is about what is done."""
    return bool(kinds.kind_of(ticket)["decides"])


def refuse_rivals(ticket: Ticket, *, is_all: bool) -> None:
    """is_all: whether the whole line is given up for it, and not one thing or part. Raises InHand, OnItsCard."""
    for other in others(ticket):
        if other.is_here and (is_all or is_same(ticket.line, ticket.part, other.part)):
            raise InHand(other)
    line = ticket.line
    if line is not None and line.card.store_id != ticket.store_id:
        on_card = [one for one in line.repairs if one.is_here and not one.ticket]
        if any(is_all or is_same(line, ticket.part, one.part) for one in on_card):
            raise OnItsCard(line.card)


def refuse_second(line: CardLine, part: str | None) -> None:
    """Of what another ticket has in hand. Where nothing was left, a ticket may be forgotten, or of an owner before: it asks for
    what was due then, and of two that ask for one thing one gets it. Raises InHand."""
    lock(line)
    for other in db.session.scalars(unsettled().where(Ticket.line_id == line.id)):
        if other.is_here and is_same(line, part, other.part):
            raise InHand(other)


def is_same(line: CardLine | None, part: str | None, other: str | None) -> bool:
    """What comes by itself is a thing apart."""
    return line is not None and repairing.is_same(line, part, other)
