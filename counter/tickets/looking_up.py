"""A ticket is looked for at the counter: by the number on its slip, or by the phone of its customer."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from counter.customers.models import Phone
from counter.customers.numbering import place_of
from counter.extensions import db
from counter.tickets import finding, listing, numbers
from counter.tickets.models import Ticket
from counter.warranty.probes import probes

MOST = 50


@dataclass(frozen=True)
class Found:
    """ticket: the one whose number it is. is_phone: a whole number, or its last four digits; rows: the tickets of whoever has
    it, open ones first. is_cut: there are more."""

    ticket: Ticket | None = None
    is_phone: bool = False
    rows: tuple[listing.Row, ...] = ()
    is_cut: bool = False


def look_up(typed: str, person: Any) -> Found:
    """In any spelling. Of a number that was given up nothing of its earlier owner is found."""
    if stored := numbers.read(typed):
        return Found(ticket=finding.by_number(stored, person))
    asked = probes(typed, *place_of(person.store))
    phones = [low[1:] for low, high in asked.ranges if low[0] == "p" and high is None]
    if asked.kind == "last4":
        phones = [low[1:] for low, _high in asked.ranges if low[0] == "4"]
    if not phones:
        return Found()
    rows = of_phones(phones, person)
    return Found(None, True, tuple(rows[:MOST]), len(rows) > MOST)


def of_phones(phones: list[str], person: Any) -> list[listing.Row]:
    """phones: whole ones, or last digits."""
    has_it = or_(Phone.e164.in_(phones), Phone.last4.in_(phones))
    theirs = select(Phone.customer_id).where(has_it, Phone.ended_at.is_(None))
    seen = finding.seen(person).where(Ticket.customer_id.in_(theirs)).with_only_columns(Ticket.id)
    asked = listing.select_rows().where(Ticket.id.in_(seen))
    asked = asked.order_by(Ticket.closed_at.is_not(None), Ticket.opened_at.desc(), Ticket.id.desc())
    return [listing.a_row(row) for row in db.session.execute(asked.limit(MOST + 1))]
