"""Repairs that the brand bears: three of one model with one fault, an older one that was sent, one that the brand accepted.
And one that came back because nobody showed how it is used when it was sold; in the furniture store one of the way."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from counter.catalog.models import Product
from counter.customers.models import Customer
from counter.demo.hands import Hand
from counter.demo.repairs import KEPT_OUT
from counter.demo.tickets import hand_of
from counter.extensions import db
from counter.supplier_claims import answering, making, sending
from counter.supplier_claims.models import SupplierClaim
from counter.tickets import closing, deciding, fitting, stepping
from counter.tickets.models import Ticket
from counter.tickets.opening import Told, open_ticket
from counter.warranty.models import Card, CardLine

# model, days ago, fault, what the customer said, part, its price in fen, what they wrote on the service order, content
REPAIRS: list[tuple[Any, ...]] = [
    ("A7-128-WH", 1, "no_start", "昨天还好好的，今天按不开", "主板", 32000, "", 5),
    (
        "A7-128-WH",
        9,
        "no_start",
        "开不了机，充电也没反应",
        "主板",
        32000,
        "等了两天，希望当天能借到备用机",
        4,
    ),
    ("A7-128-WH", 20, "no_start", "自己关机后开不了", "主板", 32000, "", 4),
    (
        "X20P-512-SL",
        40,
        "display",
        "屏幕有一条竖线",
        "屏幕总成",
        89000,
        "修得快，修好后打电话通知就更好了",
        5,
    ),
    ("S9-256-GN", 70, "keys", "音量键按不动", "侧键排线", 6800, "", 5),
]


def claim_back(at: datetime) -> None:
    me = hand_of("NM", "phone-manager")
    used: set[int] = set()
    claims = []
    for code, days, *told in REPAIRS:
        card = card_of(me, code, at - timedelta(days), used)
        if card is not None:
            used.add(card.id)
            ticket = repaired(card, me, at - timedelta(days), *told)
            asked = select(SupplierClaim).where(SupplierClaim.ticket_id == ticket.id)
            claims.append(db.session.scalars(asked).one())
    if len(claims) == len(REPAIRS):
        sending.send(claims[4:], me, at - timedelta(60))
        sending.send(claims[3:4], me, at - timedelta(35))
        answering.answer(claims[3], 80000, "旧件有划痕，扣一成", me, at - timedelta(6))
    never_shown(me, at - timedelta(3), used)
    on_the_way(at - timedelta(11))


def card_of(me: Hand, code: str, at: datetime, used: set[int]) -> Card | None:
    """The newest card of the model that was sold before then and has no ticket."""
    asked = select(Card).join(CardLine, CardLine.card_id == Card.id)
    asked = asked.join(Product, Product.id == CardLine.product_id).where(Product.code == code)
    asked = asked.where(
        Card.store_id == me.store.id, Card.sold_on <= me.store.today(at), Card.id.not_in(used)
    )
    asked = asked.where(Card.id.not_in(select(Ticket.card_id).where(Ticket.card_id.is_not(None))))
    asked = asked.where(Card.customer_name != KEPT_OUT).order_by(Card.sold_on.desc(), Card.id.desc())
    return db.session.scalars(asked.limit(1)).first()


def repaired(
    card: Card, me: Hand, at: datetime, fault: str, said: str, part: str, price: int, opinion: str, content: int
) -> Ticket:  # fmt: skip
    owner, today = db.session.get_one(Customer, card.customer_id), me.store.today(at)
    told = Told("repair", said, fault=fault, is_here=True, condition="外观完好", is_notice_told=True)
    ticket = open_ticket(me.store, owner, told, me, at, today, line=card.lines[0])
    stepping.go(ticket, "inspected", "", me, at + timedelta(minutes=20))
    deciding.decide(ticket, "material", "covered", "repair", "", None, me, at + timedelta(minutes=25))
    fitting.add(ticket, part, 1, price, me, at + timedelta(minutes=90))
    stepping.go(ticket, "ready", "", me, at + timedelta(minutes=95))
    closing.hand_back(ticket, f"更换{part}", "", me, at + timedelta(hours=3), today)
    closing.close(ticket, content, opinion, "", "", me, at + timedelta(hours=3))
    return ticket


def never_shown(me: Hand, at: datetime, used: set[int]) -> None:
    """Its sale is in the books, with the steps that were left out of it."""
    card = card_of(me, "PAD11-256-GY", at, used)
    if card is None:
        return
    owner, today = db.session.get_one(Customer, card.customer_id), me.store.today(at)
    told = Told("repair", "分屏不会用，以为坏了", channel="phone", fault="keys")
    ticket = open_ticket(me.store, owner, told, me, at, today, line=card.lines[0])
    stepping.tell(ticket, "教了一遍，没有故障", me, at + timedelta(minutes=35))
    reason = "卖的时候没演示，不收费"
    deciding.decide(
        ticket, "not_explained", "goodwill", "repair", reason, None, me, at + timedelta(minutes=40)
    )
    stepping.go(ticket, "ready", "", me, at + timedelta(minutes=45))
    closing.close(ticket, 4, "买的时候能演示一下就好了", "", "", me, at + timedelta(minutes=50))


def on_the_way(at: datetime) -> None:
    """A bed that the carrier hurt: put right where it stands."""
    me = hand_of("JJ", "furniture-manager")
    card = card_of(me, "BED-OAK-18", at, set())
    if card is None:
        return
    owner, today = db.session.get_one(Customer, card.customer_id), me.store.today(at)
    told = Told("repair", "床头被磕了一块，坐着晃", channel="phone", fault="loose", needs_visit=True)
    ticket = open_ticket(me.store, owner, told, me, at, today, line=card.lines[0])
    stepping.tell(ticket, "明天上门看", me, at + timedelta(minutes=15))
    stepping.go(ticket, "appointed", "明天上午", me, at + timedelta(minutes=20))
    stepping.go(ticket, "visited", "", me, at + timedelta(hours=20))
    deciding.decide(ticket, "transport", "covered", "repair", "", None, me, at + timedelta(hours=20))
    fitting.add(ticket, "床头连接件", 2, 16000, me, at + timedelta(hours=21))
    stepping.go(ticket, "ready", "", me, at + timedelta(hours=22))
    closing.close(ticket, 5, "", "", "", me, at + timedelta(hours=22))
    asked = select(SupplierClaim).where(SupplierClaim.ticket_id == ticket.id)
    owed = db.session.scalars(asked).all()
    making.name(owed, "城际家具物流", me, at + timedelta(days=1))
    sending.send(owed, me, at + timedelta(days=2))
