"""A thing is taken back for its money: the card covers it no longer, and its serials are free."""

from datetime import date, datetime
from typing import Any

from counter.callbacks import completing
from counter.extensions import db
from counter.history.models import note
from counter.stores.models import Store
from counter.warranty import covering, filing
from counter.warranty.following import follow
from counter.warranty.models import CardLine


def give_up(line: CardLine, because: str, by: Any, at: datetime, today: date) -> None:
    """A card of which everything came back is void."""
    if line.returned_on is not None:
        return
    card = line.card
    line.returned_on = today
    for each in line.identifiers:
        each.live = None
    for repair in line.repairs:
        if repair.is_here:
            repair.back_on, repair.here = max(today, repair.taken_on), None
    if card.voided_at is None and all(one.returned_on for one in card.lines):
        card.voided_at, card.voided_by, card.voided_because = at, by.person_id, because
    db.session.flush()
    covering.cover(card, db.session.get_one(Store, card.store_id))
    filing.rank([card])
    note(by, "give_up", card, at, {"line": [line.id, None], "quantity": [line.quantity, 0]})
    follow([card], by, at)
    if card.voided_at is not None:
        completing.end_of_card("card_void", card.id, by, at)
