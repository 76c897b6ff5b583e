"""What was asked for all that stood on a line was asked for each: who opens a ticket for one of them later is not late. And what
is asked for by now, for a card that knows no tickets."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from counter.extensions import db
from counter.tickets import contending, owing, paid, states
from counter.tickets.models import Ticket
from counter.warranty import parting, pieces, repairing
from counter.warranty.demands import Demand
from counter.warranty.models import Card, CardLine


def with_others(ticket: Ticket) -> datetime | None:
    """When, of one that is being opened; None where it asks for itself. The other ticket is open, was so when the line was parted
    from its own, and nothing was given for this one since."""
    line = ticket.line
    if line is None or line.parted_from_id is None:
        return None
    there = parting.stood(line)
    lines = {one.line.id: one.until for one in there if one.until is not None}
    asked = contending.unsettled().where(Ticket.line_id.in_(lines), Ticket.customer_id == ticket.customer_id)
    began = [
        owing.began_at(one)
        for one in db.session.scalars(asked.where(Ticket.id != ticket.id))
        if contending.is_demand(one) and owing.is_of_it(line, one.part, ticket.part)
        if was_open(one, lines[one.line_id or 0])
    ]
    return min((at for at in began if not was_made_good(line, ticket.part, at, there)), default=None)


def was_open(ticket: Ticket, at: datetime | None) -> bool:
    """By its steps, in the round that it is in."""
    codes = [step.code for step in ticket.steps if step.code in states.NEXT and at and step.at < at]
    return (
        bool(codes) and codes[-1] not in ("collected", "closed") and bool(at and owing.began_at(ticket) < at)
    )


def was_made_good(line: CardLine, part: str | None, since: datetime, there: Sequence[parting.Stood]) -> bool:
    """A new one, or a lower price. there: where its line is and was."""
    new = [one for one in pieces.record_of(line) if repairing.is_exchange(one) and one.noted_at > since]
    kept = [one for one in paid.for_family(line) if one.is_kept and one.at > since and one.is_for(there)]
    parts = {one.part for one in new} | {one.part for one in kept}
    return any(owing.is_of_it(line, given, part) for given in parts)


def of_card(card: Card) -> list[Demand]:
    """Of the tickets of its things, and of what stood with those on one line then: the day on which each was told."""
    asked = [one for one in contending.of_card(card.id) if contending.is_demand(one)]
    owed = [one for one in asked if one.verdict != "not_covered" and not owing.is_passed_on(one)]
    found = [
        Demand(one.line_id, one.part, owing.told_on(one))
        for one in owed
        if one.line_id is not None and owing.exchange_since(one) is None
    ]
    own = {(one.line_id, one.part) for one in asked}
    parted = [line for line in card.lines if line.parted_from_id is not None] if owed else []
    more = [one for line in parted for one in with_these(line, owed)]
    return found + [one for one in more if (one.line_id, one.part) not in own]


def with_these(line: CardLine, asked: Iterable[Ticket]) -> Iterator[Demand]:
    """What was asked for all that it stood with. asked: of its card."""
    there = parting.stood(line)
    until = {one.line.id: one.until for one in there if one.until is not None}
    for one in asked:
        is_with = one.line_id in until and was_open(one, until[one.line_id])
        if is_with and not was_made_good(line, one.part, owing.began_at(one), there):
            yield Demand(line.id, one.part, owing.told_on(one))
