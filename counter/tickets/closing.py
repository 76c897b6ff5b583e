"""How a ticket ends: handed back, then closed. And how it is opened again, where it was not over after all.

Service goes on until the customer is satisfied: a ticket that asks for satisfaction closes with it, or with a manager's
reason (the equipment maker's promise of the source).
"""

from datetime import date, datetime, timedelta
from typing import Any

from counter.callbacks import completing, promising
from counter.history.models import note
from counter.tickets import (
    claiming,
    clocks,
    fitting,
    handing_in,
    kinds,
    lending,
    limits,
    owing,
    putting_right,
    states,
    stepping,
)
from counter.tickets.models import Ticket
from counter.warranty import repairing

SATISFIED = 3  # of five
REOPENS = timedelta(days=30)
WORDS = (
    "verdict",
    "remedy",
    "reason",
    "policy",
    "paid_method",
)  # that a decision leaves, and what came of it
VALUES = (
    "rule", "decided_at", "decided_by", "quote", "quote_accepted_at", "quote_declined_at", "paid_at",
)  # fmt: skip
TOLD = ("verdict", "remedy", "quote", "paid_method")  # of these in the history


class NotReady(ValueError):
    """It is not so far."""


class LoanIsOut(ValueError):
    """What was lent comes back first."""


class NotSatisfied(ValueError):
    """Only a manager closes it now, with a reason."""


class AnswerNeeded(ValueError):
    """A question ends with an answer, and so does a complaint whose customer has heard nothing yet."""


class TooLateToReopen(ValueError):
    """After so long it is a new ticket."""


def hand_back(
    ticket: Ticket, work: str, method: str, by: Any, at: datetime, today: date, *, is_loan_back: bool = False
) -> None:  # fmt: skip
    """The customer has it again, in order. method: how it was paid, or ""; is_loan_back: what was lent comes back with it.
    Raises stepping.NotTheirs, NotReady, LoanIsOut, owing.Owing."""
    stepping.refuse_stranger(ticket, by)
    book = kinds.of_version(ticket.playbook_version_id)
    if "collected" not in states.following(ticket.state, book.walked(ticket.kind)):
        raise NotReady
    if ticket.is_lent and not is_loan_back:
        raise LoanIsOut
    owing.refuse_due(ticket)
    refuse_unpriced(ticket)
    owing.take_payment(ticket, method, at)
    lending.take_back(ticket, by, at)
    for repair in ticket.line.repairs if ticket.line else ():
        if repair.ticket == ticket.number and repair.is_here:
            repairing.give_back(repair, today, work, by, at, today)
    putting_right.note_repair(ticket, work, by, at)
    fitting.tell_card(ticket, by, at, today)
    ticket.work, ticket.is_here, ticket.collected_at = work, False, at
    stepping.arrive(ticket, "collected", work, by, at)
    clocks.set_all(ticket, by, at)
    note(by, "hand_back", ticket, at)
    claiming.claim_back(ticket, by, at)


def close(
    ticket: Ticket, satisfaction: int | None, opinion: str, because: str, answer: str, by: Any, at: datetime,
    method: str = "", work: str = "", *, is_loan_back: bool = False,
) -> None:  # fmt: skip
    """satisfaction: 1 to 5; because: the manager's reason; answer: where asks_answer; method, work: how it was paid and what was
    done, where nothing was handed back; is_loan_back: as in hand_back. Raises stepping.NotTheirs, NotReady, LoanIsOut, owing.Owing,
    NotSatisfied, AnswerNeeded. A complaint is followed by a call."""
    stepping.refuse_stranger(ticket, by)
    book = kinds.of_version(ticket.playbook_version_id)
    kind = book.kinds[ticket.kind]
    if not may_close(ticket, book):
        raise NotReady
    if ticket.is_lent and not is_loan_back:
        raise LoanIsOut
    owing.refuse_due(ticket)
    refuse_unpriced(ticket)
    if kind["rates"] and (satisfaction or 0) < SATISFIED and not (because and by.is_manager):
        raise NotSatisfied
    if asks_answer(ticket) and not answer:
        raise AnswerNeeded
    owing.take_payment(ticket, method, at)
    lending.take_back(ticket, by, at)
    if answer:
        stepping.tell(ticket, answer, by, at)
    ticket.satisfaction, ticket.opinion, ticket.closed_because = satisfaction, opinion, because
    is_repaired = ticket.remedy == "repair" and putting_right.ready_at(ticket) is not None
    ticket.work = work or ticket.work
    putting_right.note_repair(ticket, ticket.work, by, at)
    stepping.arrive(ticket, "closed", because, by, at)
    ticket.closed_at, ticket.closed_by, ticket.is_here = at, by.person_id, False
    ticket.help_store_id = None
    clocks.set_all(ticket, by, at)
    note(by, "close", ticket, at, {"satisfaction": [None, satisfaction]})
    if is_repaired and ticket.collected_at is None:
        fitting.tell_card(ticket, by, at, ticket.store.today(at))
    if is_repaired:  # also what was put right where it stands, and never handed back
        claiming.claim_back(ticket, by, at)
    facts = {"ticket.kind": ticket.kind, "ticket.needs_visit": ticket.needs_visit}
    promising.promise(
        "ticket_closed", ticket.store, ticket.customer, ticket.store.today(at), by, at,
        source=source_of(ticket, len(ticket.steps)), card_id=ticket.card_id, facts=facts,
        about=ticket.line.label if ticket.line else None,
    )  # fmt: skip


