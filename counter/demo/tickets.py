"""What came back to the demo's shops: a phone that has been here too long, one that waits for its owner's word, a question
that was answered, a complaint that is due within the hour, a bed to be looked at where it stands."""

from datetime import datetime, timedelta

from sqlalchemy import select

from counter.customers.models import Customer, CustomerOfStore
from counter.demo.hands import Hand
from counter.demo.repairs import KEPT_OUT
from counter.extensions import db
from counter.staff.models import Membership, Person
from counter.stores import network
from counter.stores.models import Store
from counter.tickets import closing, deciding, helping, lending, sending, stepping
from counter.tickets.models import Parcel, Ticket
from counter.tickets.opening import Told, open_ticket
from counter.warranty.models import Card


def serve_after(at: datetime) -> None:
    phone_store(at)
    furniture_store(at)


def hand_of(code: str, username: str) -> Hand:
    store = db.session.scalars(select(Store).where(Store.code == code)).one()
    person = db.session.scalars(select(Person).where(Person.username == username)).one()
    role = db.session.scalars(select(Membership.role_code).where(Membership.person_id == person.id)).one()
    return Hand(person.id, person.name, store, acts_as=role)


def cards_of(store: Store, before: datetime, limit: int) -> list[Card]:
    asked = select(Card).where(Card.store_id == store.id, Card.customer_name != KEPT_OUT)
    asked = asked.where(Card.sold_on < store.today(before) - timedelta(30))
    found = db.session.scalars(asked.order_by(Card.sold_on.desc(), Card.id).limit(20))
    return [card for card in found if card.lines and not any(one.is_here for one in card.lines[0].repairs)][
        1 : limit + 1
    ]


def phone_store(at: datetime) -> None:
    me = hand_of("NM", "phone-assistant")
    cards = cards_of(me.store, at, 5)
    if len(cards) < 4:
        return
    owners = [db.session.get_one(Customer, card.customer_id) for card in cards]
    long_here(cards[0], owners[0], me, at - timedelta(9))
    waiting_for_word(cards[1], owners[1], me, at - timedelta(2))
    answered(cards[2], owners[2], me, at - timedelta(1))
    if len(cards) > 4:
        lost_on_the_way(cards[4], db.session.get_one(Customer, cards[4].customer_id), me, at - timedelta(4))
    told = Told("complaint", "等了二十分钟没人招呼，很不满意", channel="phone", severity="minor")
    open_ticket(
        me.store, owners[3], told, me, at - timedelta(minutes=10), me.store.today(at), line=cards[3].lines[0]
    )


def long_here(card: Card, owner: Customer, me: Hand, at: datetime) -> None:
    """Nine days in repair: the rule has given the customer a phone on loan since the seventh."""
    told = Told("repair", "屏幕有竖线", fault="display", is_here=True, condition="后盖轻微划痕，屏幕无裂",
                accessories=("charger", "card"), is_notice_told=True)  # fmt: skip
    ticket = open_ticket(me.store, owner, told, me, at, me.store.today(at), line=card.lines[0])
    stepping.go(ticket, "inspected", "屏幕排线松动", me, at + timedelta(hours=1))
    deciding.decide(ticket, "workmanship", "covered", "repair", "", None, me, at + timedelta(hours=1))
    parcel = sent([ticket], "SZ", "屏幕排线，请换", me, at + timedelta(hours=3))
    stepping.tell(ticket, "已送修，一周左右", me, at + timedelta(hours=3))
    there, arrived = hand_of("SZ", "centre-engineer"), at + timedelta(days=1)
    sending.take_in(ticket, parcel.to_store_id, there, arrived)
    stepping.go(ticket, "in_repair", "换屏幕排线", there, arrived + timedelta(hours=2))
    helping.hand_up(ticket, network.read(), "排线缺货，省里有没有", there, arrived + timedelta(days=2))


def lost_on_the_way(card: Card, owner: Customer, me: Hand, at: datetime) -> None:
    """Sent four days ago, and nobody has scanned it in."""
    told = Told("repair", "充电口松，充不进电", fault="function", is_here=True, condition="边框有磕痕",
                accessories=("charger",), is_notice_told=True)  # fmt: skip
    ticket = open_ticket(me.store, owner, told, me, at, me.store.today(at), line=card.lines[0])
    stepping.go(ticket, "inspected", "尾插接触不良", me, at + timedelta(hours=1))
    sent([ticket], "SZ", "尾插", me, at + timedelta(hours=5))


def sent(things: list[Ticket], code: str, words: str, me: Hand, at: datetime) -> Parcel:
    to = db.session.scalars(select(Store).where(Store.code == code)).one()
    parcel = sending.pack(me.store.id, to.id, words, me, at)
    for ticket in things:
        sending.send(ticket, parcel, me, at)
    return parcel


def waiting_for_word(card: Card, owner: Customer, me: Hand, at: datetime) -> None:
    """Out of the guarantee: the customer thinks about the price, with a phone on loan."""
    told = Told("repair", "掉水里了，开不了机", fault="no_start", is_here=True, condition="边框磕碰，充电口有水迹",
                accessories=("charger",), is_notice_told=True)  # fmt: skip
    loans = lending.free(me.store)
    ticket = open_ticket(
        me.store,
        owner,
        told,
        me,
        at,
        me.store.today(at),
        line=card.lines[0],
        loan=loans[0] if loans else None,
    )
    stepping.go(ticket, "inspected", "主板进水", me, at + timedelta(hours=2))
    deciding.decide(
        ticket,
        "liquid",
        "not_covered",
        "repair",
        "主板有水迹，进液不在保修内",
        48000,
        me,
        at + timedelta(hours=2),
    )
    stepping.go(ticket, "waiting_customer", "报价480元，等顾客答复", me, at + timedelta(hours=2))


def answered(card: Card, owner: Customer, me: Hand, at: datetime) -> None:
    told = Told("question", "怎么把旧手机的照片搬过来", channel="phone")
    ticket = open_ticket(me.store, owner, told, me, at, me.store.today(at), line=card.lines[0])
    closing.close(
        ticket, None, "", "", "用换机助手，两台连同一个WiFi扫码即可", me, at + timedelta(minutes=12)
    )


def furniture_store(at: datetime) -> None:
    me = hand_of("JJ", "furniture-assistant")
    known = select(CustomerOfStore.customer_id).where(CustomerOfStore.store_id == me.store.id)
    asked = select(Card).where(Card.store_id == me.store.id, Card.customer_id.in_(known)).order_by(Card.id)
    card = db.session.scalars(asked.limit(1)).first()
    if card is None or not card.lines:
        return
    owner = db.session.get_one(Customer, card.customer_id)
    told = Told("repair", "床头有点晃，坐下去响", channel="phone", needs_visit=True)
    opened = at - timedelta(hours=20)
    ticket = open_ticket(me.store, owner, told, me, opened, me.store.today(opened), line=card.lines[0])
    stepping.tell(ticket, "明天派人上门看", me, opened + timedelta(minutes=30))
    stepping.go(ticket, "appointed", "明天下午两点", me, opened + timedelta(minutes=40))
