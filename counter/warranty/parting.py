"""What happens to some pieces of a line happens to them alone: they get a line of their own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.history import models as history
from counter.history.models import note
from counter.stores.models import Store
from counter.warranty import covering, filing, pieces, repairing
from counter.warranty.following import follow
from counter.warranty.models import CardLine

PART = "part"
FOLLOWERS: set[Callable[[CardLine], None]] = set()  # with each new line, once it has its id


class TooMany(ValueError):
    """There are fewer pieces. left: how many."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def part(line: CardLine, many: int, by: Any, at: datetime, what: str | None = None) -> CardLine:
    """The line of so many of its pieces: itself where it has no more. what: the part of them, None for the whole. Raises TooMany;
    repairing.HereAlready where all of them are in hand together."""
    lock(line)
    if not 0 < many <= line.quantity:
        raise TooMany(line.quantity)
    if many == line.quantity:
        return line
    if repairing.here_of(line, what):
        raise repairing.HereAlready
    return set_apart(line, many, by, at)


def set_apart(line: CardLine, many: int, by: Any, at: datetime) -> CardLine:
    """many: fewer than there are."""
    card, before = line.card, line.quantity
    line.quantity = before - many
    made = CardLine(product_id=line.product_id, description=line.description, quantity=many)
    made.parted_from_id, made.parted_after = line.id, max([0, *(one.id for one in pieces.record_of(line))])
    card.lines.append(made)
    db.session.flush()
    covering.cover(card, db.session.get_one(Store, card.store_id))
    filing.rank([card])
    for told in FOLLOWERS:
        told(made)
    note(by, PART, card, at, {"line": [line.id, made.id], "quantity": [before, line.quantity]})
    follow([card], by, at)
    return made


def before(line: CardLine) -> list[tuple[CardLine, datetime]]:
    """The lines that it stood on, each with the time at which it was parted from it, where that was noted."""
    told = {entry.changes["line"][1]: entry.at for entry in history.of(line.card, PART)}
    found = []
    while line.parted_from_id is not None:
        parent = pieces.parent_of(line)
        found += [(parent, told[line.id])] if line.id in told else []
        line = parent
    return found


def lock(line: CardLine) -> None:
    """Of two who part the same pieces the second one counts what is left."""
    asked = select(CardLine).where(CardLine.id == line.id).with_for_update(of=CardLine, key_share=True)
    db.session.scalar(asked.execution_options(populate_existing=True))
