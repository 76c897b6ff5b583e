"""The door of a customer's page: a link that opens, then the last four digits of the phone, without signing in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

from flask import current_app, g, make_response, redirect, request, url_for
from flask_babel import lazy_gettext as _

from config import LANGUAGES
from counter import languages
from counter.clock import now
from counter.database import only_reading
from counter.extensions import db
from counter.links import opening
from counter.links.models import Link
from counter.pages import render
from counter.people import passes
from counter.people.forms import DigitsForm
from counter.stores.models import Store

WRONG = _("Those are not the last four digits that the store has. Try again, or call the store.")
RESTING = _("Too many wrong digits: this page rests for an hour. The store helps you at once.")
FOR_LONG = _("Too many wrong digits were typed here lately. Ask the store for a new code: it takes a minute.")


class Behind(Protocol):
    """What a link leads to. owner: who may hold a pass for it; digits: the right answers."""

    @property
    def link(self) -> Link: ...
    @property
    def store(self) -> Store: ...
    @property
    def owner(self) -> str: ...
    @property
    def digits(self) -> list[str]: ...


@dataclass(frozen=True)
class Door:
    """show, unlock: its endpoints; title, button: what it says while it is closed."""

    show: str
    unlock: str
    behind: Callable[[str, Any], Behind | None]
    title: Any
    button: Any

    def enter(self, token: str, page: Callable[[Any], Any]) -> Any:
        """page: of what is behind it, for who holds a pass."""
        found = self.behind(token, now())
        if found is None:
            return closed()
        return page(found) if has_pass(found) else self.asking(found, DigitsForm(formdata=None))

    def open(self, token: str) -> Any:
        """Takes the lock of a write only for a link that opens and four digits, so that junk costs nobody anything."""
        form = DigitsForm()
        with only_reading():
            found = self.behind(token, now())
            if found is None:
                return closed()
            if not form.validate_on_submit():
                return self.asking(found, form, 422)
            right, given = found.digits, passes.written(found.link.id, found.owner, now())
            db.session.rollback()
        try:
            is_right = opening.prove(found.link, form.digits.data or "", right, request.remote_addr or "", now())  # fmt: skip
        except opening.ForLong:
            return self.refused(found, form, FOR_LONG, 429)
        except opening.Resting:
            return self.refused(found, form, RESTING, 429)
        if not is_right:
            return self.refused(found, form, WRONG, 422)
        response = redirect(address(self.show, token), 303)
        response.set_cookie(passes.COOKIE, given, **self.cookie(token))
        return response

    def asking(self, found: Behind, form: DigitsForm, status: int = 200) -> Any:
        action = address(self.unlock, (request.view_args or {})["token"])
        return render(
            "people/digits.html", status=status, form=form, store=found.store, action=action, door=self
        )

    def refused(self, found: Behind, form: DigitsForm, sentence: Any, status: int) -> Any:
        form.digits.errors = [sentence]
        return self.asking(found, form, status)

    def cookie(self, token: str) -> dict[str, Any]:
        secure, path = current_app.config["SESSION_COOKIE_SECURE"], url_for(self.show, token=token)
        return {"max_age": passes.LASTS, "path": path, "httponly": True, "samesite": "Lax", "secure": secure}


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


def closed() -> Any:
    """One page for what is unknown, expired or revoked."""
    return render("people/closed.html", status=404)


def has_pass(found: Behind) -> bool:
    return passes.holds(request.cookies.get(passes.COOKIE, ""), found.link.id, found.owner, now())


def address(endpoint: str, token: str) -> str:
    """In the language that was chosen, if one was."""
    chosen = request.args.get("language")
    return url_for(endpoint, token=token, language=chosen if chosen in LANGUAGES else None)
