"""Recalls: head office looks how many things are hit and opens one; every store sees how far its own calls are."""

from typing import Any

from flask import abort, request
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import select

from counter.access import head_office, managers
from counter.callbacks.speaking import filled
from counter.catalog.models import Product
from counter.clock import now
from counter.errors import page
from counter.extensions import db
from counter.history.models import note
from counter.languages import words
from counter.operations.once import done, once
from counter.pages import render
from counter.recalls import calling, naming, opening, progress, reaching, remedy_views, retrying, waves
from counter.recalls.blueprint import blueprint
from counter.recalls.forms import ReachForm, RecallForm, StoppingForm, WideningForm
from counter.recalls.models import Recall

__all__ = ["blueprint", "remedy_views"]
GROUPS = {
    "open": _("Not called yet"), "tried": _("To be called again"), "wrong_number": _("Wrong number"),
    "unreached": _("Nobody there"), "told": _("Told, not put right"),
}  # fmt: skip


def mine() -> Any:
    """None for whoever sees all."""
    return None if current_user.sees_all else current_user.store_ids


@blueprint.get("/recalls")
@managers
def index() -> Any:
    rolling = waves.rolling(now()) if current_user.sees_all else []
    return render("recalls/index.html", recalls=progress.recalls(mine()), waves=rolling)


@blueprint.get("/recalls/new")
@head_office
def new() -> Any:
    """Asked with a model or serials it says how many things they are; only then there is something to open."""
    looking = ReachForm(request.args, meta={"csrf": False})
    form = RecallForm(formdata=None)
    return asking(looking, form, bool(request.args) and looking.look())


def asking(looking: ReachForm, form: RecallForm, is_known: bool, status: int = 200) -> Any:
    hits = reaching.count(looking.reach) if is_known and looking.reach else None
    if hits is not None:
        form.looked_at.data = key_of(looking.reach)
    return render("recalls/new.html", status=status, looking=looking, form=form, hits=hits)


def key_of(reach: Any) -> str:
    return f"{','.join(map(str, reach.product_ids))}|{reach.first}|{reach.last}"


@blueprint.post("/recalls")
@head_office
@once
def create() -> Any:
    form: Any = RecallForm()
    at = now()
    is_sound, is_known = form.validate(), form.look()
    if not is_known or not is_sound or form.looked_at.data != key_of(form.reach):
        return asking(form, form, is_known, 422)
    today = current_user.store.today(at)
    try:
        recall = opening.open_recall(
            form.reach, form.title, form.words, form.until_on.data, current_user, at, today, form.page_words
        )
    except opening.PastDay:
        form.until_on.errors = [_("This day is over. Choose today or a later one.")]
        return asking(form, form, True, 422)
    return done("recalls.show", number=recall.id)


@blueprint.get("/recalls/<int:number>")
@managers
def show(number: int, group: str | None = None) -> Any:
    return shown(db.get_or_404(Recall, number), asked=group)


def group_asked() -> str | None:
    """Of the owners: what is done on the page goes on with the same."""
    asked = request.args.get("group")
    return asked if asked in GROUPS else None


def shown(
    recall: Recall, form: StoppingForm | None = None, widening: WideningForm | None = None, status: int = 200, asked: str | None = None
) -> Any:  # fmt: skip
    stores = progress.by_store(recall, mine())
    figures = progress.together(stores)
    asked = asked or group_asked()
    group = asked or next((name for name in GROUPS if getattr(figures, name)), "open")
    names = {"store": words(current_user.store.name), "assistant": current_user.name}
    products = db.session.scalars(select(Product).where(Product.id.in_(recall.product_ids))).all()
    form = form or StoppingForm(formdata=None)
    is_quiet = (
        not recall.is_running and recall.stopped_at is None
    )  # or a tick would be gone with the next chunk
    if widening is None and is_quiet and current_user.sees_all and products:
        widening = WideningForm(naming.left_out(recall.product_ids), formdata=None)
    return render(
        "recalls/show.html", "recalls/_progress.html", status, widening=widening, recall=recall, stores=stores, figures=figures,
        asked=asked, group=group, groups=GROUPS, owners=progress.owners(recall, group, mine()), form=form, products=products, said=filled(recall.words, names),
        things=progress.things(recall) if current_user.sees_all else None, at=now(), is_left=group in retrying.LEFT,
    )  # fmt: skip


@blueprint.post("/recalls/<int:number>/continuation")
@managers
@once
def go_on(number: int) -> Any:
    """The next chunk; the page asks for it by itself."""
    recall, at = db.get_or_404(Recall, number), now()
    calling.go_on(recall, current_user, at)
    note(current_user, "go_on", recall, at, {"swept": [None, recall.swept_at is not None]})
    return done("recalls.show", number=number, group=group_asked())


@blueprint.post("/recalls/<int:number>/variants")
@head_office
@once
def widen(number: int) -> Any:
    recall = db.get_or_404(Recall, number)
    form = WideningForm(naming.left_out(recall.product_ids))
    if not form.validate():
        return shown(recall, widening=form, status=422)
    try:
        opening.widen(recall, [*map(int, form.variant.data or [])], current_user, now())
    except opening.StoppedAlready:
        return page(409, _("Somebody has stopped it already. Load the page again."))
    return done("recalls.show", number=number)


@blueprint.post("/recalls/<int:number>/calls/<int:call>/repetition")
@managers
@once
def call_once_more(number: int, call: int) -> Any:
    """call: the last one that was made to them."""
    recall = db.get_or_404(Recall, number)
    owner = progress.owner_of(recall, call, mine()) or abort(404)
    try:
        retrying.call_once_more(recall, owner, current_user, now())
    except retrying.NotLeft:
        return page(409, _("They are reached, or to be called already. Load the page again."))
    return done("recalls.show", number=number, group=group_asked())


@blueprint.post("/recalls/<int:number>/stopping")
@head_office
@once
def stop(number: int) -> Any:
    recall, form = db.get_or_404(Recall, number), StoppingForm()
    if not form.validate():
        return shown(recall, form, status=422)
    try:
        opening.stop(recall, form.because.data or "", current_user, now())
    except opening.StoppedAlready:
        return page(409, _("Somebody has stopped it already. Load the page again."))
    return done("recalls.show", number=number)
