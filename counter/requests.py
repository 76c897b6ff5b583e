"""One line of log a request, and the number of queries it cost."""

import logging
import re
import secrets
import time
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy import event

from counter.extensions import db

log = logging.getLogger("counter.requests")
QUIET = re.compile(r"\s*(PRAGMA|BEGIN|SAVEPOINT|RELEASE)", re.I)


def init(app: Flask) -> None:
    app.before_request(start)
    app.after_request(finish)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)


def start() -> None:
    g.started, g.queries, g.request_id = time.perf_counter(), 0, secrets.token_hex(6)


def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
    if has_request_context() and not QUIET.match(statement):
        g.queries = g.get("queries", 0) + 1


def finish(response: Response) -> Response:
    """No customer's word gets in: the route's pattern is logged, never the address or the body."""
    spent = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    signed = g.get("_login_user")
    log.info(
        "id=%s staff=%s route=%s method=%s status=%d ms=%.1f queries=%d",
        g.get("request_id", "-"),
        getattr(signed, "person_id", "-"),
        request.url_rule.rule if request.url_rule else "-",
        request.method,
        response.status_code,
        spent,
        g.get("queries", 0),
    )
    response.headers["X-Request-ID"] = g.get("request_id", "-")
    return response
