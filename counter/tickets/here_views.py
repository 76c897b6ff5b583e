"""What is here for repair, on a page."""

from typing import Any

from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.pages import render
from counter.tickets import here
from counter.tickets.blueprint import blueprint


@blueprint.get("/repairs")
@staff
def repairs() -> Any:
    store = current_user.store
    found = here.of_store(store, store.today(now()), here.MOST + 1)
    return render("tickets/repairs.html", waiting=found[: here.MOST], is_cut=len(found) > here.MOST)
