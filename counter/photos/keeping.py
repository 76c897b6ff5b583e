"""Where pictures lie: PHOTOS_DIR/ab/abcdef…, named for their content, with the small one beside it.

The file comes first, the row with the write. A write that is taken back leaves a file without a row: it shows to
nobody, and is there already when the same picture comes again. A row without its file can't come about.
"""

import os
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from counter.extensions import db
from counter.history.models import note
from counter.operations.once import INSERT
from counter.photos.models import Photo
from counter.photos.preparing import Prepared


def place_of(digest: str, is_small: bool = False) -> Path:
    folder = Path(current_app.config["PHOTOS_DIR"]) / digest[:2]
    return folder / (f"{digest}-small" if is_small else digest)


def is_there(digest: str) -> bool:
    """The small one is written first, so it is there too."""
    return place_of(digest).exists()


def lay_down(prepared: Prepared) -> Prepared:
    """Writes the files, before the write takes its lock where that can be. Raises OSError."""
    if prepared.body is None or prepared.small is None:
        return prepared
    for body, is_small in ((prepared.small, True), (prepared.body, False)):
        place = place_of(prepared.digest, is_small)
        if not place.exists():
            write_whole(place, body)
    return replace(prepared, body=None, small=None)


def write_whole(place: Path, body: bytes) -> None:
    """All of it or nothing, also when the power goes."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".")
    try:
        with open(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def keep(prepared: Prepared, store_id: int, by: Any, at: datetime) -> Photo:
    """The store's row of this picture; the same content twice is one row. Raises OSError, FileNotFoundError."""
    prepared = lay_down(prepared)
    if not is_there(prepared.digest):
        raise FileNotFoundError(prepared.digest)
    values = {"store_id": store_id, "digest": prepared.digest, "kind": prepared.kind}
    values |= {"media_type": prepared.media_type, "width": prepared.width, "height": prepared.height}
    values |= {"bytes": prepared.size, "taken_at": at, "taken_by": by.person_id}
    db.session.flush()
    insert = INSERT[db.session.get_bind().dialect.name](Photo).values(values)
    made: Photo | None = db.session.scalar(insert.on_conflict_do_nothing().returning(Photo))
    if made is None:
        mine = Photo.store_id == store_id, Photo.digest == prepared.digest
        return db.session.scalars(select(Photo).where(*mine)).one()
    note(by, "keep", made, at, {"kind": [None, made.kind]})
    return made
