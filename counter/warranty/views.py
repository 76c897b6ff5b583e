"""The look-up and the card: what is still covered today, and until when."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import managers, plans_once, reads_only, staff
from counter.clock import now
from counter.errors import page
from counter.operations.once import done, once
from counter.pages import render
from counter.scope import find
from counter.warranty import (  # noqa: F401
    beginning,
    correcting,
    entering,
    hints,
    hits,
    issuing,
    link_views,
    looking_up,
    narrowing,
    oldcards,
    owner_views,
    print_views,
    promises,
    repair_views,
    reveal_views,
    version_views,
    voiding,
)
from counter.warranty.blueprint import blueprint
from counter.warranty.forms import BOX_DISAGREES, EntryForm, VoidForm
from counter.warranty.models import Card
from counter.warranty.papers import WHOLE_CARD
from counter.warranty.revealing import readable
from counter.warranty.showing import shown


@blueprint.get("/warranty-cards")
@staff
def index() -> Any:
    recent = hits.recent_of(looking_up.recent(current_user.store.id))
    return render("warranty/index.html", "warranty/_recent.html", q="", recent=recent)


@blueprint.post("/warranty-cards/search")
@staff
@reads_only
@plans_once
def search() -> Any:
    """As one types. The text is in the body: a phone number never stands in a URL."""
    q, me = request.form.get("q", "")[:200].strip(), current_user._get_current_object()
    if not q:
        return index()
    after, before = hints.place(request.form.get("after", "")) or (None, 0)
    only = narrowing.read(request.form.get("narrow", request.form.get("only", "")))
    more = looking_up.answer(q, me, me.store.today(now()), after, only)
    fragment = "warranty/_page.html" if after else "warranty/_results.html"
    return render("warranty/index.html", fragment, q=q, before=before, **more)


@blueprint.get("/warranty-cards/<int:number>")
@staff
def show(number: int, _anchor: str = "") -> Any:
    return shown(readable(number, current_user, current_user.store.today(now()), *WHOLE_CARD))


@blueprint.get("/warranty-cards/new")
@staff
def new() -> Any:
    return blank(EntryForm(formdata=None))


@blueprint.post("/warranty-cards/new")
@staff
@reads_only
def prefilled() -> Any:
    """From a look-up that found nothing: what was typed stands in its field. Its form is a POST for the number's sake."""
    return blank(beginning.begun(request.form.get("q", ""), current_user.store, has_imei()))


def has_imei() -> bool:
    """Whether anything that the store sells is known by its IMEI."""
    book = promises.playbook_of(current_user.store)
    return any(kind["track"] == "imei" for kind in book["categories"])


def blank(form: EntryForm, status: int = 200) -> Any:
    book = promises.playbook_of(current_user.store)
    delivers = not issuing.is_handed_over_at_the_counter(book)
    return render(
        "warranty/new.html",
        status=status,
        form=beginning.fitted(form, current_user.store),
        has_imei=has_imei(),
        delivers=delivers,
        box_disagrees=BOX_DISAGREES,
    )


@blueprint.post("/warranty-cards")
@staff
@once
def create() -> Any:
    form, store, at = EntryForm(), current_user.store, now()
    beginning.fitted(form, store)
    old = oldcards.checked(form, store, store.today(at))
    if not entering.is_settled(form, store, current_user) or old is None:
        return blank(form, 422)
    try:
        customer = entering.customer_of(form, old, current_user, at)
        card = entering.enter(old, customer, store, current_user, at)
    except issuing.SerialHasCard as taken:
        oldcards.complain(form, taken, current_user)
        return blank(form, 422)
    except issuing.NothingToCover:
        form.product.errors = [_("No rule gives this a term. Add its serial number if it has one.")]
        return blank(form, 422)
    return done("warranty.show", number=card.id)


@blueprint.post("/warranty-cards/<int:number>/void")
@managers
@once
def void(number: int) -> Any:
    correcting.lock(number)
    card, form = find(Card, number, *WHOLE_CARD), VoidForm()
    if not form.validate_on_submit():
        return shown(card, 422, form=form)
    try:
        voiding.void(card, form.because.data or "", current_user, now())
    except voiding.CardAlreadyVoid:
        return page(409, _("Somebody voided this card before you. Its reason stands on the card."))
    return done("warranty.show", number=card.id)
