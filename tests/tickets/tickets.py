"""Tickets for tests, opened through the deed itself."""

from counter.customers.models import Customer
from counter.extensions import db
from counter.stock.moving import receive
from counter.tickets.models import Ticket
from counter.tickets.opening import Told, open_ticket
from tests import factories
from tests.warranty import cards

FIELDS = {
    "kind": "repair", "words": "音量键按不动", "channel": "counter", "priority": "normal", "condition": "后盖划痕",
    "notice": "y", "fault": "keys", "signature-on_paper": "1",
}  # fmt: skip


def told(kind="repair", words="音量键按不动", **kw):
    base = {"is_here": kind == "repair", "condition": "后盖划痕", "fault": "keys", "is_notice_told": True}
    return Told(kind, words, **(base | kw if kind in ("repair", "exchange", "return") else kw))


def a_ticket(card=None, kind="repair", at=factories.NOW, who="ann", store="NM", **kw):
    card = card or cards.a_card()
    me = cards.by(who, store)
    customer = db.session.get_one(Customer, card.customer_id)
    ticket = open_ticket(me.store, customer, told(kind, **kw), me, at, me.store.today(at), line=card.lines[0])
    db.session.commit()
    return ticket


def a_rival(card, kind="return", **kw):
    """A second one of the same thing, as the books have some from the time when that was not refused."""
    ticket = a_ticket(card, kind="question", **({"fault": "keys"} | kw))
    ticket.kind = kind
    db.session.commit()
    return ticket


def the_ticket(number=None):
    db.session.expire_all()
    return (
        db.session.get(Ticket, number)
        if number
        else db.session.query(Ticket).order_by(Ticket.id.desc()).first()
    )


def a_loan(label="L01", imei="864207301648016"):
    unit = receive(
        factories.the_store().id, cards.a_phone("A7").id, "loan", factories.NOW, {"imei1": imei}, label=label
    )
    db.session.commit()
    return unit


def on_shelf(imei="864207061018293", sn="YQX20KA44JAV", product=None):
    product = product or cards.a_phone()
    unit = receive(factories.the_store().id, product.id, "shelf", factories.NOW, {"imei1": imei, "sn": sn})
    db.session.commit()
    return unit
