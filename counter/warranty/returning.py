"""A thing is taken back for its money: the card covers it no longer, and its serials are free. Of several pieces some may come
back; the others stay as they are."""

from datetime import date, datetime
from typing import Any

from counter.callbacks import completing
from counter.extensions import db
from counter.history import models as history
from counter.history.models import note
from counter.stores.models import Store
from counter.warranty import covering, filing, repairing
from counter.warranty.following import follow
from counter.warranty.models import CardLine

SOME = "give_up_some"


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
    note(by, "give_up", card, at, {"line": [line.id, None]})
    follow([card], by, at)
    if card.voided_at is not None:
        completing.end_of_card("card_void", card.id, by, at)


def give_up_some(line: CardLine, many: int, ticket: str, by: Any, at: datetime, today: date) -> None:
    """many: fewer than there are. ticket: the number of the one that takes them back; what it has under repair is so no longer."""
    card, before = line.card, line.quantity
    line.quantity, ended_on = before - many, card.ends_on
    here = repairing.here_of(line, None)
    mine, of_card = ([one for one in here if one.ticket == whose] for whose in (ticket, ""))
    too_many = max(0, len(here) - len(mine) - line.quantity)
    for repair in (*mine, *of_card[:too_many]):
        repair.back_on, repair.here = max(today, repair.taken_on), None
    db.session.flush()
    covering.cover(card, db.session.get_one(Store, card.store_id))
    ends = [day.isoformat() if day else None for day in (ended_on, card.ends_on)]
    note(
        by, SOME, card, at, {"line": [line.id, line.id], "quantity": [before, line.quantity], "ends_on": ends}
    )
    follow([card], by, at)


def sold_of(line: CardLine) -> int:
    """How many pieces there were before some came back."""
    told = (one.changes for one in history.of(line.card, SOME))
    return max([line.quantity, *(one["quantity"][0] for one in told if one["line"][0] == line.id)])
