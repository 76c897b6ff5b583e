"""Visits and moves of the demo's furniture store, a card whose cover ends soon in each: what came, what is late."""

from datetime import datetime, timedelta

from sqlalchemy import select

from counter.customers.models import Customer
from counter.deliveries import moving
from counter.demo.tickets import hand_of
from counter.extensions import db
from counter.playbooks import kept
from counter.stores.models import Store
from counter.upkeep import calling, visiting
from counter.upkeep.models import Visit
from counter.warranty import correcting
from counter.warranty.models import Card


def look_after(at: datetime) -> None:
    end_soon(at)
    visits(at)
    move_house(at)
    for _ in calling.promise_due(at):
        pass


def end_soon(at: datetime) -> None:
    """Three phones that were bought almost a year ago, and so are checked before their year is over."""
    me = hand_of("NM", "phone-assistant")
    today = me.store.today(at)
    asked = select(Card).where(Card.store_id == me.store.id, Card.ends_on > today, Card.voided_at.is_(None))
    asked = asked.where(Card.sale_id.is_not(None), Card.sold_on < today - timedelta(100))
    cards = db.session.scalars(asked.order_by(Card.sold_on, Card.id).limit(3)).all()
    for place, card in enumerate(cards):
        earlier_by = (card.ends_on - today).days - (9 + 9 * place) if card.ends_on else 0
        on = card.sold_on - timedelta(earlier_by)
        if earlier_by > 0:
            correcting.correct(card, {"sold_on": on, "delivered_on": on}, me, at)


def visits(at: datetime) -> None:
    """One was made, one is agreed on, one is late."""
    me = hand_of("JJ", "furniture-assistant")
    today = me.store.today(at)
    asked = select(Visit).where(
        Visit.with_store_id == me.store.id, Visit.ended_at.is_(None), Visit.number == 1
    )
    found = db.session.scalars(asked.order_by(Visit.due_on, Visit.id).limit(3)).all()
    for place, visit in enumerate(found):
        visit.due_on = today - timedelta(6) if place == 0 else today + timedelta(3 * place)
    db.session.flush()
    if len(found) > 1:
        visiting.agree(found[1], today + timedelta(2), "morning", found[1].card.customer_address, "", me, at)
    if len(found) > 2:
        items = visiting.recurrence_of(found[2])["items"]
        results = [{"id": one["id"], "state": "ok", "note": ""} for one in items]
        results[1] |= {"state": "not", "note": "左门铰链松，下次带新的"}
        visiting.complete(found[2], results, "", today, me, at)


def move_house(at: datetime) -> None:
    me = hand_of("JJ", "furniture-assistant")
    store: Store = me.store
    asked = select(Card).where(Card.store_id == store.id, Card.sale_id.is_not(None), Card.voided_at.is_(None))
    card = db.session.scalars(asked.order_by(Card.id).limit(1)).first()
    book = kept.body_in_force(store.playbook_code)
    offered = moving.offer(store, moving.of_card(card), book, store.today(at)) if card else None
    if card is None or offered is None:
        return
    owner = db.session.get_one(Customer, card.customer_id)
    on = store.today(at) + timedelta(4)
    agreed = moving.Agreed(on, "morning", card.customer_address, "星塘里6幢902", 9, True, "先拆衣柜")
    moving.book(store, owner, offered, agreed, 0, me, at, card_id=card.id)