def refuse_unpriced(ticket: Ticket) -> None:
    """Of what was repaired already. Raises owing.NotPriced."""
    is_repaired = ticket.collected_at is None and putting_right.ready_at(ticket) is not None
    if is_repaired and owing.is_unpriced(ticket):
        raise owing.NotPriced


def source_of(ticket: Ticket, steps: int) -> str:
    """Of the calls that follow its end; steps: how many it had by then, so that each end has its own."""
    return f"ticket:{ticket.id}:{steps}"


def asks_answer(ticket: Ticket) -> bool:
    is_unheard = any(mark.mark == "answered" and not mark.is_set for mark in ticket.marks)
    return ticket.kind == "question" or (ticket.kind == "complaint" and is_unheard)


def may_close(ticket: Ticket, book: kinds.Book) -> bool:
    return states.may_close(ticket.state, book.walked(ticket.kind), ticket.is_here)


def may_reopen(ticket: Ticket, at: datetime) -> bool:
    return ticket.closed_at is not None and at - ticket.closed_at <= REOPENS


def may_be_left(ticket: Ticket) -> bool:
    """Whether its thing can be handed in anew where the ticket is opened again."""
    try:
        refuse_anothers(ticket)
    except (owing.PassedOn, owing.ExchangedSince):
        return False
    return ticket.line is not None and not ticket.is_away and handing_in.is_free(ticket)


def refuse_anothers(ticket: Ticket) -> None:
    """What was asked for a thing that is another's by now, or is not there any more. Raises owing.PassedOn,
    owing.ExchangedSince."""
    owing.refuse_passed_on(ticket)
    if not owing.was_given(ticket):  # else it is about the new one
        owing.refuse_exchanged(ticket)


def reopen(ticket: Ticket, because: str, by: Any, at: datetime, left: handing_in.Left | None = None) -> None:
    """The customer is not content after all: the clocks run anew, and it is decided anew. What happened stays: its steps, the
    repair record, money that went back, what was claimed back; and the limits of the rules, where nothing was given. left: where the thing is handed in again. Raises
    TooLateToReopen, owing.PassedOn, owing.ExchangedSince, handing_in.NotToLeave."""
    book = kinds.of_version(ticket.playbook_version_id)
    if ticket.closed_at is None:
        return
    if not may_reopen(ticket, at):
        raise TooLateToReopen
    if left is not None and not may_be_left(ticket):
        refuse_anothers(ticket)
        handing_in.refuse_taken(ticket)
        raise handing_in.NotToLeave
    closed_at, is_new_round = ticket.closed_at, owing.was_given(ticket)
    ticket.closed_at = ticket.closed_by = ticket.collected_at = None
    ticket.closed_because, ticket.satisfaction = "", None
    ends = [
        source_of(ticket, number + 1) for number, step in enumerate(ticket.steps) if step.code == "closed"
    ]
    completing.take_back("ticket_reopened", ends, by, at)
    stepping.arrive(ticket, "received", because, by, at)
    clocks.lay(ticket, ticket.store, book, at)
    if is_new_round:
        limits.forget(ticket)
    else:
        limits.run_on(ticket, closed_at)
    if is_new_round or not book.kinds[ticket.kind]["decides"]:
        limits.demand(ticket, book, ticket.store.today(at))
    changes = forget_decision(ticket)
    if left is not None:
        handing_in.leave(ticket, left, by, at)
        changes["is_here"] = [False, True]
    note(by, "reopen", ticket, at, changes)


def forget_decision(ticket: Ticket) -> dict[str, list[Any]]:
    """What was decided, agreed to and paid holds no more; gives what changed, for the history."""
    changes = {name: [before, None] for name in TOLD if (before := getattr(ticket, name)) not in ("", None)}
    for name in WORDS:
        setattr(ticket, name, "")
    for name in VALUES:
        setattr(ticket, name, None)
    return changes
