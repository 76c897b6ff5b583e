"""What stands between a ticket and its end: the customer's word on a price, its payment, an exchange, money back."""

from datetime import datetime

from counter.tickets.models import Ticket


class Owing(ValueError):
    """It does not end before this is done."""


class NotAnswered(Owing):
    """The customer has not said yet whether they agree to the price."""


class NotPaid(Owing):
    """The customer agreed to a price and has not paid it."""


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
