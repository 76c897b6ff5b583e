"""Several pieces stand on one line of a card as long as they share one life; what happens to some alone parts them from the
others (parting.py), and what they shared until then counts for each."""

from collections.abc import Iterable

from flask_babel import gettext as _

from counter.languages import words
from counter.warranty.models import Card, CardLine, Repair


def record_of(line: CardLine) -> list[Repair]:
    """What happened to it, also while it stood on a line with others; the oldest first."""
    if line.parted_from_id is None:
        return list(line.repairs)
    shared = [one for one in record_of(parent_of(line)) if one.id <= (line.parted_after or 0)]
    return sorted([*shared, *line.repairs], key=lambda one: (one.taken_on, one.id))


def parent_of(line: CardLine) -> CardLine:
    return next(one for one in line.card.lines if one.id == line.parted_from_id)


def root_of(line: CardLine) -> CardLine:
    """The line that the card was issued with."""
    return line if line.parted_from_id is None else root_of(parent_of(line))


def family_of(line: CardLine) -> list[CardLine]:
    """All that stood on one line with it then, itself among them."""
    root = root_of(line)
    return [one for one in line.card.lines if root_of(one) is root]


def main_of(card: Card) -> list[CardLine]:
    """What the card is of: the pieces of its first line that did not come back; where all of them did, those of the next one.
    Of a card of which nothing is left, all that stood on its first line."""
    firsts = [line for line in card.lines if line.parted_from_id is None]
    left = ([one for one in family_of(line) if one.returned_on is None] for line in firsts)
    return next((some for some in left if some), family_of(firsts[0]) if firsts else [])


def many(lines: Iterable[CardLine]) -> int:
    return sum(line.quantity for line in lines)


def called(line: CardLine) -> str:
    """As people tell it from the others of its card: several with how many they are, what was parted also by its group."""
    name, many = words(line.label), line.quantity
    if line.parted_from_id is not None:
        place = family_of(line).index(line) + 1
        return _("%(thing)s × %(num)d (group %(place)d)", thing=name, num=many, place=place)
    return f"{name} × {many}" if many > 1 else name
