"""Judges the next piece of a file by the rules of the form for an old card (counter/warranty/oldcards.py).

Nothing is written to the cards: each line gets a row that says what would come of it.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, insert, select
from werkzeug.datastructures import MultiDict

from counter.card_imports.cells import typed
from counter.card_imports.knowing import Kept, There, mark_of, marks_of, there_already
from counter.card_imports.models import (
    DOUBTFUL,
    FIT,
    CardImport,
    CardImportKey,
    CardImportPiece,
    CardImportRow,
)
from counter.card_imports.unpacking import MOST_COLUMNS, PIECE
from counter.catalog.identifiers import IdentifierError, check_imei, check_serial
from counter.catalog.searching import search
from counter.extensions import db
from counter.history.models import note
from counter.languages import in_both
from counter.operations.long_runs import Pace
from counter.stores.models import Store
from counter.warranty import doubting
from counter.warranty.forms import OldCardForm
from counter.warranty.issuing_many import Desk
from counter.warranty.lacking import has_two_imeis
from counter.warranty.oldcards import Known, OldCard, checked, of_products, product_of

CHUNK = 500  # lines
LONGEST_BEYOND = 60
pace = Pace()
Said = list[list[Any]]  # [[field, sentence in both languages], ...]


@dataclass
class Judged:
    line: int
    cells: list[str]
    card: Kept | None
    said: Said


class Judge:
    """The rules for one piece: its store, its day, the products that its lines name."""

    def __init__(self, columns: dict[str, int], store: Store, today: date, width: int = MOST_COLUMNS) -> None:
        """width: how many headings there are."""
        self.columns, self.store, self.today, self.width = columns, store, today, width
        self.is_chinese = store.country == "CN"
        self.desk = Desk(store, keeps=False)
        self.look_for: Any = cache(search)
        self.imeis_of = cache(self.count_imeis)

    def judge_all(self, lines: Sequence[tuple[int, list[str]]]) -> list[Judged]:
        """What serials are known as is asked once for all."""
        all_typed = [typed(cells, self.columns, self.is_chinese, self.imeis_of) for _, cells in lines]
        known = of_products(serial for values, _ in all_typed for serial in serials_in(values))
        return [self.judge(line, cells, known) for line, cells in lines]

    def judge(self, line: int, cells: list[str], known: Known) -> Judged:
        old, said = self.read(cells, known)
        if old is not None and not said:
            return Judged(line, cells, kept_of(old), [])
        return Judged(line, cells, None, self.in_both(cells, known))

    def in_both(self, cells: list[str], known: Known) -> Said:
        """What is wrong, as one would be told in either language: the fields speak while they are looked at."""
        told = in_both(lambda: self.read(cells, known)[1])
        pairs = zip(told["zh"], told["en"], strict=True)
        return [[field, {"zh": zh, "en": en}] for (field, zh), (_field, en) in pairs]

    def read(self, cells: list[str], known: Known) -> tuple[OldCard | None, list[tuple[str, str]]]:
        """(the card, what is wrong with which field)."""
        values, wrong = typed(cells, self.columns, self.is_chinese, self.imeis_of)
        wrong = self.cut_off(cells) | wrong
        form = OldCardForm(formdata=MultiDict(values), meta={"csrf": False})
        old = checked(form, self.store, self.today, self.look_for, known)
        for field, sentence in wrong.items():
            form[self.field(field)].errors = [sentence]
        if old is not None and not wrong and not self.is_covered(old):
            form.product.errors = [_("No rule gives this a term. Add its serial number if it has one.")]
        return old, [(name, str(one)) for name, found in form.errors.items() if name for one in found]

    def cut_off(self, cells: Sequence[str]) -> dict[str, Any]:
        """An address with a comma, say, reaches beyond the headings. Behind a column that is left out nobody minds."""
        beyond = " ".join(filter(None, cells[self.width :]))
        field = next((field for field, place in self.columns.items() if place == self.width - 1), None)
        if not beyond or not field:
            return {}
        sentence = _(
            "Behind this stands more than the headings name: “%(text)s”. Put what belongs together between quotation marks, or give it a heading.",
            text=beyond[:LONGEST_BEYOND],
        )
        return {field: sentence}

    def count_imeis(self, product: str) -> int:
        """Of what the file calls so; what is no product, or several, is said at its field."""
        form = OldCardForm(formdata=MultiDict({"product": product}), meta={"csrf": False})
        found = product_of(form, self.store, self.look_for)
        if found is None or found.category.track != "imei":
            return 0
        return 2 if has_two_imeis(found) else 1

    def field(self, name: str) -> str:
        return "sn" if name == "serial" else name

    def is_covered(self, old: OldCard) -> bool:
        return bool(old.serials) or self.desk.cover(old.product, self.desk.days(old)).has_term


def serials_in(values: dict[str, str]) -> Iterator[str]:
    """As they are stored; what can't be one is told later."""
    for field, check in (("imei1", check_imei), ("imei2", check_imei), ("sn", check_serial)):
        with suppress(IdentifierError):
            if values.get(field):
                yield check(values[field])


def kept_of(old: OldCard) -> Kept:
    return {
        "name": old.name, "e164": old.e164, "address": old.address, "product": old.product.id,
        "serials": old.serials, "sold_on": old.sold_on.isoformat(),
        "delivered_on": old.delivered_on.isoformat() if old.delivered_on else None,
        "invoice_number": old.invoice_number, "quantity": old.quantity,
        "installed_on": old.installed_on.isoformat() if old.installed_on else None,
        "activated_on": old.activated_on.isoformat() if old.activated_on else None,
    }  # fmt: skip


