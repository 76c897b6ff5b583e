"""The customer moves house: their furniture is taken apart and put up again. So often free with an order, then at the
catalogue's price."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from counter.catalog.models import Product
from counter.catalog.searching import is_sold
from counter.columns import Words
from counter.customers.models import Customer
from counter.deliveries.arranging import NotInOrder
from counter.deliveries.models import Appointment, Entitlement
from counter.extensions import db
from counter.history.models import note
from counter.operations.once import INSERT
from counter.stores.models import Store
from counter.warranty.models import Card

KIND = "move"


class PriceChanged(ValueError):
    """What it costs is not what was on the screen: the free one was just taken, or came back."""


@dataclass(frozen=True)
class Offer:
    """What the playbook grants for such a source, and how much of it is left. price: of the next one, minor units; None
    where the catalogue has none and nothing is left."""

    code: str
    label: Words
    granted: int
    used: int
    price: int | None
    source: str

    @property
    def left(self) -> int:
        return self.granted - self.used

    @property
    def is_free(self) -> bool:
        return self.left > 0


@dataclass(frozen=True)
class Agreed:
    on: date
    slot: str
    from_address: str
    address: str
    floor: int | None
    has_lift: bool
    words: str


def of_sale(sale_id: int) -> str:
    return f"sale-{sale_id}"


def of_card(card: Card) -> tuple[str, ...]:
    """What granted it, first; then what else may have used it up. Where no sale is known, one invoice of one day is one
    order, however many cards it has, and whoever has them by now."""
    if card.sale_id:
        return (of_sale(card.sale_id),)
    own, number = f"card-{card.id}", "".join(filter(str.isalnum, card.invoice_number)).upper()
    if not number:
        return (own,)
    told = f"{card.store_id} {card.sold_on.isoformat()} {number}"
    return f"invoice-{hashlib.sha256(told.encode()).hexdigest()[:24]}", own


def offer(store: Store, sources: Sequence[str], book: dict[str, Any], today: date) -> Offer | None:
    """sources: as of_card() gives them. book: the playbook that was in force when it was bought. None where it grants no such
    service."""
    if not book.get("entitlements"):
        return None
    what = book["entitlements"][0]
    asked = select(Entitlement.granted, Entitlement.used).where(
        Entitlement.source.in_(sources), Entitlement.code == what["id"]
    )
    kept = db.session.execute(asked.order_by(Entitlement.used.desc()).limit(1)).first()
    of, used = (kept.granted, kept.used) if kept else (what["uses"], 0)
    price = 0 if used < of else price_of(store, what["service"], today)
    return Offer(what["id"], what["label"], of, used, price, sources[0])


def price_of(store: Store, service: str, today: date) -> int | None:
    """The catalogue's, of the dearest where there are several: nobody is told too little."""
    mine = Product.trade == store.playbook_code, Product.category_code == service
    asked = select(Product.price).where(*mine, is_sold(today))
    return db.session.scalar(asked.order_by(Product.price.desc()).limit(1))


def book(
    store: Store, customer: Customer, offered: Offer, agreed: Agreed, told: int | None, by: Any, at: datetime, *,
    card_id: int | None = None,
) -> Appointment:  # fmt: skip
    """told: the price that the customer heard, 0 for a free one. Raises PriceChanged, NotInOrder."""
    if agreed.on < store.today(at):
        raise NotInOrder(_("This day is over. Choose today or later."))
    if told != offered.price:
        raise PriceChanged
    entitlement_id = granted(offered, store)
    if told == 0 and not take(entitlement_id):
        raise PriceChanged
    made = Appointment(store_id=store.id, kind=KIND, made_at=at, made_by=by.person_id, card_id=card_id)
    made.customer_id, made.entitlement_id = customer.id, entitlement_id
    made.price = told
    made.on_date, made.slot, made.address = agreed.on, agreed.slot, agreed.address
    made.from_address, made.floor, made.has_lift = agreed.from_address, agreed.floor, agreed.has_lift
    made.note = agreed.words
    db.session.add(made)
    customer.belongs_to(store.id)
    note(by, "book", made, at, {"on_date": [None, agreed.on.isoformat()], "price": [None, made.price]})
    return made


def granted(of: Offer, store: Store) -> int:
    """The row of it, made when it is asked for the first time; two tablets make one."""
    row = {"store_id": store.id, "source": of.source, "code": of.code, "granted": of.granted, "used": 0}
    db.session.execute(INSERT[db.engine.dialect.name](Entitlement).on_conflict_do_nothing(), [row])
    asked = select(Entitlement.id).where(Entitlement.source == of.source, Entitlement.code == of.code)
    return db.session.scalars(asked).one()


def take(entitlement_id: int) -> bool:
    """One of those that are left, or none: of two tablets at once the second waits here and is told."""
    mine = Entitlement.id == entitlement_id, Entitlement.used < Entitlement.granted
    taken = update(Entitlement).where(*mine).values(used=Entitlement.used + 1)
    return db.session.scalar(taken.returning(Entitlement.id)) is not None


def of_source(source: str) -> list[Appointment]:
    """The moves that were booked with it, the newest first."""
    asked = select(Appointment).join(Entitlement).where(Entitlement.source == source)
    return list(db.session.scalars(asked.order_by(Appointment.id.desc()).limit(20)))
