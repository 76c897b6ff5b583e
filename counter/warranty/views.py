"""The look-up and the card: what is still covered today, and until when."""

from typing import Any

from flask import Response, request
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy.orm import selectinload

from counter.access import managers, reads_only, staff
from counter.clock import now
from counter.customers import phones
from counter.errors import page
from counter.history import models as history
from counter.operations.once import done, once
from counter.pages import render
from counter.scope import find
from counter.warranty import (
    barcodes,
    correcting,
    elsewhere,
    finding,
    hints,
    hits,
    issuing,
    oldcards,
    owner_views,  # noqa: F401
    papers,
    promises,
    reveal_views,  # noqa: F401
    saying,
    voiding,
)
from counter.warranty.blueprint import blueprint
from counter.warranty.forms import OldCardForm, VoidForm
from counter.warranty.models import Card, CardLine
from counter.warranty.revealing import is_ours, readable
from counter.warranty.wording import deed_of

WHOLE_CARD = (selectinload(Card.lines).selectinload(CardLine.identifiers),)


@blueprint.get("/warranty-cards")
@staff
def index() -> Any:
    recent = hits.recent_of(finding.recent(current_user.store.id))
    return render("warranty/index.html", "warranty/_recent.html", q="", recent=recent)


@blueprint.post("/warranty-cards/search")
@staff
@reads_only
def search() -> Any:
    """As one types. The text is in the body: a phone number never stands in a URL."""
    q, me = request.form.get("q", "")[:200].strip(), current_user._get_current_object()
    if not q:
        return index()
    today, spoken = me.store.today(now()), saying.said(me.language)
    after, before = hints.place(request.form.get("after", "")) or (None, 0)
    found = finding.find(q, me, today, after)
    others = [] if after else elsewhere.find(q, me, today)
    more: dict[str, Any] = {
        "found": found,
        "hits": hits.hits_of(found, q, today, spoken),
        "others": elsewhere.masked_of(others, today, spoken),
        "said": spoken.words,
        "before": before,
    }
    if not more["hits"] and not others:
        more |= {"what": hints.heading(found.probe, q), "hint": hints.to_find(found.probe, q, me.store)}
    elif found.next or after:
        more["hint"] = hints.to_narrow(found.probe)
    fragment = "warranty/_page.html" if after else "warranty/_results.html"
    return render("warranty/index.html", fragment, q=q, **more)


@blueprint.get("/warranty-cards/<int:number>")
@staff
def show(number: int) -> Any:
    return shown(readable(number, current_user, current_user.store.today(now()), *WHOLE_CARD), VoidForm())


def shown(card: Card, form: VoidForm, status: int = 200) -> Any:
    paper = papers.read(card, current_user.store.today(now()))
    is_own = is_ours(card, current_user)
    entries = history.of(card) if current_user.is_manager and is_own else []
    kept_apart = history.personal(entries) if entries else {}
    more: dict[str, Any] = {
        "entries": entries,
        "deed_of": lambda entry: deed_of(entry, kept_apart),
        "form": form,
        "is_own": is_own,
        "may_correct": is_own and correcting.may_correct(card, paper.store, current_user, now()),
    }
    return render("warranty/show.html", status=status, card=card, paper=paper, **words_for(card), **more)


def words_for(card: Card) -> dict[str, Any]:
    said = {
        name: getattr(saying, name)
        for name in ("remedy_word", "layer_word", "ask_word", "doubt_sentence", "over")
    }
    numbers_of = {"shown_number": papers.number_of(card), "phone": phones.shown(card.customer_phone)}
    return {
        **said,
        **numbers_of,
        "joint": saying.joint(),
        "comma": saying.comma(),
        "kinds": papers.KINDS,
        "grouped": papers.grouped,
    }


@blueprint.get("/warranty-cards/<int:number>/print")
@staff
def printed(number: int) -> Any:
    card = readable(number, current_user, current_user.store.today(now()), *WHOLE_CARD)
    paper = papers.read(card, current_user.store.today(now()))
    return render(
        "warranty/print.html", card=card, paper=paper, fields=papers.fields_of(card, paper), **words_for(card)
    )


@blueprint.get("/warranty-cards/<int:number>/barcode.svg")
@staff
def barcode(number: int) -> Any:
    card = readable(number, current_user, current_user.store.today(now()))
    return Response(barcodes.svg(card.number), mimetype="image/svg+xml")


@blueprint.get("/warranty-cards/new")
@staff
def new() -> Any:
    return blank(OldCardForm(formdata=None))


@blueprint.post("/warranty-cards/new")
@staff
@reads_only
def prefilled() -> Any:
    """From a look-up that found nothing: what was typed stands in its field. Its form is a POST for the number's sake."""
    return blank(oldcards.begun(request.form.get("q", ""), current_user.store))


def blank(form: OldCardForm, status: int = 200) -> Any:
    book = promises.playbook_of(current_user.store)
    has_imei = any(kind["track"] == "imei" for kind in book["categories"])
    delivers = not issuing.is_handed_over_at_the_counter(book)
    return render("warranty/new.html", status=status, form=form, has_imei=has_imei, delivers=delivers)


@blueprint.post("/warranty-cards")
@staff
@once
def create() -> Any:
    form = OldCardForm()
    old = oldcards.checked(form, current_user.store, current_user.store.today(now()))
    if old is None:
        return blank(form, 422)
    try:
        card = oldcards.enter(old, current_user.store, current_user, now())
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
        return shown(card, form, 422)
    try:
        voiding.void(card, form.because.data or "", current_user, now())
    except voiding.CardAlreadyVoid:
        return page(409, _("Somebody voided this card before you. Its reason stands on the card."))
    return done("warranty.show", number=card.id)
