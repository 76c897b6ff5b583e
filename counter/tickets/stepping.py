"""A ticket goes on: from state to state, with what was told to the customer and what was planned on the way."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from counter.history.models import note
from counter.stores.models import Store
from counter.tickets import clocks, kinds, limits, owing, states
from counter.tickets.models import Ticket, TicketStep

READY, HANDED_OVER = "ready", "collected"
DONE = (HANDED_OVER, "closed")
PRICED = ("in_repair", READY)  # only once it is known what the customer pays


class Trouble(ValueError):
    """It can't go on so."""


class WrongWay(Trouble):
    """From here one does not come there; somebody else may have gone on first."""


class IsElsewhere(Trouble):
    """Another store has it in hand, or it is on its way."""


class NotTheirs(Trouble):
    """Who was asked for help, or stands above, says what becomes of it, and gives nothing out. store: whose it is to do."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.code)
        self.store = store


class ReasonNeeded(Trouble):
    """Who waits for the customer says for what."""


class NotDecided(Trouble):
    """Nobody said yet whether it is in or out of the guarantee."""


class QuoteNotAccepted(Trouble):
    """The customer has not agreed to the price."""


class IsClosed(Trouble):
    """It is over; it is opened again before it goes on."""


def refuse_closed(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise IsClosed


def go(ticket: Ticket, state: str, words: str, by: Any, at: datetime) -> None:
    """Raises WrongWay, IsElsewhere, ReasonNeeded, NotDecided, QuoteNotAccepted, owing.NotPriced."""
    book = kinds.of_version(ticket.playbook_version_id)
    if not has_in_hand(ticket, by):
        raise IsElsewhere
    if state not in taps(ticket, book.walked(ticket.kind)):
        raise WrongWay
    if state == states.PAUSED and not words:
        raise ReasonNeeded
    refuse_unpaid(ticket, state, book)
    before = ticket.state
    arrive(ticket, state, words, by, at)
    note(by, "step", ticket, at, {"state": [before, state]})


def has_in_hand(ticket: Ticket, by: Any) -> bool:
    """Whether the person works where the ticket is now."""
    return ticket.travel is None and (by.sees_all or ticket.with_store_id in by.store_ids)


def serves(ticket: Ticket, by: Any, *, is_of_stock: bool = False) -> bool:
    """Whether the person works where it was taken in or is in hand: there it is handed over, and parts go in. is_of_stock: where
    it was taken in alone, since that store's stock and money go for it."""
    ids = {ticket.store_id} if is_of_stock else {ticket.store_id, ticket.with_store_id}
    return by.sees_all or not ids.isdisjoint(by.store_ids)


def refuse_stranger(ticket: Ticket, by: Any, *, is_of_stock: bool = False) -> None:
    """Raises NotTheirs."""
    if not serves(ticket, by, is_of_stock=is_of_stock):
        raise NotTheirs(ticket.store if is_of_stock else ticket.with_store)


def taps(ticket: Ticket, walked: Collection[str]) -> list[str]:
    """Where it can go from here by a tap. A thing that another store has goes home by a scan, and a store that repairs
    nothing has none in repair; with what is lost nothing is done."""
    if ticket.travel is not None:
        return []
    if ticket.is_thing_away:
        return [state for state in states.AWAY if state in walked and state != ticket.state]
    found = states.by_tap(ticket.state, walked)
    if ticket.lost is not None:
        return [state for state in found if state in ("inspected", states.PAUSED)]
    return [state for state in found if state != "in_repair" or ticket.with_store.services]


def refuse_unpaid(ticket: Ticket, state: str, book: kinds.Book) -> None:
    if state not in states.WORK or not book.kinds[ticket.kind]["decides"]:
        return
    if not ticket.is_decided:
        raise NotDecided
    gives_up = state == "ready" and ticket.quote_declined_at is not None
    is_priced = ticket.verdict == "not_covered" and ticket.remedy == "repair" and ticket.quote is not None
    if is_priced and ticket.quote_accepted_at is None and not gives_up:
        raise QuoteNotAccepted
    if state in PRICED and owing.is_unpriced(ticket):
        raise owing.NotPriced


def arrive(ticket: Ticket, state: str, words: str, by: Any, at: datetime) -> None:
    """The stamp, the clocks that stop or run again, the mark that the state sets."""
    if ticket.is_paused and state != states.PAUSED:
        clocks.resume(ticket, ticket.store, at)
    if state == states.PAUSED:
        clocks.pause(ticket, at)
    if ticket.state == READY and state not in DONE:
        said = (step.at for step in reversed(ticket.steps) if step.code == READY)
        limits.go_on(ticket, next(said, at))
    if state == HANDED_OVER and ticket.lost is not None:
        ticket.lost.made_good_at = at  # of what comes by itself, which is in no stock
    ticket.state = state
    ticket.steps.append(TicketStep(code=state, words=words, at=at, person_id=by.person_id))
    if state == READY and not owing.is_refund_due(ticket):
        limits.keep(ticket, by, at)
    for mark in states.SETS.get(state, ()):
        clocks.set_mark(ticket, mark, by, at)


def tell(ticket: Ticket, words: str, by: Any, at: datetime) -> None:
    """The customer heard this: it is answered, and the next word is due later. Raises IsClosed."""
    refuse_closed(ticket)
    ticket.steps.append(TicketStep(code=TicketStep.TOLD, words=words, at=at, person_id=by.person_id))
    clocks.set_mark(ticket, "answered", by, at)
    clocks.next_update(ticket, ticket.store, kinds.of_version(ticket.playbook_version_id), at)
    note(by, "tell", ticket, at, None, {"words": [None, words]}, ticket.customer_id)


class PastDay(Trouble):
    """Nothing is promised for a day that is over."""


def promise(ticket: Ticket, plan: str, on: date, by: Any, at: datetime, today: date) -> None:
    """What will be done, and by when. Raises IsClosed, PastDay."""
    refuse_closed(ticket)
    if on < today:
        raise PastDay
    before = ticket.plan_on.isoformat() if ticket.plan_on else None
    ticket.plan, ticket.plan_on = plan, on
    clocks.set_mark(ticket, "answered", by, at)
    clocks.set_mark(ticket, "planned", by, at)
    limits.promise(ticket, at, on)
    clocks.next_update(ticket, ticket.store, kinds.of_version(ticket.playbook_version_id), at)
    changes = {"plan_on": [before, on.isoformat()]}
    note(by, "plan", ticket, at, changes, {"plan": [None, plan]}, ticket.customer_id)
