"""Puts right what was written wrongly on a card. A changed day is reckoned by the policies that were in force on it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from counter.catalog.models import Product
from counter.customers.models import Customer
from counter.extensions import db
from counter.history import models as history
from counter.stores.models import Store
from counter.stores.profiling import jurisdictions_at
from counter.warranty import covering, describing, issuing, linking, promises, transferring
from counter.warranty.following import follow, take_along
from counter.warranty.models import Card

PERSONAL = transferring.OWNER
DAYS = ("sold_on", "delivered_on", "installed_on", "activated_on")
FIELDS = (*PERSONAL, "invoice_number", *DAYS)
APPOINTMENT = "appointment"


def lock(number: int) -> None:
    """Two who save at once go one after the other; the second is then told."""
    db.session.execute(select(Card.id).where(Card.id == number).with_for_update(key_share=True))


def may_correct(card: Card, store: Store, by: Any, at: datetime) -> bool:
    """store: the card's. On the day of issue whoever is here; later a manager."""
    return bool(by.is_manager or store.today(card.issued_at) == store.today(at))


def products_of(card: Card) -> Sequence[Product]:
    ids = [line.product_id for line in card.lines if line.product_id]
    return db.session.scalars(select(Product).where(Product.id.in_(ids)).order_by(Product.id)).all()


def values_of(card: Card) -> dict[str, Any]:
    """By the names of the form's fields."""
    return {field: getattr(card, PERSONAL.get(field, field)) for field in FIELDS}


def correct(
    card: Card, values: dict[str, Any], by: Any, at: datetime, appointment: int | None = None,
    owner: Customer | None = None,
) -> bool:  # fmt: skip
    """values: by the names of FIELDS; appointment: the delivery that says so, where nobody wrote on the card itself; owner: whose
    it was all along, if not its customer's. Whether anything is different now. Raises transferring.CardIsVoid."""
    if card.voided_at is not None:
        raise transferring.CardIsVoid
    before, ended_on, given_up = values_of(card), card.ends_on, card.customer_id
    changed = {field: [before[field], value] for field, value in values.items() if value != before[field]}
    for field, (_, value) in changed.items():
        setattr(card, PERSONAL.get(field, field), value)
    if not changed:
        return False
    owner = owner or db.session.get_one(Customer, given_up)
    card.customer_id = owner.id
    db.session.flush()
    if any(field in changed for field in DAYS):
        reckon(card, db.session.get_one(Store, card.store_id))
    transferring.file(card, transferring.phones_of(owner, card.customer_phone))
    plain: dict[str, Any] = {
        field: list(map(plainly, pair)) for field, pair in changed.items() if field not in PERSONAL
    }
    if any(field in changed for field in DAYS):
        plain["ends_on"] = [plainly(ended_on), plainly(card.ends_on)]
    plain |= {APPOINTMENT: appointment} if appointment else {}
    personal = {field: pair for field, pair in changed.items() if field in PERSONAL}
    if owner.id == given_up:
        history.note(by, "correct", card, at, plain, personal, owner.id)
    else:
        entry_id = history.note(by, "correct", card, at, {**plain, "customer_id": [given_up, owner.id]})
        history.keep_apart(entry_id, given_up, {field: [was, None] for field, (was, _) in personal.items()})
        history.keep_apart(entry_id, owner.id, {field: [None, now] for field, (_, now) in personal.items()})
        bring_under(card, owner, by, at)
    follow([card], by, at)
    return True


def by_hand(card: Card) -> set[str]:
    """The fields that somebody put right on the card itself, and no delivery since."""
    last: dict[str, Any] = {}
    for entry in history.of(card, "correct"):
        last = {field: entry.changes for field in entry.changes or ()} | last
    return {field for field, changes in last.items() if APPOINTMENT not in changes}


def bring_under(card: Card, owner: Customer, by: Any, at: datetime) -> None:
    """It was theirs all along, and so is what is open for its things; what was printed opens the customer's page no more."""
    owner.belongs_to(card.store_id)
    linking.renew(card, by, at)
    take_along(card, owner, by, at)


def plainly(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def reckon(card: Card, store: Store) -> None:
    """By the policies of the day of sale; which of them speak of the thing is asked again where they are others. Where the
    store stood, and what it promises by its own choice, is as it was when the card was issued."""
    book = promises.playbook_of(store)
    kept = promises.of_day(book, store, card.sold_on)
    if kept.version_id != card.policies_version_id:
        card.policies_version_id = kept.version_id
        by_choice = book["warranty"]["by_choice"]
        named = [one for one in promises.named(book, store) if one not in by_choice]
        named = promises.with_laws(named, kept)
        where = jurisdictions_at(store, card.issued_at)
        for line in card.lines:
            thing, mine = covering.thing_of(line), line.facts.get("policies", ())
            asked = dict.fromkeys([*named, *(one for one in mine if one not in named)])
            speaking = [one for one in asked if issuing.speaks(kept.policies.get(one), thing, where, mine)]
            facts = {**line.facts, "policies": speaking}
            line.description = describing.keep(describing.told(line.label, line.category_code, facts))
    db.session.flush()
    covering.cover(card, store)
