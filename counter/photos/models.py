"""A picture that a store keeps: a photo of a thing, or a signature. Its bytes lie in files named for their content."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from counter.columns import Instant, key
from counter.extensions import Model


class Photo(Model):
    """digest: sha256 of the file, in hex. bytes: its size. See keeping.py for where it lies."""

    __tablename__ = "photos"
    __table_args__ = (
        UniqueConstraint("store_id", "digest"),
        CheckConstraint("kind in ('photo', 'signature')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    digest: Mapped[str] = mapped_column(key(64))
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(32))
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
