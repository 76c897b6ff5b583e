"""Takes an import through its stages: begun with its file, told its columns, approved, or given up."""

from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, update

from counter.card_imports.checking import check_next
from counter.card_imports.clearing import clear_next
from counter.card_imports.making import make_next
from counter.card_imports.models import DOUBTFUL, CardImport, CardImportPiece, CardImportRow
from counter.card_imports.showing import letters_of
from counter.card_imports.unpacking import Unpacked
from counter.extensions import db
from counter.history.models import note
from counter.operations.long_runs import NotThisStage, lock
from counter.stores.models import Store

AT_ONCE = 200  # pieces


def begin(unpacked: Unpacked, store: Store, by: Any, at: datetime) -> CardImport:
    """The import of this file; one that is under way is gone on with, as it was read. In which letters stands in its history."""
    asked = select(CardImport).where(CardImport.store_id == store.id, CardImport.digest == unpacked.digest)
    one = db.session.scalar(
        asked.where(CardImport.made_at.is_(None), CardImport.abandoned_at.is_(None)).limit(1)
    )
    if one is None:
        letters = unpacked.letters
        one = CardImport(store_id=store.id, file_name=unpacked.file_name, digest=unpacked.digest)
        one.headings, one.lines, one.began_at, one.began_by = (
            unpacked.headings,
            unpacked.lines,
            at,
            by.person_id,
        )
        db.session.add(one)
        db.session.flush()
        pieces = (
            {"import_id": one.id, "place": place, "body": body}
            for place, body in enumerate(unpacked.pieces())
        )
        while some := list(islice(pieces, AT_ONCE)):
            db.session.connection().execute(insert(CardImportPiece), some)
    else:
        letters = letters_of(one)
    note(by, "begin", one, at, {"lines": [None, one.lines], "letters": [None, letters]})
    return one


def map_columns(one: CardImport, columns: dict[str, int], by: Any, at: datetime) -> None:
    """Raises NotThisStage once the check has begun: then the file is to be sent again."""
    lock(one)
    if one.stage not in ("columns", "checking") or one.checked:
        raise NotThisStage
    one.columns = columns
    note(by, "map_columns", one, at, {"columns": [None, columns]})


def approve(one: CardImport, by: Any, at: datetime) -> None:
    """Raises NotThisStage."""
    lock(one)
    if one.stage != "checked":
        raise NotThisStage
    one.approved_at, one.approved_by = at, by.person_id
    row = CardImportRow
    looked_at = (
        update(row).where(row.import_id == one.id, row.state == DOUBTFUL).values(state="fit", said=None)
    )
    db.session.execute(looked_at, execution_options={"synchronize_session": False})
    note(by, "approve", one, at)


def abandon(one: CardImport, by: Any, at: datetime) -> None:
    """Cards that are made stay. Raises NotThisStage."""
    lock(one)
    if one.stage in ("made", "abandoned"):
        raise NotThisStage
    one.abandoned_at = at
    note(by, "abandon", one, at)


def go_on(one: CardImport, store: Store, by: Any, at: datetime) -> None:
    """The next chunk of what is under way; of what is not, nothing."""
    lock(one)
    if one.stage == "checking":
        check_next(one, store, by, at)
    elif one.stage == "making":
        make_next(one, store, by, at)
    elif one.is_running:
        clear_next(one, by, at)
    else:
        note(by, "go_on", one, at)
