"""What happens to some pieces of a line happens to them alone: they get a line of their own."""

from collections.abc import Callable
from dataclasses import dataclass
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


def part(line: CardLine, many: int, by: Any, at: datetime) -> CardLine:
    """The line of so many of its pieces: itself where it has no more. Raises TooMany; repairing.HereAlready where all of them, or
    a part of each, are in hand together."""
    lock(line)
    if not 0 < many <= line.quantity:
        raise TooMany(line.quantity)
    if many == line.quantity:
        return line
    if any(repair.is_here for repair in line.repairs):
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


@dataclass(frozen=True)
class Stood:
    """That a line stood on this one, or is it. until: when it was parted from it; None: it is this one."""

    line: CardLine
    until: datetime | None
    parted: tuple[tuple[datetime, int], ...]  # when how many were parted from it

    def was_on(self, at: datetime) -> bool:
        return self.until is None or at <= self.until

    def many(self, at: datetime) -> int:
        """How many pieces were on it then."""
        return self.line.quantity + sum(many for later, many in self.parted if later > at)


def stood(line: CardLine) -> list[Stood]:
    """Where it is and was, as far as its history tells."""
    told = history.of(line.card, PART)
    left = {entry.changes["line"][1]: entry.at for entry in told}
    found, until, is_told = [], None, True
    while is_told:
        of_it = [one for one in told if one.changes["line"][0] == line.id]
        parted = tuple((one.at, one.changes["quantity"][0] - one.changes["quantity"][1]) for one in of_it)
        found.append(Stood(line, until, parted))
        is_told = line.parted_from_id is not None and line.id in left
        if is_told:
            until = min(one for one in (until, left[line.id]) if one)
            line = pieces.parent_of(line)
    return found


def lock(line: CardLine) -> None:
    """Of two who part the same pieces the second one counts what is left."""
    asked = select(CardLine).where(CardLine.id == line.id).with_for_update(of=CardLine, key_share=True)
    db.session.scalar(asked.execution_options(populate_existing=True))
