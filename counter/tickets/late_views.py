"""All that is late and rose to whoever asks, on a page."""

from typing import Any

from flask_login import current_user

from counter.access import managers
from counter.clock import now
from counter.pages import render
from counter.tickets import late
from counter.tickets.blueprint import blueprint


@blueprint.get("/tickets/risen")
@managers
def risen() -> Any:
    at = now()
    return render("tickets/risen.html", risen=late.risen(current_user, at), at=at)
