"""Playbooks and guarantee policies as the shop follows them: immutable versions, imported from YAML."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from counter.columns import Instant, Json
from counter.extensions import Model, db

KINDS = ("playbook", "policies", "rest_days", "occasions")


class PlaybookVersion(Model):
    """One file in force from its import on. `body` is what reading.read gives; it never changes; what was wrong in it another
    version puts right."""

    __tablename__ = "playbook_versions"
    __table_args__ = (UniqueConstraint("kind", "code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    imported_at: Mapped[datetime] = mapped_column(Instant)
    corrected_by_id: Mapped[int | None] = mapped_column(ForeignKey("playbook_versions.id"))


def in_force(kind: str, code: str | None = None) -> PlaybookVersion | None:
    """The newest version; a sale, list or card keeps the id of the one of its day."""
    asked = select(PlaybookVersion).where(PlaybookVersion.kind == kind)
    asked = asked.where(PlaybookVersion.code == code) if code else asked
    return db.session.scalar(asked.order_by(PlaybookVersion.id.desc()).limit(1))
