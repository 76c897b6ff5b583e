"""An operation is one deed sent once: its id, who sent it, what came out. Kept 90 days."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from counter.columns import Instant, Json
from counter.extensions import Model


class Operation(Model):
    __tablename__ = "operations"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    tablet_id: Mapped[int | None] = mapped_column(ForeignKey("tablets.id"))
    route: Mapped[str] = mapped_column(String(80))
    body_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[Any] = mapped_column(Json, default=dict)
    made_at: Mapped[datetime] = mapped_column(Instant, index=True)
