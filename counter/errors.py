"""Answers to 4xx and 5xx: what is, then what to do, in the reader's language. Never a bare 500."""

import logging
from typing import Any

from flask import Flask, Response, g, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from counter.extensions import db, htmx
from counter.pages import render

log = logging.getLogger("counter.errors")

WORDS = {
    400: (
        _("This can't be read"),
        _("Something in it can't be stored. Go back, your words are still there."),
    ),
    403: (_("Not yours to do"), _("A manager can do this. Ask one, or switch person.")),
    404: (_("Nothing is here"), _("It is gone, or belongs to another store.")),
    405: (_("Nothing is here"), _("This address takes something else. Go back and use the button.")),
    409: (_("This was sent before"), _("It was saved the first time. Look at it before you send it again.")),
    413: (_("This is too big"), _("Please make it smaller and send it again.")),
    429: (_("Too many tries"), _("Wait a little, or use the password.")),
    500: (_("We made a mistake"), _("It is noted. What was saved before is safe; try again.")),
    503: (_("The shop's books are busy"), _("Nothing is lost. Try again in a moment.")),
}


def page(status: int, sentence: Any = None) -> Response:
    """An error as a calm page, or for htmx as a notice that leaves the page as it is."""
    title, advice = WORDS.get(status, WORDS[400])
    response = render(
        "errors/error.html", "errors/_notice.html", status, title=title, advice=sentence or advice
    )
    if htmx:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#notices", "innerHTML"
    return response


def http(error: HTTPException) -> Response:
    return page(error.code or 500)


def stale(error: CSRFError) -> Response:
    if request.mimetype == "multipart/form-data" and not request.form and not request.files:
        return page(400, _("What was sent arrived incomplete. Go back and send it again."))
    return page(400, _("This page is old. Load it again; then send it once more."))


def busy(error: OperationalError) -> Response:
    db.session.rollback()
    log.error("database: %s", type(error.orig).__name__)
    g.is_reading = True  # the page asks who is here, which must not wait for the lock again
    response = page(503)
    response.headers["Retry-After"] = "2"
    return response


def unreadable(error: Exception) -> Response:
    """The net under the forms: PostgreSQL refuses a NUL or an odd surrogate where a form let it pass."""
    if isinstance(error, ValueError) and "NUL" not in str(error) and not isinstance(error, UnicodeError):
        raise error
    db.session.rollback()
    return page(400)


def broken(error: Exception) -> Response:
    log.exception("unexpected at %s", request.url_rule.rule if request.url_rule else "-")
    db.session.rollback()
    return page(500)


def init(app: Flask) -> None:
    for code in (NotFound, MethodNotAllowed, HTTPException):
        app.register_error_handler(code, http)
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(DataError, unreadable)
    app.register_error_handler(ValueError, unreadable)
    app.register_error_handler(500, broken)
