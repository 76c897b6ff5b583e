"""A move is booked from the sale whose furniture it is; the first one is free where the playbook says so."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _

from counter.access import staff
from counter.clock import now
from counter.deliveries import move_pages
from counter.deliveries.forms import MoveForm
from counter.errors import page
from counter.operations.once import done, once
from counter.sales.blueprint import blueprint
from counter.sales.finding import store_of, the_sale
from counter.sales.granting import offered_for
from counter.sales.models import Sale

NOTHING = _("Nothing of this sale can be moved yet, or this shop does not offer it.")


def about(sale: Sale) -> dict[str, Any]:
    action = url_for("sales.create_move", number=sale.id)
    return {"customer": sale.customer, "action": action, "back": url_for("sales.show", number=sale.id)}


@blueprint.get("/sales/<int:number>/moves/new")
@staff
def new_move(number: int) -> Any:
    sale = the_sale(number)
    offered = offered_for(sale, now())
    if offered is None or sale.customer is None:
        return page(409, NOTHING)
    form = move_pages.blank(sale.customer.address)
    return move_pages.asking(form, offered, store_of(sale), **about(sale))


@blueprint.post("/sales/<int:number>/moves")
@staff
@once
def create_move(number: int) -> Any:
    sale, form = the_sale(number), MoveForm()
    offered = offered_for(sale, now())
    if offered is None or sale.customer is None:
        return page(409, NOTHING)
    if move_pages.booked(form, offered, store_of(sale), sale.customer) is None:
        return move_pages.asking(
            form, offered_for(sale, now()) or offered, store_of(sale), 422, **about(sale)
        )
    return done("sales.show", number=number)
