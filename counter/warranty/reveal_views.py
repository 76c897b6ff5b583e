"""A card of another store: why one opens it, then the card. Whoever asks has to know the whole number, too, so that
nobody walks through the cards of others by counting."""

from typing import Any

from flask import redirect, request, url_for
from flask_login import current_user

from counter.access import reads_only, staff
from counter.clock import now
from counter.extensions import db
from counter.operations.once import done, once
from counter.pages import render, wants_fragment
from counter.warranty import elsewhere, revealing, saying
from counter.warranty.blueprint import blueprint
from counter.warranty.forms import RevealForm
from counter.warranty.models import Card


def typed() -> str:
    return request.form.get("q", "")[:200].strip()


def asked_for(number: int) -> Any:
    """The rows of the other store's card that the typed number finds; None where the person sees the card as it is. Else 404."""
    today = current_user.store.today(now())
    for rows in elsewhere.find(typed(), current_user, today):
        if rows[0].id == number and rows[0].opened_on is None:
            return rows
    revealing.readable(number, current_user, today)
    return None


@blueprint.post("/warranty-cards/<int:number>/reason")
@staff
@reads_only
def reason(number: int) -> Any:
    """Its form is a POST for the number's sake."""
    rows = asked_for(number)
    return why(rows, RevealForm(formdata=None)) if rows else seen_already(number)


def why(rows: Any, form: RevealForm, status: int = 200) -> Any:
    spoken, today = saying.said(current_user.language), current_user.store.today(now())
    card = elsewhere.mask(rows, today, spoken)
    return render("warranty/reason.html", status=status, card=card, said=spoken.words, form=form, q=typed())


@blueprint.post("/warranty-cards/<int:number>/reveal")
@staff
@once
def reveal(number: int) -> Any:
    rows = asked_for(number)
    if rows is None:
        return seen_already(number)
    form = RevealForm()
    if not form.validate_on_submit():
        return why(rows, form, 422)
    card, said = db.session.get_one(Card, number), form.words.data or ""
    if not revealing.reveal(
        card, form.reason.data, said, current_user, current_user.store.today(now()), now()
    ):
        return seen_already(number)
    return done("warranty.show", number=number)


def seen_already(number: int) -> Any:
    from counter.warranty.views import show

    return show(number) if wants_fragment() else redirect(url_for("warranty.show", number=number), 303)
