"""The wrapper that every write goes through: exactly once, and the only place that commits (ground 5)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from operator import itemgetter
from typing import Any

from flask import abort, current_app, g, make_response, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from counter.clock import now
from counter.errors import page
from counter.extensions import db
from counter.operations.again import again
from counter.operations.models import Operation
from counter.pages import wants_fragment

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
OPERATIONS: Any = Operation.__table__
OUTCOME = update(OPERATIONS).where(OPERATIONS.c.key == bindparam("mine"))


@dataclass(frozen=True)
class Done:
    """What came out: the page that shows it. htmx gets that page's fragment, a form is sent there."""

    endpoint: str
    args: dict[str, Any]


def done(endpoint: str, **args: Any) -> Done:
    return Done(endpoint, args)


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Same id and body: the first outcome again. Same id, other body: 409 with what was typed."""

    @wraps(view)
    def inner(**kw: Any) -> Any:
        key = request.form.get("operation_id", "")
        if not 16 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
            return page(400)
        mine = {"person_id": current_user.person_id, "route": request.endpoint, "body_hash": body_hash(kw)}
        g.operation_key = key
        known = {name: g.get(name) for name in g}
        try:
            return again(lambda: told(view, kw, key, mine), lambda: forget(known))
        finally:
            db.session.rollback()

    inner.is_once = True  # type: ignore[attr-defined]
    return inner


def told(view: Callable[..., Any], kw: dict[str, Any], key: str, mine: dict[str, Any]) -> Any:
    """What the sender gets: of the first sending, of one that comes again, or of another that took its id."""
    if claim(key, mine):
        return first(view, kw, key)
    old = db.session.get(Operation, key)
    if old and all(getattr(old, name) == value for name, value in mine.items()):
        return answer(Done(old.outcome["endpoint"], old.outcome["args"]))
    return repeated(view, kw)


def forget(known: dict[str, Any]) -> None:
    """Nothing of the try before is kept: neither what it noted for this request nor how far it had read a file."""
    for name in list(g):
        g.pop(name)
    for name, value in known.items():
        setattr(g, name, value)
    for _, file in request.files.items(multi=True):
        file.stream.seek(0)


def commits(view: Callable[..., Any]) -> Callable[..., Any]:
    """For what carries no operation id: signing in and out, and the beacon that keeps a sign-in awake."""

    @wraps(view)
    def inner(**kw: Any) -> Any:
        try:
            result = view(**kw)
            g.is_reading = None
            db.session.commit()
            return result
        finally:
            db.session.rollback()

    inner.is_once = False  # type: ignore[attr-defined]
    return inner


@cache
def claiming(dialect: str) -> Any:
    insert = INSERT[dialect](OPERATIONS)
    return insert.on_conflict_do_nothing().returning(OPERATIONS.c.key)


def claim(key: str, mine: dict[str, Any]) -> bool:
    """Whether the id was free; PostgreSQL waits here for a twin. RETURNING, since rowcount lies on psycopg."""
    row = {"key": key, **mine, "tablet_id": current_user.tablet_id, "made_at": now(), "outcome": {}}
    books = db.session.connection()
    return books.scalar(claiming(books.dialect.name), row) is not None


def first(view: Callable[..., Any], kw: dict[str, Any], key: str) -> Any:
    result = view(**kw)
    if not isinstance(result, Done):
        return result  # failed validation: the id stays free
    if not g.get("is_noted"):
        raise RuntimeError(f"{request.endpoint} wrote nothing into the history")
    outcome = {"endpoint": result.endpoint, "args": result.args}
    db.session.connection().execute(OUTCOME, {"mine": key, "outcome": outcome})
    current_user.stay(now())
    db.session.commit()
    return answer(result)


def answer(result: Done) -> Any:
    """Rendered from what is stored, so that a repeated sending gets the same."""
    if not wants_fragment():
        return redirect(url_for(result.endpoint, **result.args), 303)
    db.session.rollback()
    g.is_reading = True
    return current_app.view_functions[result.endpoint](**result.args)


def repeated(view: Callable[..., Any], kw: dict[str, Any]) -> Any:
    """The Back button: the form as typed, with a fresh id. Nothing that the view did is kept."""
    g.is_repeated = True
    result = view(**kw)
    if isinstance(result, Done):
        return page(409)
    response = make_response(result)
    response.status_code = 409
    return response


def body_hash(kw: dict[str, Any]) -> str:
    form = sorted(
        (k, v) for k, v in request.form.items(multi=True) if k not in ("csrf_token", "operation_id")
    )
    digest = hashlib.sha256(repr((sorted(kw.items()), form)).encode("utf-8", "surrogatepass"))
    for name, file in sorted(request.files.items(multi=True), key=itemgetter(0)):
        content = hashlib.sha256()
        while some := file.stream.read(1 << 20):
            content.update(some)
        file.stream.seek(0)
        digest.update(repr((name, content.digest())).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def refuse_unless(condition: bool) -> None:
    """For a record that a stranger named in a form field: it does not exist for them."""
    if not condition:
        abort(404)
