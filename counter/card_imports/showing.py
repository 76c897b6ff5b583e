"""What the page of an import says: how far it is, what came of its lines, what is wrong with which."""

import json
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from counter.card_imports.columns import LABELS
from counter.card_imports.models import CardImport, CardImportPiece, CardImportRow
from counter.card_imports.unpacking import PIECE
from counter.extensions import db
from counter.history.models import last
from counter.languages import in_both, words
from counter.letters import NAMES
from counter.scope import seen
from counter.spreadsheets import MARK, as_csv
from counter.warranty.forms import NO_SUCH_PRODUCT

MOST_SHOWN = 50
PAGE = 1_000
LONGEST_SHOWN = 40


def lines_of(one: CardImport, state: str, after: int = 0, limit: int = MOST_SHOWN) -> Sequence[Any]:
    """(line, cells, said, card_id) in the order of the file."""
    row = CardImportRow
    asked = select(row.line, row.cells, row.said, row.card_id)
    asked = asked.where(row.import_id == one.id, row.state == state, row.line > after)
    return db.session.execute(asked.order_by(row.line).limit(limit)).all()


def has_unknown(wrong: Sequence[Any]) -> bool:
    """Whether a line names what is no product yet."""
    sentence = in_both(lambda: str(NO_SUCH_PRODUCT))
    return any(["product", sentence] in (row.said or []) for row in wrong)


def place_of(one: CardImport, field: str) -> int | None:
    columns = one.columns or {}
    named = "sn" if field == "meid" and "sn" in columns else field
    return columns.get(named, columns.get("serial") if named in ("imei1", "imei2", "meid", "sn") else None)


def heading_of(one: CardImport, field: str) -> str:
    """The column as the file calls it; a field that it has no column for by our word."""
    place = place_of(one, field)
    heading = one.headings[place] if place is not None else ""
    return heading or str(LABELS.get(field, field))


def cell_of(one: CardImport, row: Any, field: str) -> str:
    """What stands there, as far as one needs it to find the place."""
    place, cells = place_of(one, field), row.cells or []
    cell: str = cells[place] if place is not None and place < len(cells) else ""
    return cell if len(cell) <= LONGEST_SHOWN else cell[:LONGEST_SHOWN] + "…"


def letters_of(one: CardImport) -> str:
    """The encoding in which the file was read, "" of a spreadsheet or where nobody noted it."""
    begun = last(one, "begin")
    _before, encoding = begun.changes.get("letters", [None, ""]) if begun else (None, "")
    return str(encoding)


def name_of_letters(one: CardImport) -> Any:
    """Of those that had to be found out or were chosen."""
    return NAMES.get(letters_of(one), "")


def odd_cells(one: CardImport, how_many: int = 4) -> list[str]:
    """Of the first hundred lines cells by whose letters one sees whether they were read right."""
    found = (cell for cells in first_lines(one, PIECE) for cell in cells if not cell.isascii())
    return list(islice(dict.fromkeys(found), how_many))


def first_lines(one: CardImport, how_many: int = 3) -> list[list[str]]:
    """Of a file that is not checked yet: so that one sees which column is what."""
    asked = select(CardImportPiece.body).where(CardImportPiece.import_id == one.id)
    body = db.session.scalar(asked.order_by(CardImportPiece.place).limit(1))
    return [cells for _line, cells in json.loads(zlib.decompress(body))[:how_many]] if body else []


def of_store(store_id: int, limit: int = 30) -> Sequence[CardImport]:
    asked = seen(CardImport).where(CardImport.store_id == store_id)
    return db.session.scalars(asked.order_by(CardImport.id.desc()).limit(limit)).all()


def wrong_lines(one: CardImport) -> Iterator[str]:
    """As CSV for a spreadsheet, a page of lines at a time: put right, it can be imported as it is."""
    yield MARK + as_csv([[*one.headings, _("Line"), _("What is wrong")]])
    after = 0
    while rows := lines_of(one, "wrong", after, PAGE):
        yield as_csv(told(one, row) for row in rows)
        after = rows[-1].line


def told(one: CardImport, row: Any) -> list[str]:
    cells = [*(row.cells or []), *[""] * len(one.headings)][: len(one.headings)]
    sentences = [f"{heading_of(one, field)}: {words(sentence)}" for field, sentence in row.said or []]
    return [*cells, str(row.line), " ".join(sentences)]
