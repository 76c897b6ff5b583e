"""A file of old cards on its way into the books: its lines as they came, as they were judged, what came of each.

The file's own words are kept only as long as they are needed: a piece goes when it is checked, a line that became a
card keeps nothing but the card's id.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from counter.columns import Instant, Json, key
from counter.extensions import Model

DOUBTFUL = "doubtful"
FIT = ("fit", DOUBTFUL)
Maybe: Any = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class CardImport(Model):
    """columns: {field: place of its column}, None until somebody has said so. checked: lines that are judged.
    fit, known, wrong, made: how many lines are so; kept, since each chunk shows them and a million are too many to count."""

    __tablename__ = "card_imports"
    __table_args__ = (Index(None, "store_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    headings: Mapped[list[str]] = mapped_column(Json)
    columns: Mapped[dict[str, int] | None] = mapped_column(Maybe)
    lines: Mapped[int]
    checked: Mapped[int] = mapped_column(default=0)
    fit: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime] = mapped_column(Instant)
    began_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime | None] = mapped_column(Instant)
    abandoned_at: Mapped[datetime | None] = mapped_column(Instant)
    cleared_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def to_make(self) -> int:
        """Cards that come of it, those that are made already among them."""
        return self.fit + self.made

    def count(self, became: Iterable[str], was: str = "") -> None:
        """Lines that are in these states now; was: in which they were counted before."""
        for state, number in Counter(became).items():
            setattr(self, state, getattr(self, state) + number)
            if was:
                setattr(self, was, getattr(self, was) - number)

    @property
    def stage(self) -> str:
        """columns, checking, checked, making, made or abandoned."""
        if self.abandoned_at:
            return "abandoned"
        if self.made_at:
            return "made"
        if self.approved_at:
            return "making"
        if self.checked_at:
            return "checked"
        return "columns" if self.columns is None else "checking"

    @property
    def is_running(self) -> bool:
        """Whether the next chunk can be asked for."""
        return self.stage in ("checking", "making") or (
            self.cleared_at is None and self.stage in ("made", "abandoned")
        )


class CardImportPiece(Model):
    """Up to 100 lines of the file, packed, until they are checked."""

    __tablename__ = "card_import_pieces"
    __table_args__ = (PrimaryKeyConstraint("import_id", "place"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("card_imports.id"))
    place: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class CardImportRow(Model):
    """state: fit (makes a card), doubtful (makes one, too, but is to be looked at first; fit once somebody approves), known (is
    there already), wrong, made. mark: what makes two lines the same; only one
    of a store can be made. card: of a fit line; cells: of a fit or wrong one; said: [[field, sentence in both
    languages, or of earlier in one], ...]."""

    __tablename__ = "card_import_rows"
    __table_args__ = (
        UniqueConstraint("store_id", "mark", "made"),
        CheckConstraint("made is null or made = 1", name="made_or_not"),
        Index(None, "import_id", "state", "line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("card_imports.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    line: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    mark: Mapped[str | None] = mapped_column(key(32))
    made: Mapped[int | None]
    card: Mapped[dict[str, Any] | None] = mapped_column(Maybe)
    cells: Mapped[list[str] | None] = mapped_column(Maybe)
    said: Mapped[list[list[str]] | None] = mapped_column(Maybe)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"), index=True)


class CardImportKey(Model):
    """Which line of the file came first with a serial, with one that differs by O and 0 alone, or with the same words."""

    __tablename__ = "card_import_keys"
    __table_args__ = (PrimaryKeyConstraint("import_id", "value"), {"sqlite_with_rowid": False})

    import_id: Mapped[int] = mapped_column(ForeignKey("card_imports.id"))
    value: Mapped[str] = mapped_column(key(40))
    line: Mapped[int]
