from typing import Any

from flask import Flask


def init(app: Flask) -> None:
    app.jinja_env.globals["move_for_card"] = move_for_card


def move_for_card(card: Any) -> Any:
    """What is granted with a card when its owner moves house: for its page, which knows nothing of moves itself."""
    from counter.deliveries.move_views import offered_for, store_of

    return offered_for(card, store_of(card))
