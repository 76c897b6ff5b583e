"""The customer's page: a card by its QR code and the last four digits of the phone, without signing in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, redirect, request, url_for
from flask_babel import lazy_gettext as _

from config import LANGUAGES
from counter import languages
from counter.access import public
from counter.clock import now
from counter.database import only_reading
from counter.extensions import db
from counter.links import opening
from counter.operations.once import commits
from counter.pages import render
from counter.people import card_pages, passes, reminding, ticket_pages
from counter.people.card_pages import Behind
from counter.people.forms import DigitsForm
from counter.recalls import warning
from counter.warranty import papers, saying

blueprint = Blueprint("people", __name__)
WRONG = _("Those are not the last four digits that the store has. Try again, or call the store.")
RESTING = _("Too many wrong digits: this page rests for an hour. The store helps you at once.")

FOR_LONG = _("Too many wrong digits were typed here lately. Ask the store for a new code: it takes a minute.")


def outside(view: Callable[..., Any]) -> Callable[..., Any]:
    """For people who are nobody here: in the language that they or their browser choose; nothing of it leaks on."""

    @wraps(view)
    def inner(token: str) -> Any:
        wanted = request.args.get("language")
        g.language = wanted if wanted in LANGUAGES else languages.asked()
        response = make_response(view(token=token))
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return inner


@blueprint.get("/c/<token>")
@public
@outside
def show(token: str) -> Any:
    found = card_pages.behind(token, now())
    if found is None:
        return closed()
    if not has_pass(found):
        return asking(found, DigitsForm(formdata=None))
    paper = card_pages.read(found, now())
    more: dict[str, Any] = {name: getattr(saying, name) for name in WORDS}
    more |= {"joint": saying.joint(), "comma": saying.comma(), "shown_number": papers.number_of(found.card)}
    return render(
        "people/card.html", card=found.card, store=found.store, paper=paper, name=card_pages.name_of(found.card), **more,
        left_out=card_pages.left_out(found.card, paper), keeps_data=card_pages.keeps_data(found.card, found.store),
        tickets=ticket_pages.of_card(found.card, now()), has_ends=bool(card_pages.ends(paper)), calendar=address("people.calendar", token),
        recalls=warning.for_owner(warning.of_card(found.card)),
    )  # fmt: skip


WORDS = ("remedy_word", "layer_word", "ask_word", "doubt_sentence", "perhaps_word", "over")


@blueprint.post("/c/<token>")
@public
@outside
@commits
def unlock(token: str) -> Any:
    """Takes the lock of a write only for a link that opens and four digits, so that junk costs nobody anything."""
    form = DigitsForm()
    with only_reading():
        found = card_pages.behind(token, now())
        if found is None:
            return closed()
        if not form.validate_on_submit():
            return asking(found, form, 422)
        right, given = card_pages.digits(found.card), passes.written(found.link.id, found.card, now())
        db.session.rollback()
    try:
        is_right = opening.prove(found.link, form.digits.data or "", right, request.remote_addr or "", now())
    except opening.ForLong:
        return refused(found, form, FOR_LONG, 429)
    except opening.Resting:
        return refused(found, form, RESTING, 429)
    if not is_right:
        return refused(found, form, WRONG, 422)
    response = redirect(address("people.show", token), 303)
    response.set_cookie(passes.COOKIE, given, **cookie(token))
    return response


@blueprint.get("/c/<token>/coverage.ics")
@public
@outside
def calendar(token: str) -> Any:
    found = card_pages.behind(token, now())
    if found is None:
        return closed()
    if not has_pass(found) or found.card.voided_at:
        return redirect(address("people.show", token), 303)
    text = reminding.calendar(card_pages.read(found, now()), found.link, now())
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = "inline; filename=coverage.ics"
    return answer


def closed() -> Any:
    """One page for what is unknown, expired or revoked."""
    return render("people/closed.html", status=404)


def asking(found: Behind, form: DigitsForm, status: int = 200) -> Any:
    action = address("people.unlock", (request.view_args or {})["token"])
    return render("people/digits.html", status=status, form=form, store=found.store, action=action)


def refused(found: Behind, form: DigitsForm, sentence: Any, status: int) -> Any:
    form.digits.errors = [sentence]
    return asking(found, form, status)


def address(endpoint: str, token: str) -> str:
    """In the language that was chosen, if one was."""
    chosen = request.args.get("language")
    return url_for(endpoint, token=token, language=chosen if chosen in LANGUAGES else None)


def has_pass(found: Behind) -> bool:
    return passes.holds(request.cookies.get(passes.COOKIE, ""), found.link.id, found.card, now())


def cookie(token: str) -> dict[str, Any]:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    path = url_for("people.show", token=token)
    return {"max_age": passes.LASTS, "path": path, "httponly": True, "samesite": "Lax", "secure": secure}
