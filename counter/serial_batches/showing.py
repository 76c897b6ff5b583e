"""The batches of a store; what became of the lines of one, for a spreadsheet, a page of lines at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from counter.extensions import db
from counter.scope import seen
from counter.serial_batches.models import SerialBatch, SerialBatchLine
from counter.spreadsheets import MARK, as_csv
from counter.warranty import doubting, numbers
from counter.warranty.models import Card

PAGE = 1_000
KINDS = ("imei1", "imei2", "meid", "sn")


def of_store(store_id: int, limit: int = 30) -> Sequence[SerialBatch]:
    asked = seen(SerialBatch).where(SerialBatch.store_id == store_id)
    asked = asked.options(joinedload(SerialBatch.customer), joinedload(SerialBatch.product))
    return db.session.scalars(asked.order_by(SerialBatch.id.desc()).limit(limit)).all()


def lines_of(batch: SerialBatch, after: int = 0, limit: int = PAGE, state: str = "") -> Sequence[Any]:
    """(line, serials, state, number of its card) in the order of the list."""
    one = SerialBatchLine
    asked = select(one.line, one.serials, one.state, Card.number).outerjoin(Card, Card.id == one.card_id)
    asked = asked.where(one.batch_id == batch.id, one.line > after)
    asked = asked.where(one.state == state) if state else asked
    return db.session.execute(asked.order_by(one.line).limit(limit)).all()


def doubts_of(batch: SerialBatch) -> list[tuple[int, str, str]]:
    """(line, serial, what to look at) of serials that differ by O and 0 alone from that of a card."""
    found, after = [], 0
    while rows := lines_of(batch, after):
        serials = {row.line: row.serials["sn"] for row in rows if "sn" in row.serials}
        others = doubting.alike(serials.values())
        said = doubting.said_of
        found += [(line, one, str(said(others[one]))) for line, one in serials.items() if one in others]
        after = rows[-1].line
    return found


def as_file(batch: SerialBatch) -> Iterator[str]:
    yield MARK + as_csv([[_("Line"), "IMEI 1", "IMEI 2", "MEID", _("Serial number"), _("Card")]])
    after = 0
    while rows := lines_of(batch, after):
        yield as_csv(cells_of(row) for row in rows)
        after = rows[-1].line


def cells_of(row: Any) -> list[str]:
    told = [row.serials.get(kind, "") for kind in KINDS]
    card = (
        numbers.shown(row.number) if row.number else _("has a card already") if row.state == "taken" else ""
    )
    return [str(row.line), *told, card]
