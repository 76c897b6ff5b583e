"""Tickets that end with a claim back, for tests: through the deeds themselves."""

from sqlalchemy import select

from counter.extensions import db
from counter.supplier_claims.models import SupplierClaim
from counter.tickets import closing, deciding, fitting, stepping
from tests import factories
from tests.tickets import tickets
from tests.warranty import cards

LARK = {"zh": "云雀", "en": "Lark"}


def a_lark(code="X20"):
    phone = cards.a_phone(code)
    phone.brand = LARK
    return phone


def manager(code="NM"):
    me = cards.by("bo", code)
    me.is_manager = True
    return me


def repaired(
    serial="S1",
    at=factories.NOW,
    cause="workmanship",
    verdict="covered",
    reason="",
    parts=((38000, 1),),
    **kw,
):
    """A repair from hand-in to hand-back; the ticket."""
    card = cards.a_card(product=a_lark(), serials={"sn": serial}, at=at, **kw)
    ticket = tickets.a_ticket(card, at=at)
    me, today = manager(), ticket.store.today(at)
    stepping.go(ticket, "inspected", "", me, at)
    quote = 50000 if verdict == "not_covered" else None
    deciding.decide(ticket, cause, verdict, "repair", reason, quote, me, at)
    for price, quantity in parts:
        fitting.add(ticket, "屏幕总成", quantity, price, me, at)
    if quote:
        deciding.answer_quote(ticket, True, me, at)
    stepping.go(ticket, "ready", "", me, at)
    closing.hand_back(ticket, "换屏幕", "cash" if quote else "", me, at, today)
    db.session.commit()
    return ticket


def claim_of(ticket):
    db.session.expire_all()
    return db.session.scalar(select(SupplierClaim).where(SupplierClaim.ticket_id == ticket.id))


def the_claims():
    db.session.expire_all()
    return list(db.session.scalars(select(SupplierClaim).order_by(SupplierClaim.id)))
