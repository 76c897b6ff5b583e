"""Signing in and switching person: a password anywhere, a PIN only on a tablet that a password has enrolled."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request, session
from sqlalchemy import false, or_, select, true

from counter.extensions import db
from counter.staff.attempts import digest
from counter.staff.models import Membership, Person, Role, Shift, SignIn
from counter.staff.signed import forget
from counter.stores.models import Store, Tablet

COOKIE = "tablet"


class NotEnrolled(Exception):
    """An assistant's password opens only an enrolled tablet."""


@dataclass(frozen=True)
class Place:
    """Where a person may be: their first store, or for head office the first of all."""

    store: Store
    may_enrol: bool


def place_of(person: Person, tablet: Tablet | None) -> Place | None:
    """The tablet's store, if they work there; else their own first one."""
    role = select(Role.sees_all, Role.acts_as, Membership.store_id).join(Membership)
    rows = db.session.execute(role.where(Membership.person_id == person.id)).all()
    if not rows:
        return None
    mine = {row.store_id for row in rows}
    everywhere = any(row.sees_all for row in rows)
    stores = (
        select(Store)
        .where(or_(Store.id.in_([i for i in mine if i]), true() if everywhere else false()))
        .order_by(Store.id)
    )
    seen = list(db.session.scalars(stores))
    store = next((s for s in seen if tablet and s.id == tablet.store_id), seen[0] if seen else None)
    development = current_app.config["COUNTER_ENV"] != "production"
    may_enrol = development or any(row.acts_as in ("manager", "head_office") for row in rows)
    return Place(store, may_enrol) if store else None


def tablet_here() -> Tablet | None:
    token = request.cookies.get(COOKIE, "")
    return db.session.scalar(
        select(Tablet).where(Tablet.token_hash == digest(token), Tablet.revoked_at.is_(None))
    )


def enrol(store: Store, person: Person, at: datetime) -> tuple[Tablet, str]:
    """A new tablet of the store and the token that its browser keeps."""
    token = secrets.token_urlsafe(32)
    number = (
        db.session.scalar(select(db.func.count()).select_from(Tablet).where(Tablet.store_id == store.id)) or 0
    )
    tablet = Tablet(store_id=store.id, name=f"{store.code}-{number + 1}", token_hash=digest(token))
    tablet.enrolled_by, tablet.enrolled_at = person.id, at
    db.session.add(tablet)
    db.session.flush()
    return tablet, token


def enter(person: Person, at: datetime) -> str | None:
    """Signs in. Gives the token of a tablet enrolled on the way, for its cookie. Raises NotEnrolled."""
    tablet, token = tablet_here(), None
    place = place_of(person, tablet)
    if place is None:
        raise NotEnrolled
    if tablet is None or tablet.store_id != place.store.id:
        if not place.may_enrol:
            raise NotEnrolled
        tablet, token = enrol(place.store, person, at)
    begin(person, place.store.id, tablet.id, at)
    return token


def begin(person: Person, store_id: int, tablet_id: int | None, at: datetime) -> None:
    """A new token each time, so that nothing from before the sign-in goes on."""
    forget()
    token = secrets.token_urlsafe(32)
    row = SignIn(token_hash=digest(token), person_id=person.id, store_id=store_id, tablet_id=tablet_id)
    row.made_at = row.used_at = at
    db.session.add(row)
    db.session.flush()
    session.permanent = True
    session["_user_id"] = token
    session["_fresh"] = True


def start_shift(person_id: int, store: Store, at: datetime) -> None:
    """On shift for the business day; a second tap changes nothing."""
    on = store.today(at)
    shift = db.session.scalar(select(Shift).filter_by(person_id=person_id, store_id=store.id, on_date=on))
    if shift is None:
        db.session.add(Shift(person_id=person_id, store_id=store.id, on_date=on, started_at=at))
    else:
        shift.ended_at = None
