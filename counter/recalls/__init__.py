from typing import Any

from flask import Flask
from flask_login import current_user


def init(app: Flask) -> None:
    from counter.recalls import cli, following
    from counter.recalls.forms import REMEDIES
    from counter.warranty.following import hang_in
    from counter.warranty.parting import FOLLOWERS

    cli.init(app)
    hang_in(app, following.settle)
    FOLLOWERS.add(following.take_along)
    app.jinja_env.globals |= {"recalls_of_card": recalls_of_card, "wave_of_ticket": wave_of_ticket}
    app.jinja_env.globals |= {"recall_remedy_form": recall_remedy_form, "RECALL_REMEDIES": REMEDIES}


def recalls_of_card(card: Any) -> list[tuple[Any, str]]:
    """(what hits it, what is said to the owner) for the pages of a card, which know nothing of recalls themselves."""
    from counter.callbacks.speaking import filled
    from counter.languages import words
    from counter.recalls.warning import of_card

    names = {"store": words(current_user.store.name), "assistant": current_user.name}
    names["customer"] = card.customer_name
    return [(one, filled(one.recall.words, names)) for one in of_card(card)]


def wave_of_ticket(ticket: Any) -> Any:
    """For the page of a ticket, likewise."""
    from counter.clock import now
    from counter.recalls.waves import of_ticket

    return of_ticket(ticket, now())


def recall_remedy_form(recall: int, thing: int) -> Any:
    """A fresh one, for each thing that is hit."""
    from counter.recalls.forms import RemedyForm, prefix

    return RemedyForm(formdata=None, prefix=prefix(recall, thing))
