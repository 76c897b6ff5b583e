from typing import Any

from flask import Flask
from flask_login import current_user

from counter.tickets import losses  # noqa: F401  # a relationship of TicketTransfer names what is in there


def init(app: Flask) -> None:
    from counter.tickets import asked, going_along, numbers, putting_right, wording
    from counter.warranty import demands
    from counter.warranty.following import hang_in_along

    hang_in_along(app, going_along.hold, going_along.take_along)
    demands.hang_in(app, asked.of_card, putting_right.unrepaired_of)
    app.jinja_env.globals |= {"tickets_going_along": tickets_going_along, "rival_words": wording.rival_words}
    app.jinja_env.globals |= {"tickets_of_card": tickets_of_card, "tickets_of_customer": tickets_of_customer}
    app.jinja_env.globals["mark_word"] = wording.mark_word
    app.jinja_env.filters["ticket_number"] = numbers.shown


def tickets_of_card(card_id: int) -> list[Any]:
    """For the page of a warranty card, which knows nothing of tickets itself."""
    from counter.tickets.listing import of_card

    return of_card(card_id, current_user)


def tickets_going_along(card_id: int) -> list[Any]:
    """For the page that hands a card over, likewise."""
    from counter.tickets.contending import of_card

    return of_card(card_id)


def tickets_of_customer(customer_id: int) -> list[Any]:
    """For the page of a customer, likewise; those of the person's stores."""
    from counter.tickets.listing import of_customer

    return of_customer(customer_id, None if current_user.sees_all else current_user.store_ids)
