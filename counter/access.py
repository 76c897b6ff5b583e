"""Who may call a route. Every view wears one rule; a view without one answers nobody (and a test fails)."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from counter.extensions import htmx, login

View = TypeVar("View", bound=Callable[..., Any])
RANKS = {
    "public": (),
    "staff": ("assistant", "manager", "head_office"),
    "managers": ("manager", "head_office"),
    "head_office": ("head_office",),
}


def rule(name: str) -> Callable[[View], View]:
    def wear(view: View) -> View:
        cast(Any, view).rule = name
        return view

    return wear


public, staff, managers, head_office = map(rule, RANKS)


def reads_only(view: View) -> View:
    """A POST that only reads (ground 7): deferred, read-only transaction, no operation id."""
    cast(Any, view).reads_only = True
    return view


def plans_once(view: View) -> View:
    """Its statements read a stretch of an index whatever the values are, so PostgreSQL need not plan them anew for each."""
    cast(Any, view).plans_once = True
    return view


def init(app: Flask) -> None:
    app.before_request(guard)
    login.session_protection = None


def guard() -> Response | None:
    """Refuses what the rule of the route refuses, before anything of it runs."""
    from flask import current_app

    if request.endpoint is None or request.endpoint == "static":
        return None
    name = getattr(current_app.view_functions[request.endpoint], "rule", "")
    if name == "public":
        return None
    if not current_user.is_authenticated:
        return to_sign_in()
    if current_user.acts_as not in RANKS.get(name, ()):
        abort(403)
    return None


def to_sign_in() -> Response:
    """htmx gets the whole page to go to, or the sign-in form would land inside a row."""
    back = request.full_path.rstrip("?") if request.method == "GET" and not htmx else None
    address = url_for("staff.sign_in", next=back) if back and back != "/" else url_for("staff.sign_in")
    if htmx:
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)
