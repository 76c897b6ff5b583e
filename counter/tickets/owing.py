"""What stands between a ticket and its end: the customer's word on a price, its payment, an exchange, money back."""

from datetime import date, datetime

from counter.history import models as history
from counter.tickets import paid, states
from counter.tickets.models import Ticket
from counter.warranty import parting, repairing
from counter.warranty.models import CardLine, Repair
from counter.warranty.terms import is_the_thing

AMENDS = ("exchange", "return")  # what makes good a thing as a whole
MONEY = ("return", "price_reduction")  # the customer is paid; of a lower price, and keeps the thing
GIVEN_ONCE = ("exchange", *MONEY)  # for one and the same thing


class Owing(ValueError):
    """It does not end before this is done."""


class NotAnswered(Owing):
    """The customer has not said yet whether they agree to the price."""


class NotPaid(Owing):
    """The customer agreed to a price and has not paid it."""


class NotPriced(Owing):
    """The customer pays for its repair, and nobody said yet what."""


class ExchangeDue(Owing):
    """A new one was promised."""


class RefundDue(Owing):
    """Their money was promised."""


class ExchangedSince(ValueError):
    """Another ticket, or who has the card, gave a new one after it was asked for here. on: the store's day."""

    def __init__(self, on: date) -> None:
        super().__init__(on)
        self.on = on


class LoweredSince(ValueError):
    """Another ticket paid a lower price for it after it was asked for here: a new one comes only by goodwill. on: the store's
    day."""

    def __init__(self, on: date) -> None:
        super().__init__(on)
        self.on = on


class PassedOn(ValueError):
    """Its card has another owner since, and the thing is not here: what is due for a thing goes with it. on: since which day."""

    def __init__(self, on: date) -> None:
        super().__init__(on)
        self.on = on


def began_at(ticket: Ticket) -> datetime:
    """When its round began: it was opened, or opened again after what was decided was given. What was closed with nothing given
    goes on, and what goes back to its first state begins none."""
    began, was, before = ticket.opened_at, "", ""
    for step in (one for one in ticket.steps if one.code in states.NEXT):
        if step.code == "received" and was == "closed" and before in states.GIVEN:
            began = step.at
        was, before = step.code, was
    return began


def was_given(ticket: Ticket) -> bool:
    """Of one that is closed: whether a new round begins where it is opened again."""
    codes = [step.code for step in ticket.steps if step.code in states.NEXT]
    return codes[-1:] == ["closed"] and any(code in states.GIVEN for code in codes[-2:-1])


def told_on(ticket: Ticket) -> date:
    """The day on which the customer asked: what the rules gave then, they give however long it takes."""
    began = began_at(ticket)
    is_first = began == ticket.opened_at
    return ticket.store.today(min(began, ticket.told_at) if is_first and ticket.told_at else began)


def is_exchange_due(ticket: Ticket) -> bool:
    is_of_a_thing = ticket.line is not None and ticket.collected_at is None
    return ticket.remedy == "exchange" and is_of_a_thing and is_promised(ticket)


def is_refund_due(ticket: Ticket) -> bool:
    return ticket.remedy in MONEY and not is_paid_back(ticket) and is_promised(ticket)


def is_paid_back(ticket: Ticket) -> bool:
    """Since it was decided: what was opened again after a lower price may end in money once more."""
    paid, decided = ticket.refunded_at, ticket.decided_at
    is_over = paid is not None and decided is not None and paid >= decided
    return is_over or ticket.collected_at is not None


def is_promised(ticket: Ticket) -> bool:
    """What was taken back for its money, be it by another ticket, is owed nothing more."""
    is_owed = ticket.is_open and ticket.is_free and not is_given_up(ticket)
    is_over = ticket.remedy in GIVEN_ONCE and (is_passed_on(ticket) or exchange_since(ticket))
    return is_owed and not is_over


def is_passed_on(ticket: Ticket) -> bool:
    """Whether who asked has no card for it any more, and did not leave it here either."""
    card = ticket.card
    return card is not None and card.customer_id != ticket.customer_id and not ticket.is_here


def passed_on(ticket: Ticket) -> date:
    """Since which day the card is another's, as was said when it was handed over."""
    told = history.last(ticket.card, "transfer")
    return date.fromisoformat(told.changes["taken_over_on"][1]) if told else told_on(ticket)


def refuse_passed_on(ticket: Ticket) -> None:
    """Raises PassedOn."""
    if is_passed_on(ticket):
        raise PassedOn(passed_on(ticket))


def exchange_since(ticket: Ticket) -> Repair | None:
    """That stands, and is not its own. Who asked about the old thing is given nothing for the new one; of a part that went by
    itself nothing is over but what was asked for that part."""
    line = ticket.line
    if line is None:
        return None
    began = began_at(ticket)
    given = (one for one in line.repairs if repairing.is_exchange(one) and one.ticket != ticket.number)
    later = (one for one in given if one.noted_at > began and is_of_it(line, one.part, ticket.part))
    return next(later, None)


def refuse_exchanged(ticket: Ticket) -> None:
    """Raises ExchangedSince."""
    if given := exchange_since(ticket):
        raise ExchangedSince(ticket.store.today(given.noted_at))


def refuse_lowered(ticket: Ticket, since: datetime) -> None:
    """since: when it was asked for, or a manager said that it is given all the same. Raises LoweredSince."""
    line = ticket.line
    if line is None:
        return
    there = parting.stood(line)
    for one in paid.for_family(line):
        is_later = one.ticket is not ticket and one.is_kept and one.at > since
        if is_later and one.is_for(there) and is_of_it(line, one.part, ticket.part):
            raise LoweredSince(ticket.store.today(one.at))


def is_of_it(line: CardLine, given: str | None, asked: str | None) -> bool:
    """Whether what was given for one part was given for what is asked here: the whole ends what was asked for its parts."""
    is_all = is_the_thing(given) or given == asked
    return is_all and repairing.is_same(line, given, asked)


def is_given_up(ticket: Ticket) -> bool:
    return ticket.line is not None and ticket.line.returned_on is not None


def refuse_due(ticket: Ticket) -> None:
    """Raises ExchangeDue, RefundDue."""
    if is_exchange_due(ticket):
        raise ExchangeDue
    if is_refund_due(ticket):
        raise RefundDue


def is_unpriced(ticket: Ticket) -> bool:
    """The customer pays for its repair, and does not know what yet."""
    return ticket.verdict == "not_covered" and ticket.remedy == "repair" and ticket.quote is None


def is_unpaid(ticket: Ticket) -> bool:
    return bool(ticket.quote and ticket.quote_accepted_at and not ticket.paid_at)


def take_payment(ticket: Ticket, method: str, at: datetime) -> None:
    """method: "" where nothing was paid. Raises NotAnswered, NotPaid."""
    if ticket.is_quote_open:
        raise NotAnswered
    if not is_unpaid(ticket):
        return
    if not method:
        raise NotPaid
    ticket.paid_at, ticket.paid_method = at, method
