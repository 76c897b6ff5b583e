"""The stores one may see, the tablets of one's store, and whether the whole is well."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select, text, update
from sqlalchemy.exc import SQLAlchemyError

from counter.access import head_office, managers, public
from counter.clock import now
from counter.extensions import db
from counter.history import models as history
from counter.history.models import note
from counter.languages import words
from counter.operations.once import done, once
from counter.pages import render
from counter.scope import find
from counter.staff.models import SignIn
from counter.stores import listing, network, placing, point_views, profiling  # noqa: F401
from counter.stores.blueprint import blueprint
from counter.stores.forms import PlaceForm
from counter.stores.models import Store, Tablet
from counter.stores.profile_views import the_store
from counter.stores.sentences import sentence_of


@blueprint.get("/healthz")
@public
def health() -> Any:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        return {"status": "unavailable"}, 503
    return {"status": "ok"}


@blueprint.get("/stores")
@managers
def index() -> Any:
    typed = request.args.get("q", "").strip()[:80]
    after = request.args.get("after", 0, type=int)
    return render(
        "stores/index.html", listed=listing.listed(current_user, typed, after), places=network.read().places,
        level_of=levels(), q=typed, many=listing.PAGE // 4,
    )  # fmt: skip


def levels() -> Any:
    """The word for the level of a store, as its playbook has it; each playbook is read once."""
    read: dict[str, dict[str, Any]] = {}

    def level_of(store: Store) -> Any:
        if store.playbook_code not in read:
            read[store.playbook_code] = {one["id"]: one["label"] for one in placing.levels_of(store)}
        return read[store.playbook_code].get(store.level)

    return level_of


@blueprint.get("/stores/<int:number>/place")
@head_office
def edit_place(number: int) -> Any:
    store = the_store(number)
    return placing_of(store, PlaceForm(formdata=None).offer(store, network.read()).show(store))


def placing_of(
    store: Store, form: PlaceForm, status: int = 200, theirs: dict[str, Any] | None = None, by: Any = None
) -> Any:
    return render("stores/place.html", status=status, store=store, form=form, theirs=theirs or {}, last=by)


@blueprint.post("/stores/<int:number>/place")
@head_office
@once
def place(number: int) -> Any:
    placing.lock()
    store, known = the_store(number), network.read()
    form = PlaceForm().offer(store, known)
    if not form.validate():
        return placing_of(store, form, 422)
    if form.version.data != str(store.version):
        return too_late(store, form, known)
    try:
        is_changed = placing.place(
            store, known, form.parent_id, form.level.data or "", sells=form.sells.data, services=form.services.data,
            districts=form.named, by=current_user, at=now(),
        )  # fmt: skip
    except placing.OutOfPlace as wrong:
        form[wrong.field].errors = [sentence_of(wrong)]
        return placing_of(store, form, 422)
    return done("stores.index") if is_changed else redirect(url_for("stores.index"), 303)


def too_late(store: Store, form: PlaceForm, known: network.Network) -> Any:
    """Theirs stands beside what was typed; saving once more is then meant."""
    levels = {one["id"]: words(one["label"]) for one in placing.levels_of(store)}
    yes, no = gettext("Yes"), gettext("No")
    now_is: dict[str, tuple[Any, str]] = {
        "parent": (store.parent_id, words(known.places[store.parent_id].name) if store.parent_id else ""),
        "level": (store.level, levels.get(store.level, store.level)),
        "sells": (store.sells, yes if store.sells else no),
        "services": (store.services, yes if store.services else no),
        "districts": (store.districts, gettext(", ").join(map(placing.spelt, store.districts))),
    }
    typed = form.values
    theirs = {field: said for field, (value, said) in now_is.items() if value != typed[field]}
    form.version.data = str(store.version)
    return placing_of(store, form, 409, theirs, history.last(store, "place", profiling.VERB))


@blueprint.post("/stores/<int:number>/presence")
@managers
@once
def enter(number: int) -> Any:
    """Head office, or a manager of several stores, acts for this one from now on."""
    store = the_store(number)
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
