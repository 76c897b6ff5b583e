"""The people of the shop: who they are, what they may do and where, who is in front of which tablet."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from counter.columns import Instant, Json, Words
from counter.extensions import Model


class Role(Model):
    """Data, so that an area manager or a crew can follow: what it acts as, and whether it sees every store."""

    __tablename__ = "roles"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    label: Mapped[Words] = mapped_column(Json)
    acts_as: Mapped[str] = mapped_column(String(24))
    sees_all: Mapped[bool] = mapped_column(default=False)


class Person(Model):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Words] = mapped_column(Json)
    password_hash: Mapped[str] = mapped_column(String(200))
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(8))
    hired_at: Mapped[datetime] = mapped_column(Instant)
    dismissed_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_active(self) -> bool:
        return self.dismissed_at is None

    def dismiss(self, at: datetime) -> None:
        self.dismissed_at = self.dismissed_at or at


class Membership(Model):
    """A person works in a store in a role; head office in none, and so in all."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("person_id", "store_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"), index=True)
    role_code: Mapped[str] = mapped_column(ForeignKey("roles.code"))


class SignIn(Model):
    """A session, on the server: gone here is gone everywhere."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    tablet_id: Mapped[int | None] = mapped_column(ForeignKey("tablets.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime] = mapped_column(Instant)


class Shift(Model):
    __tablename__ = "shifts"
    __table_args__ = (UniqueConstraint("person_id", "store_id", "on_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    on_date: Mapped[date]
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Attempt(Model):
    """A password or PIN that was tried; counted so that guessing rests. `subject` is a digest, not a name."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "subject", "at"), Index(None, "source", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
