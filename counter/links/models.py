"""A signed link: one record opened for one purpose to whoever holds the token, until it ends or is revoked (ground 18)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from counter.columns import Instant
from counter.extensions import Model


class Link(Model):
    """The token itself is nowhere; see tokens.py."""

    __tablename__ = "links"
    __table_args__ = (Index(None, "record_kind", "record_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    salt: Mapped[str] = mapped_column(String(32))
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(24))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
