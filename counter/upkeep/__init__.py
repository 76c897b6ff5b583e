"""What keeps a thing in order while it is covered: visits as the playbook has them come again, a call before the end."""

from typing import Any

from flask import Flask


def init(app: Flask) -> None:
    from counter.upkeep import calling, laying
    from counter.warranty.following import hang_in

    hang_in(app, laying.lay)
    hang_in(app, calling.settle)
    app.jinja_env.globals.update(visits_of_card=visits_of_card, visits_on_paper=visits_on_paper)


def visits_of_card(card: Any) -> list[Any]:
    """For the page of a warranty card, which knows nothing of visits itself."""
    from counter.upkeep.listing import of_card

    return of_card(card)


def visits_on_paper(card: Any) -> list[Any]:
    from counter.upkeep.listing import printed

    return printed(card)
