"""Takes away what an import does not need any more, a little at a time: the file's words are people's names and phones."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from counter.card_imports.models import CardImport, CardImportKey, CardImportPiece, CardImportRow
from counter.extensions import db
from counter.history.models import note

AT_ONCE = 5_000


def clear_next(one: CardImport, by: Any, at: datetime) -> None:
    """Of an import that is made the keys of its lines; of one that was given up every line that made no card."""
    key, row = CardImportKey, CardImportRow
    some = select(key.value).where(key.import_id == one.id).limit(AT_ONCE)
    gone = db.session.execute(
        delete(key).where(key.import_id == one.id, key.value.in_(some)).returning(key.line)
    ).all()
    if one.abandoned_at:
        db.session.execute(delete(CardImportPiece).where(CardImportPiece.import_id == one.id))
        unmade = select(row.id).where(row.import_id == one.id, row.state != "made").limit(AT_ONCE)
        gone = [*gone, *db.session.execute(delete(row).where(row.id.in_(unmade)).returning(row.line)).all()]
    if not gone:
        one.cleared_at = at
    note(by, "clear", one, at)
