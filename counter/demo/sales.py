"""The demo's customers come in, buy, are served and called, through the same deeds as at the counter."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from counter.callbacks.completing import complete
from counter.callbacks.models import Callback
from counter.catalog.models import Product
from counter.customers import consenting, phones
from counter.customers.models import Customer
from counter.customers.registering import register
from counter.deliveries import arranging
from counter.demo.hands import Hand
from counter.demo.shops import pages, serials
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.sales import adding, handing, offering, paying, starting
from counter.sales.facts import is_service
from counter.sales.models import Sale
from counter.sales.money import earnest_limit
from counter.staff.models import Person
from counter.stock.models import Unit
from counter.stock.moving import adjust, receive
from counter.stores.models import Store

METHODS = ("wechat", "alipay", "card", "wechat", "cash")
ANSWERS: dict[str, Any] = {"yesno": "yes", "scale5": 5, "scale10": 9, "text": "都好，没有问题"}


@dataclass
class Shops:
    """What the story needs again and again, read once."""

    at: datetime
    stores: dict[str, Store] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)

    @classmethod
    def open(cls, at: datetime) -> "Shops":
        stores = {store.code: store for store in db.session.scalars(select(Store))}
        people = {person.username: person for person in db.session.scalars(select(Person))}
        products = db.session.scalars(select(Product).options(joinedload(Product.category)))
        return cls(at, stores, people, {product.code: product for product in products})

    def hand(self, username: str, store: Store) -> Hand:
        person = self.people[username]
        return Hand.of(person, store)

    def moment(self, store: Store, days_ago: int, hour: int, minute: int) -> datetime:
        """On that day at that time in the store; never later than now."""
        day = store.today(self.at) - timedelta(days=days_ago)
        return min(datetime.combine(day, time(hour, minute), ZoneInfo(store.time_zone)), self.at)


def replay(at: datetime) -> None:
    """All purchases of customers.yaml, oldest first. The caller commits."""
    shops = Shops.open(at)
    people = {entry["name"]: entry for entry in pages("customers")["customers"]}
    bought = [(one["days_ago"], name, one) for name, entry in people.items() for one in entry["purchases"]]
    known: dict[str, Customer] = {}
    for number, (_days, name, purchase) in enumerate(sorted(bought, key=lambda row: (-row[0], row[1]))):
        store = shops.stores[purchase["store"]]
        by, begun = shops.hand(purchase["by"], store), begin(shops, store, purchase, number)
        if name not in known:
            known[name] = enter(people[name], shops, by, begun)
        play(shops, known[name], purchase, by, begun, METHODS[number % len(METHODS)])
    for name, entry in people.items():
        if name not in known:
            store = shops.stores[entry["store"]]
            by = shops.hand("furniture-assistant" if entry["store"] == "JJ" else "phone-assistant", store)
            enter(entry, shops, by, shops.moment(store, 20, 15, 10))


def begin(shops: Shops, store: Store, purchase: dict[str, Any], number: int) -> datetime:
    return shops.moment(store, purchase["days_ago"], 10 + number * 3 % 8, number * 7 % 50)


def enter(entry: dict[str, Any], shops: Shops, by: Hand, at: datetime) -> Customer:
    birthday = entry.get("birthday") or {}
    more = {
        "postcode": entry["postcode"],
        "birth_month": birthday.get("month"),
        "birth_day": birthday.get("day"),
    }
    more["is_birthday_lunar"] = birthday.get("calendar") == "lunar"
    named = {
        "whose": entry["whose"],
        "address": entry["address"],
        "customer_type": entry.get("customer_type", ""),
    }
    customer = register(entry["name"], phones.parse(entry["phone"]).e164, by, at, **named, **more)
    customer.belongs_to(shops.stores[entry["store"]].id)
    for purpose in entry["consents"]:
        consenting.give(customer, purpose, by, at)
    return customer


def play(
    shops: Shops, customer: Customer, purchase: dict[str, Any], by: Hand, at: datetime, method: str
) -> None:
    sale = starting.start(by.store, by, at, customer)
    book = db.session.get_one(PlaybookVersion, sale.playbook_version_id).body
    ticked(sale, ("welcome", "needs", "demonstration"), by, at, 2)
    for line in purchase["products"]:
        put_on(sale, line, shops, book, by, at + timedelta(minutes=15))
    ticked(sale, ("quote", "attachments"), by, at + timedelta(minutes=14), 1)
    paid = at + timedelta(minutes=20)
    invoice = f"{by.store.code}-{by.store.today(paid):%Y%m%d}-{sale.id:03}"
    if purchase.get("delivered_days_after") is not None:
        paying.pay(sale, max(1, earnest_limit(sale.total)), method, "earnest", book, by, paid)
        paying.pay(sale, sale.balance, method, "prepayment", book, by, paid, invoice)
    else:
        paying.pay(sale, sale.total, method, "payment", book, by, paid, invoice)
    ticked(sale, ("payment",), by, paid, 1)
    ended = at + timedelta(minutes=40)
    if purchase.get("delivered_days_after") is not None:
        ended = delivered(sale, shops, purchase, by, paid)
    if purchase["handed_over"]:
        hand_over(sale, shops, book, purchase, by, ended)


def put_on(
    sale: Sale, line: dict[str, Any], shops: Shops, book: dict[str, Any], by: Hand, at: datetime
) -> None:
    """The very thing comes into stock first, and from there onto the slip: offered where the playbook offers it."""
    product, quantity = shops.products[line["product"]], line.get("quantity", 1)
    unit: Unit | None = None
    if product.is_tracked:
        unit = receive(sale.store_id, product.id, "shelf", at - timedelta(days=1), serials(line))
    elif not is_service(product, book) and not offering.is_ordered(product):
        adjust(sale.store_id, product.id, "shelf", quantity)
    offer = next((one for one in sale.suggestions if one.product_id == product.id and one.is_open), None)
    if offer and quantity == 1:
        offering.accept(sale, offer, unit, book, by, at)
    else:
        adding.add(sale, product, unit, book, by, at, quantity)
    offering.refresh(sale, by.store, book, by.store.today(at))


def ticked(sale: Sale, stages: tuple[str, ...], by: Hand, at: datetime, minutes: int) -> None:
    """Set as the taps would set them, but without a row of history for each of a thousand taps."""
    steps = [
        step
        for step in sale.steps
        if step.stage in stages and not step.is_handover and step.does != "hand_over"
    ]
    for place, step in enumerate(step for step in steps if not step.is_done):
        step.done_at, step.done_by = at + timedelta(seconds=30 * minutes * place), by.person_id
        if step.does == "register_customer" and sale.customer_type:
            step.body = {**step.body, "answers": {"customer_type": sale.customer_type}}


def delivered(sale: Sale, shops: Shops, purchase: dict[str, Any], by: Hand, at: datetime) -> datetime:
    """Agreed on at the counter; brought and put up on the day, if that day is over."""
    on = by.store.today(at) + timedelta(days=purchase["delivered_days_after"])
    customer = sale.customer
    assert customer is not None
    slot = arranging.SLOTS[sale.id % 2]
    agreed: dict[str, Any] = {
        "on": on,
        "address": customer.address,
        "slot": slot,
        "floor": 3 + sale.id % 9,
        "has_lift": True,
    }
    trip = arranging.arrange(by.store, customer, by, at, sale_id=sale.id, **agreed)
    days_ago = (by.store.today(shops.at) - on).days
    ended = shops.moment(by.store, max(days_ago, 0), 15, sale.id % 50)
    if purchase["handed_over"]:
        arranging.deliver(trip, by.store, on, by, ended)
        arranging.install(trip, by.store, on, by, ended)
    return ended


def hand_over(
    sale: Sale, shops: Shops, book: dict[str, Any], purchase: dict[str, Any], by: Hand, at: datetime
) -> None:
    state = handing.standing(sale, book)
    for place, step in enumerate(state.open):
        if not handing.prints_card(step):
            step.done_at, step.done_by = at - timedelta(minutes=max(0, 15 - place)), by.person_id
    handing.hand_over(sale, by.store, book, by, at)
    db.session.flush()
    for call in db.session.scalars(select(Callback).where(Callback.sale_id == sale.id)).all():
        called(call, purchase.get("calls", {}).get(call.plan), shops, by)


def called(call: Callback, state: str | None, shops: Shops, by: Hand) -> None:
    """As customers.yaml says; of the rest, those whose day is over were made on their day."""
    today = by.store.today(shops.at)
    days_ago = (today - call.due_on).days
    if state == "no_answer":
        complete(call, "no_answer", by, shops.moment(by.store, 1, 16, 20))
    elif state == "done" or (state is None and days_ago > 0):
        answers = {one["id"]: ANSWERS[one["type"]] for one in call.body["questions"] if one["required"]}
        complete(
            call, "reached", by, shops.moment(by.store, max(days_ago, 0), 11, call.id % 50), answers=answers
        )
