"""The person in front of the tablet, read in one query and apart from any write of the request.

Plain values: so that a write takes its lock only when it writes, and a rollback forgets nobody.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from typing import Any

from flask import Flask, session
from flask_login import UserMixin
from sqlalchemy import JSON, String, bindparam, cast, delete, select, update

from counter.clock import now
from counter.columns import Words
from counter.database import is_reading, only_reading
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


STORE = Store.__table__.c
KEPT_AS_JSON = frozenset(column.name for column in STORE if isinstance(column.type, JSON))


@cache
def statement() -> Any:
    """Built once: it is asked at every request. The store comes last, its words as the text that they are kept in."""
    person, role = Person.__table__.c, Role.__table__.c
    own = (SignIn.id, SignIn.used_at, SignIn.store_id, SignIn.tablet_id, Person.id.label("person_id"), person.username,
           person.name, person.language, person.pin_hash.is_not(None).label("has_pin"), role.label, role.acts_as,
           role.sees_all, Membership.store_id.label("works_in"))  # fmt: skip
    store = [cast(column, String) if column.name in KEPT_AS_JSON else column for column in STORE]
    return (
        select(*own, *(column.label(f"store_{place}") for place, column in enumerate(store)))
        .select_from(SignIn.__table__)
        .join(Person.__table__, Person.id == SignIn.person_id)
        .join(Membership.__table__, Membership.person_id == Person.id)
        .join(Role.__table__, Role.code == Membership.role_code)
        .join(Store.__table__, Store.id == SignIn.store_id)
        .outerjoin(Tablet.__table__, Tablet.id == SignIn.tablet_id)
        .where(
            SignIn.token_hash == bindparam("token"),
            Person.dismissed_at.is_(None),
            Tablet.revoked_at.is_(None),
        )
        .where(SignIn.used_at > bindparam("idle"), SignIn.made_at > bindparam("absolute"))
    )


@lru_cache(64)
def store_of(*values: Any) -> Store:
    """The store as its row says it. While nobody changes the row it is the same object; nothing here writes into it."""
    row = dict(zip(STORE.keys(), values, strict=True))
    return Store(
        **{name: json.loads(value) if name in KEPT_AS_JSON else value for name, value in row.items()}
    )


def ask(values: dict[str, Any]) -> Any:
    """A page that only reads asks in its own transaction; a write has not begun its own yet, and must not here."""
    if is_reading():
        return db.session.connection().execute(statement(), values).all()
    with only_reading(), db.engine.connect() as connection:
        return connection.execute(statement(), values).all()


def load(token: str) -> Signed | None:
    """Nobody, once signed out, dismissed, revoked with the tablet, idle for long or here for days."""
    at = now()
    values = {"token": digest(token), "idle": at - IDLE, "absolute": at - ABSOLUTE}
    rows = ask(values)
    here = [row for row in rows if row.sees_all or row.works_in == row.store_id]
    return signed(token, here[0], rows) if here else None


def signed(token: str, row: Any, rows: Any) -> Signed:
    return Signed(
        token=token,
        sign_in_id=row.id,
        used_at=row.used_at,
        person_id=row.person_id,
        username=row.username,
        names=row.name,
        chosen_language=row.language,
        role=row.label,
        acts_as=row.acts_as,
        sees_all=row.sees_all,
        store_ids=tuple(each.works_in for each in rows if each.works_in),
        store=store_of(*row[-len(STORE) :]),
        tablet_id=row.tablet_id,
        has_pin=row.has_pin,
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