def check_next(one: CardImport, store: Store, by: Any, at: datetime) -> None:
    """The next pieces; the last one ends the check. Run again after a crash it takes the same pieces."""
    mine, how_many = CardImportPiece.import_id == one.id, max(pace.lines(CHUNK) // PIECE, 1)
    asked = select(CardImportPiece.place, CardImportPiece.body).where(mine)
    pieces = db.session.execute(asked.order_by(CardImportPiece.place).limit(how_many)).all()
    lines = [line for piece in pieces for line in json.loads(zlib.decompress(piece.body))]
    if lines:
        with pace.going(len(lines)):
            rows = rows_of(
                one, Judge(one.columns or {}, store, store.today(at), len(one.headings)).judge_all(lines)
            )
            db.session.execute(insert(CardImportRow), rows)
        one.count("fit" if row["state"] in FIT else row["state"] for row in rows)
        db.session.execute(delete(CardImportPiece).where(mine, CardImportPiece.place <= pieces[-1].place))
        one.checked += len(lines)
    if one.checked >= one.lines:
        one.checked_at = at
    note(by, "check", one, at, {"checked": [None, one.checked]})


def rows_of(one: CardImport, judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """What stands in the books, and in the lines above of the same file, is known by now."""
    sound = {each.line: each.card for each in judged if each.card}
    there, beside = above(one, sound, there_already(one.store_id, sound.items()))
    there |= beside
    there |= doubtful({line: card for line, card in sound.items() if line not in there})
    return [row_of(one, each, there.get(each.line)) for each in judged]


def doubtful(cards: dict[int, Kept]) -> dict[int, There]:
    """Lines whose serial differs by O and 0 alone from that of a card: nobody can be asked here, so they are to be looked at."""
    serials = {line: card["serials"]["sn"] for line, card in cards.items() if "sn" in card["serials"]}
    others = doubting.alike(serials.values())
    found = {line: others[serial] for line, serial in serials.items() if serial in others}
    return {line: There(DOUBTFUL, "sn", doubting.said_of(other)) for line, other in found.items()}


def row_of(one: CardImport, each: Judged, there: There | None) -> dict[str, Any]:
    state = "wrong" if each.card is None else there.state if there else "fit"
    return {
        "import_id": one.id,
        "store_id": one.store_id,
        "line": each.line,
        "state": state,
        "mark": mark_of(each.card) if each.card else None,
        "card": each.card if state in FIT else None,
        "cells": each.cells if state in (*FIT, "wrong") else None,
        "said": there.said if there else each.said or None,
        "card_id": there.card_id if there else None,
    }


def above(
    one: CardImport, cards: dict[int, Kept], there: dict[int, There]
) -> tuple[dict[int, There], dict[int, There]]:
    """(there, and the lines that say again what a line above them says, or that carry its serial; those whose serial differs from
    one above by O and 0 alone). The first one keeps both. More pieces of the same thing are no repetition: they are further ones,
    also where the books have the first ones already."""
    asked = {value for card in cards.values() for value in (*keys_of(card), *alike(card))}
    key = CardImportKey
    rows = db.session.execute(
        select(key.value, key.line).where(key.import_id == one.id, key.value.in_(asked))
    )
    first: dict[str, int] = {value: line for value, line in rows}
    found, beside, new = dict(there), {}, []
    for line, card in cards.items():
        if not card["serials"] and mark_of(card) in first and mark_of(card, with_pieces=True) not in first:
            card["is_further"] = True
            if line in found and found[line].state == "wrong":
                del found[line]
        if line not in found and (again := repeated(card, first)):
            found[line] = again
        if line in found and (card["serials"] or found[line].state == "wrong"):
            continue
        if line not in found and (other := next((first[key] for key in alike(card) if key in first), None)):
            beside[line] = There(DOUBTFUL, "sn", doubting.said_of_line(other))
        for value in keys_of(card):
            if value not in first:
                first[value] = line
                new.append({"import_id": one.id, "value": value, "line": line})
    if new:
        db.session.execute(insert(CardImportKey), new)
    return found, beside


def keys_of(card: Kept) -> list[str]:
    """A mark is lower-case, a serial is not. One with an O has also the mark of all that are alike: most have none."""
    serial = card["serials"].get("sn", "")
    return [
        *marks_of(card),
        *dict.fromkeys(card["serials"].values()),
        *(alike(card)[:1] if "O" in serial else []),
    ]


def alike(card: Kept) -> list[str]:
    """Under which a line above may have a serial that differs by O and 0 alone: by the mark of those with an O, or by that with
    zeros."""
    serial = card["serials"].get("sn", "")
    zeros = serial.replace("O", "0")
    if "0" not in zeros:
        return []
    mark = "o" + hashlib.sha256(zeros.encode()).hexdigest()[:32]
    return [mark] if zeros == serial else [mark, zeros]


def repeated(card: Kept, first: dict[str, int]) -> There | None:
    if line := first.get(mark_of(card, with_pieces=True)) or first.get(mark_of(card)):
        return There("known", "name", _("The same as line %(num)d.", num=line))
    for field, value in card["serials"].items():
        if line := first.get(value):
            return There("wrong", field, _("Line %(num)d has this serial number already.", num=line))
    return None
