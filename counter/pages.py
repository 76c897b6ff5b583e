"""The one place that knows about htmx: a page for a browser, its fragment for a swap."""

import secrets
from typing import Any

from flask import Flask, Response, make_response, render_template
from flask_login import current_user

from counter.extensions import htmx


def wants_fragment() -> bool:
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render(page: str, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """The fragment answers only an htmx swap; boosted links and Back want the page."""
    name = fragment if fragment and wants_fragment() else page
    response = make_response(render_template(name, **context), status)
    response.vary.add("HX-Request")
    return response


def operation_id() -> str:
    return secrets.token_urlsafe(16)


def init(app: Flask) -> None:
    app.jinja_env.globals["operation_id"] = operation_id
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"person": current_user if current_user.is_authenticated else None})
