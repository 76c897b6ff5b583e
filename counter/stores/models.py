"""A store: where the shop is, its hours, its money, its way of working; and the tablets it works with."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from counter.columns import Instant, Json, Words
from counter.extensions import Model

DAY_STARTS_AT = time(4)


class Store(Model):
    """parent_id, level: its place in the network, where it has one; level as the playbook names it. districts: those whose
    customers it serves, in both spellings. jurisdictions: whose rules bind it, the nearest first (CN-ZJ, CN); capabilities:
    what it has, and which of the playbook's policies by choice it promises; fields: the playbook's store_fields.
    closed_days: days of each week, 1 for Monday, on which its doors stay shut; never all."""

    __tablename__ = "stores"
    __table_args__ = (
        CheckConstraint("length(code) between 2 and 4", name="code_length"),
        CheckConstraint("parent_id is null or parent_id <> id", name="not_above_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(4), unique=True)
    name: Mapped[Words] = mapped_column(Json)
    address: Mapped[Words] = mapped_column(Json)
    postcode: Mapped[str] = mapped_column(String(12), default="")
    phone: Mapped[str] = mapped_column(String(24), default="")
    language: Mapped[str] = mapped_column(String(8), default="zh_Hans")
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    time_zone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai")
    region: Mapped[str] = mapped_column(String(10), default="south")
    jurisdictions: Mapped[list[str]] = mapped_column(Json, default=lambda: ["CN"])
    day_starts_at: Mapped[time] = mapped_column(default=DAY_STARTS_AT)
    opens_at: Mapped[time] = mapped_column(default=time(10))
    closes_at: Mapped[time] = mapped_column(default=time(21, 30))
    closed_days: Mapped[list[int]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    playbook_code: Mapped[str] = mapped_column(String(40))
    capabilities: Mapped[dict[str, bool]] = mapped_column(Json, default=dict)
    fields: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default=text("'{}'"))
    zones: Mapped[list[Any]] = mapped_column(Json, default=list)
    rooms: Mapped[list[Any]] = mapped_column(Json, default=list)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"), index=True)
    level: Mapped[str] = mapped_column(String(40), default="")
    sells: Mapped[bool] = mapped_column(default=True)
    services: Mapped[bool] = mapped_column(default=True)
    districts: Mapped[list[Words]] = mapped_column(Json, default=list)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def country(self) -> str:
        """CN, also where its province binds it: whose telephone numbers and rest days are its own."""
        return self.jurisdictions[0].split("-")[0] if self.jurisdictions else "CN"

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.time_zone))

    def today(self, now: datetime) -> date:
        """The business day: before its boundary the night still belongs to yesterday."""
        here = self.local(now)
        return here.date() - timedelta(days=here.time() < self.day_starts_at)

    def opening(self, on: date) -> datetime:
        """When the doors open on that day; of a day on which they stay shut, when they do next."""
        while on.isoweekday() in self.closed_days:
            on += timedelta(days=1)
        return datetime.combine(on, self.opens_at, ZoneInfo(self.time_zone))


class Tablet(Model):
    """A browser that a password has enrolled for its store; a PIN works only there."""

    __tablename__ = "tablets"

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    enrolled_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    enrolled_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_enrolled(self) -> bool:
        return self.revoked_at is None

    def revoke(self, at: datetime) -> None:
        self.revoked_at = self.revoked_at or at
