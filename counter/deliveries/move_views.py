"""A move is booked from a warranty card."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.customers.models import Customer
from counter.deliveries import move_pages, moving
from counter.deliveries.blueprint import blueprint
from counter.deliveries.forms import MoveForm
from counter.errors import page
from counter.extensions import db
from counter.operations.once import done, once
from counter.playbooks import kept
from counter.scope import find
from counter.stores.models import Store
from counter.warranty.models import Card

NOTHING = _("This card is void, or this shop does not offer moves.")


def offered_for(card: Card, store: Store) -> moving.Offer | None:
    """Nothing for a card that is void, or where the trade grants no moves."""
    if card.voided_at is not None:
        return None
    book, today = kept.body_in_force(store.playbook_code), store.today(now())
    return moving.offer(store, moving.of_card(card), book, today)


def store_of(card: Card) -> Store:
    if card.store_id == current_user.store.id:
        mine: Store = current_user.store
        return mine
    return db.session.get_one(Store, card.store_id)


def about(card: Card) -> dict[str, Any]:
    customer = db.session.get_one(Customer, card.customer_id)
    action = url_for("deliveries.create_move_of_card", number=card.id)
    return {"customer": customer, "action": action, "back": url_for("warranty.show", number=card.id)}


@blueprint.get("/warranty-cards/<int:number>/moves/new")
@staff
def new_move_of_card(number: int) -> Any:
    card = find(Card, number)
    store = store_of(card)
    offered = offered_for(card, store)
    if offered is None:
        return page(409, NOTHING)
    return move_pages.asking(move_pages.blank(card.customer_address), offered, store, **about(card))


@blueprint.post("/warranty-cards/<int:number>/moves")
@staff
@once
def create_move_of_card(number: int) -> Any:
    card, form = find(Card, number), MoveForm()
    store = store_of(card)
    offered = offered_for(card, store)
    if offered is None:
        return page(409, NOTHING)
    more = about(card)
    made = move_pages.booked(form, offered, store, more["customer"], card.id)
    if made is None:
        return move_pages.asking(form, offered_for(card, store) or offered, store, 422, **more)
    return done("deliveries.index")
