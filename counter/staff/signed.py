"""The person in front of the tablet, read in one query and apart from any write of the request.

Plain values: so that a write takes its lock only when it writes, and a rollback forgets nobody.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any

from flask import Flask, session
from flask_login import UserMixin
from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, bindparam, delete, select, update

from counter.clock import now
from counter.columns import Words
from counter.database import is_reading
from counter.extensions import db, login
from counter.languages import words
from counter.staff.models import Membership, Person, Role, SignIn
from counter.stores.models import Store, Tablet

IDLE, ABSOLUTE, RENEWAL = timedelta(hours=12), timedelta(days=7), timedelta(minutes=5)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Signed(UserMixin):
    token: str
    sign_in_id: int
    used_at: datetime
    person_id: int
    username: str
    names: Words
    chosen_language: str | None
    role: Words
    acts_as: str
    sees_all: bool
    store_ids: tuple[int, ...]
    store: Store
    tablet_id: int | None
    has_pin: bool

    def get_id(self) -> str:
        return self.token

    @cached_property
    def language(self) -> str:
        return self.chosen_language or self.store.language

    @cached_property
    def name(self) -> str:
        return self.names["en" if self.language == "en" else "zh"]

    @property
    def role_name(self) -> str:
        return words(self.role)

    @property
    def is_manager(self) -> bool:
        return self.acts_as in ("manager", "head_office")

    def stay(self, at: datetime) -> None:
        """Idle time is renewed by writes; rides on the write's own transaction."""
        if at - self.used_at > RENEWAL:
            db.session.execute(update(SignIn).where(SignIn.id == self.sign_in_id).values(used_at=at))


@cache
def statement() -> Any:
    """Built once: it is asked at every request."""
    return (
        select(SignIn.__table__, Person.__table__, Role.__table__, Store.__table__, Membership.store_id.label("works_in"))
        .select_from(SignIn)
        .join(Person, Person.id == SignIn.person_id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Role, Role.code == Membership.role_code)
        .join(Store, Store.id == SignIn.store_id)
        .outerjoin(Tablet, Tablet.id == SignIn.tablet_id)
        .where(SignIn.token_hash == bindparam("token"), Person.dismissed_at.is_(None), Tablet.revoked_at.is_(None))
        .where(SignIn.used_at > bindparam("idle"), SignIn.made_at > bindparam("absolute"))
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )


def ask(values: dict[str, Any]) -> Any:
    """A page that only reads asks in its own transaction; a write has not begun its own yet, and must not here."""
    if is_reading():
        return db.session.connection().execute(statement(), values).mappings().all()
    with db.engine.connect() as connection:
        return connection.execute(statement(), values).mappings().all()


def load(token: str) -> Signed | None:
    """Nobody, once signed out, dismissed, revoked with the tablet, idle for long or here for days."""
    at = now()
    values = {"token": digest(token), "idle": at - IDLE, "absolute": at - ABSOLUTE}
    rows = ask(values)
    here = [row for row in rows if row["roles_sees_all"] or row["works_in"] == row["sign_ins_store_id"]]
    return signed(token, here[0], rows) if here else None


def signed(token: str, row: Any, rows: Any) -> Signed:
    columns = {c.name: row[f"stores_{c.name}"] for c in Store.__table__.columns}
    return Signed(
        token=token,
        sign_in_id=row["sign_ins_id"],
        used_at=row["sign_ins_used_at"],
        person_id=row["people_id"],
        username=row["people_username"],
        names=row["people_name"],
        chosen_language=row["people_language"],
        role=row["roles_label"],
        acts_as=row["roles_acts_as"],
        sees_all=row["roles_sees_all"],
        store_ids=tuple(r["works_in"] for r in rows if r["works_in"]),
        store=Store(**columns),
        tablet_id=row["sign_ins_tablet_id"],
        has_pin=bool(row["people_pin_hash"]),
    )


def init(app: Flask) -> None:
    login.user_loader(load)


def forget() -> None:
    """Out: the row goes, and with it every copy of the cookie."""
    token = session.get("_user_id", "")
    db.session.execute(delete(SignIn).where(SignIn.token_hash == digest(token)))
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
