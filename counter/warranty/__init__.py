from typing import Any

from flask import Flask, request
from flask_login import current_user


def init(app: Flask) -> None:
    from counter.customers.numbering import FOLLOWERS
    from counter.warranty import linking, numbers, papers, pieces, transferring
    from counter.warranty.following import hang_in

    app.jinja_env.filters.update(card_number=numbers.shown, serial=papers.labelled, thing=pieces.called)
    FOLLOWERS.add(transferring.follow_owner)
    hang_in(app, linking.last_longer)
    app.jinja_env.globals |= {"things_of_customer": things_of_customer, "way_to_card": way_to_card}


def things_of_customer(customer_id: int) -> Any:
    """For the page of a customer, which knows nothing of cards itself: as many as one page holds."""
    from counter.clock import now
    from counter.warranty.owning import of_customer, place_of

    after = place_of(request.args.get("things", ""))
    return of_customer(customer_id, current_user, current_user.store.today(now()), after)


def way_to_card(card_id: int) -> Any:
    """For pages that name a card, which may be another store's."""
    from counter.clock import now
    from counter.warranty.revealing import way_to

    return way_to(card_id, current_user, current_user.store.today(now()))
