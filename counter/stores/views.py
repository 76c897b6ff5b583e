"""The stores one may see, the tablets of one's store, and whether the whole is well."""

from typing import Any

from flask import Blueprint, abort
from flask_login import current_user
from sqlalchemy import select, text, update
from sqlalchemy.exc import SQLAlchemyError

from counter.access import managers, public
from counter.clock import now
from counter.extensions import db
from counter.history.models import note
from counter.operations.once import done, once
from counter.pages import render
from counter.scope import find
from counter.staff.models import SignIn
from counter.stores.models import Store, Tablet

blueprint = Blueprint("stores", __name__)


@blueprint.get("/healthz")
@public
def health() -> Any:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        return {"status": "unavailable"}, 503
    return {"status": "ok"}


def seen_stores() -> Any:
    asked = select(Store).order_by(Store.id)
    return asked if current_user.sees_all else asked.where(Store.id.in_(current_user.store_ids))


@blueprint.get("/stores")
@managers
def index() -> Any:
    return render("stores/index.html", stores=db.session.scalars(seen_stores()).all())


@blueprint.post("/stores/<int:number>/presence")
@managers
@once
def enter(number: int) -> Any:
    """Head office, or a manager of several stores, acts for this one from now on."""
    store = db.session.scalar(seen_stores().where(Store.id == number)) or abort(404)
    db.session.execute(update(SignIn).where(SignIn.id == current_user.sign_in_id).values(store_id=store.id))
    note(current_user, "enter", store, now())
    return done("today.show")


@blueprint.get("/tablets")
@managers
def tablets() -> Any:
    mine = (
        select(Tablet).where(Tablet.store_id == current_user.store.id).order_by(Tablet.id.desc()).limit(100)
    )
    return render("stores/tablets.html", tablets=db.session.scalars(mine).all())


@blueprint.post("/tablets/<int:number>/revocation")
@managers
@once
def revoke(number: int) -> Any:
    tablet = find(Tablet, number)
    tablet.revoke(now())
    note(current_user, "revoke", tablet, now())
    return done("stores.tablets")
