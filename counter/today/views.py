"""Everyone's start: what the shop needs today, on one page."""

from typing import Any

from flask import Blueprint
from flask_login import current_user

from counter.access import staff
from counter.checklists.sheets import open_fixes
from counter.clock import now
from counter.pages import render
from counter.staff import colleagues
from counter.tickets import late
from counter.today import behind, calls, deliveries, greeting, opening
from counter.upkeep import listing
from counter.warranty import waiting

blueprint = Blueprint("today", __name__)


@blueprint.get("/today")
@staff
def show() -> Any:
    store, at = current_user.store, now()
    on = store.today(at)
    people, risen = colleagues.on_shift(store, at), late.risen(current_user, at, limit=4)
    parts: dict[str, Any] = {
        "ticket": opening.ticket(store, at),
        "people": people,
        "is_on_shift": any(one.id == current_user.person_id for one in people),
        "calls": calls.due(store, at),
        "fixes": open_fixes(store, limit=4),
        "deliveries": deliveries.of_day(store, on),
        "greeting": greeting.following(store, on),
        "waiting": waiting.here(store, on, limit=4),
        "visits": listing.late(store, on, limit=4),
        "tickets": late.soon(store, at, limit=4, but=risen.ticket_ids),
        "risen": risen,
        "behind": behind.behind(current_user, on, at),
    }
    return render("today/show.html", on=on, at=at, **parts)


@blueprint.get("/today/ticket")
@staff
def ticket() -> Any:
    """Alone, every minute: the clock goes on, and colleagues tick on other tablets."""
    at = now()
    return render("today/_ticket.html", ticket=opening.ticket(current_user.store, at), at=at)
