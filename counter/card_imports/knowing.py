"""Which lines are in the books already: by a serial that has a live card, or because the same line was imported before."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, func, select, update

from counter.card_imports.models import CardImportRow
from counter.customers import names
from counter.extensions import db
from counter.languages import in_both
from counter.warranty import numbers
from counter.warranty.models import Card, CardLine, Identifier

Kept = dict[str, Any]  # an OldCard as a row keeps it: see kept_of() in checking.py


@dataclass(frozen=True)
class There:
    """state: known or wrong (it is there, but for somebody else, or of fewer pieces or more); at: the field that tells; sentence: said later."""

    state: str
    at: str
    sentence: Any
    card_id: int | None = None

    @property
    def said(self) -> list[list[Any]]:
        """As a row keeps it."""
        return [[self.at, in_both(lambda: str(self.sentence))]]


def mark_of(card: Kept, with_pieces: bool = False) -> str:
    """Two lines are the same if they name one customer, thing, day and invoice; the address may have been put right. A line below
    another one of the same file that is of another number of pieces is of further ones, and its mark tells how many."""
    serials = sorted(card["serials"].values())
    words = [card["e164"], names.folded(card["name"]), str(card["product"]), card["sold_on"]]
    pieces = [f"×{card.get('quantity', 1)}"] if with_pieces or card.get("is_further") else []
    told = "\n".join([*words, card["invoice_number"], *serials, *pieces])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def marks_of(card: Kept) -> list[str]:
    """By which it may have come in: how many there are is asked only of what has no number of its own."""
    told = [mark_of(card)] if card["serials"] else [mark_of(card, with_pieces=True), mark_of(card)]
    return [*dict.fromkeys(told)]


def there_already(store_id: int, lines: Iterable[tuple[int, Kept]]) -> dict[int, There]:
    """By line. Two statements, however many there are."""
    lines = list(lines)
    taken = live([value for _line, card in lines for value in card["serials"].values()])
    before = imported(store_id, [mark for _line, card in lines for mark in marks_of(card)])
    found = {}
    for line, card in lines:
        there = by_serial(card, taken, store_id) or by_mark(card, before)
        if there:
            found[line] = there
    return found


def by_serial(card: Kept, taken: dict[str, Any], store_id: int) -> There | None:
    """Of another store's card no more is said than that it is there."""
    for field, value in card["serials"].items():
        if value not in taken:
            continue
        live = taken[value]
        is_same = live.customer_phone == card["e164"]
        if live.store_id != store_id:
            sentence = _("A card of another store is for this one already.")
            return There("known" if is_same else "wrong", field, sentence)
        shown = numbers.shown(live.number)
        if is_same:
            return There("known", field, _("Card %(number)s is for this one already.", number=shown), live.id)
        sentence = _(
            "Card %(number)s is for this one already, with another phone. Look at that card first.",
            number=shown,
        )
        return There("wrong", field, sentence, live.id)
    return None


def by_mark(card: Kept, before: dict[str, tuple[int, str, int]]) -> There | None:
    mark = next((one for one in marks_of(card) if one in before), None)
    if mark is None:
        return None
    card_id, number, pieces = before[mark]
    shown, is_of_further = numbers.shown(number), mark == mark_of(card, with_pieces=True)
    if card["serials"] or is_of_further or pieces == card.get("quantity", 1):
        sentence = _("This line was imported before, as card %(number)s.", number=shown)
        return There("known", "name", sentence, card_id)
    sentence = _(
        "Card %(number)s has %(pieces)s of these already. If these are further ones, enter them as an old card.",
        number=shown,
        pieces=pieces,
    )
    return There("wrong", "quantity", sentence, card_id)


def live(serials: Sequence[str]) -> dict[str, Any]:
    """By serial the row of the card that it has."""
    asked = select(Identifier.value, Card.id, Card.store_id, Card.number, Card.customer_phone)
    asked = asked.join(CardLine, CardLine.id == Identifier.line_id).join(Card, Card.id == CardLine.card_id)
    rows = db.session.execute(asked.where(Identifier.value.in_(serials), Identifier.live == 1))
    return {row.value: row for row in rows}


def imported(store_id: int, marks: Sequence[str]) -> dict[str, tuple[int, str, int]]:
    """{mark: (card's id, number, how many pieces)}; a card that was voided may be imported again."""
    row = CardImportRow
    pieces = select(func.sum(CardLine.quantity)).where(CardLine.card_id == Card.id).scalar_subquery()
    asked = select(row.mark, Card.id, Card.number, pieces).join(Card, Card.id == row.card_id)
    asked = asked.where(
        row.store_id == store_id, row.mark.in_(marks), row.made == 1, Card.voided_at.is_(None)
    )
    return {mark: (*told,) for mark, *told in db.session.execute(asked) if mark}


def free_the_marks_of_void_cards(store_id: int, marks: Sequence[str]) -> None:
    row = CardImportRow
    is_void = exists().where(Card.id == row.card_id, Card.voided_at.is_not(None))
    freed = update(row).where(row.store_id == store_id, row.mark.in_(marks), row.made == 1, is_void)
    db.session.execute(freed.values(made=None), execution_options={"synchronize_session": False})
