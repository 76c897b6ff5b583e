"""How quickly each store answers and sends somebody: median and worst, reckoned here and so the same on both databases.

The promise of the source: an answer within an hour while the store is open, somebody sent within 24 hours. A ticket that was
opened at the counter is answered on the spot; it would make every median nothing, and is counted apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from flask_babel import gettext
from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased

from counter.columns import Words
from counter.extensions import db
from counter.reports.periods import Period
from counter.stores.models import Store
from counter.tickets import states
from counter.tickets.clocks import doors_of
from counter.tickets.hours import between
from counter.tickets.models import Ticket, TicketMark, TicketStep

ANSWERED, DISPATCHED, COUNTER = "answered", "dispatched", "counter"


@dataclass
class Response:
    """answers: how long each took, in open hours. sent, sent_in_time: visits."""

    store: Words
    on_the_spot: int = 0
    answers: list[timedelta] = field(default_factory=list)
    waiting: int = 0
    in_time: int = 0
    sent: int = 0
    sent_in_time: int = 0

    @property
    def median(self) -> int | None:
        """Minutes."""
        seconds = [one.total_seconds() for one in self.answers]
        return minutes(timedelta(seconds=median(seconds))) if seconds else None

    @property
    def worst(self) -> int | None:
        return minutes(max(self.answers)) if self.answers else None


def minutes(length: timedelta) -> int:
    """Whole ones, those begun counted: what took longer than the hour is never shown as within it."""
    return -int(-length.total_seconds() // 60)


def together(found: Sequence[Response]) -> Response:
    """All of them as if they were one store."""
    total = Response({"zh": gettext("Together")})
    for one in found:
        total.answers += one.answers
        for name in ("on_the_spot", "waiting", "in_time", "sent", "sent_in_time"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
    return total


def by_store(stores: Sequence[Store], period: Period, at: datetime) -> list[Response]:
    """Every store that is seen, also one that had none. Who still waits for an answer has waited until `at`; who had none
    before it was over has none."""
    found: dict[int, Response] = {store.id: Response(store.name) for store in stores}
    doors = {store.id: doors_of(store) for store in stores}
    for row in db.session.execute(asked(list(found), period)):
        one, start = found[row.store_id], row.began_at or row.opened_at
        set_at = None if is_only_over(row) else row.set_at
        is_late = (row.set_at or at) > row.due_at
        if row.mark == DISPATCHED:
            one.sent += set_at is not None or is_late
            one.sent_in_time += set_at is not None and not is_late
        elif row.channel == COUNTER:
            one.on_the_spot += 1
        elif set_at is None:
            one.waiting += 1
        else:
            one.answers.append(between(start, set_at, doors[row.store_id], row.hours))
            one.in_time += not is_late
    return list(found.values())


def is_only_over(row: Any) -> bool:
    """Its end ended the mark, and nobody told the customer anything then; or the thing was brought, and nobody was sent."""
    if row.mark == DISPATCHED and row.is_left:
        return True
    is_answer = row.mark == ANSWERED and row.is_told
    return row.set_at is not None and row.set_at in (row.closed_at, row.collected_at) and not is_answer


def whose() -> Any:
    """The store that had to do it: the point that has the visit in hand; on the spot answers who took it in."""
    is_on_the_spot = (TicketMark.mark == ANSWERED) & (Ticket.channel == COUNTER)
    return case((is_on_the_spot, Ticket.store_id), else_=TicketMark.store_id)


def follows_its_end() -> Any:
    """Of a step: it was opened again by it. What goes back to its first state on its way begins nothing."""
    earlier = aliased(TicketStep)
    before = select(earlier.code).where(earlier.ticket_id == Ticket.id, earlier.id < TicketStep.id)
    before = before.where(earlier.code.in_(states.NEXT)).order_by(earlier.id.desc()).limit(1)
    return before.correlate(Ticket, TicketStep).scalar_subquery() == "closed"


def asked(store_ids: Sequence[int], period: Period) -> Any:
    """The marks of the tickets of the period. One that was opened again is counted from then, as its clocks run anew."""
    of_it = TicketStep.ticket_id == Ticket.id
    began = select(func.max(TicketStep.at)).where(of_it, TicketStep.code == "received", follows_its_end())
    told = exists().where(of_it, TicketStep.code == TicketStep.TOLD, TicketStep.at == TicketMark.set_at)
    here = TicketStep.code.in_((TicketStep.HANDED_IN, "received")), TicketStep.at == TicketMark.set_at
    left = exists().where(of_it, *here)
    columns = (
        whose().label("store_id"),
        Ticket.channel,
        Ticket.opened_at,
        Ticket.closed_at,
        Ticket.collected_at,
    )
    found = select(
        *columns, began.scalar_subquery().label("began_at"), told.label("is_told"), left.label("is_left")
    )
    found = found.add_columns(TicketMark.mark, TicketMark.hours, TicketMark.due_at, TicketMark.set_at)
    found = found.join(TicketMark, TicketMark.ticket_id == Ticket.id)
    found = found.where(TicketMark.mark.in_((ANSWERED, DISPATCHED)), whose().in_(store_ids))
    return found.where(Ticket.opened_at >= period.start, Ticket.opened_at < period.end)
