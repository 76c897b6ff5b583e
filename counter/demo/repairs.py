"""What was repaired in the demo's phone store and noted without a ticket: one phone is back."""

from datetime import datetime, timedelta

from sqlalchemy import select

from counter.demo.hands import Hand
from counter.extensions import db
from counter.staff.models import Membership, Person
from counter.stores.models import Store
from counter.warranty.models import Card
from counter.warranty.repairing import Fault, give_back, take_in

KEPT_OUT = "陈晓明"  # his two cards stay as they are told of


def repair(at: datetime) -> None:
    store = db.session.scalars(select(Store).where(Store.code == "NM")).one()
    person = db.session.scalars(
        select(Person).join(Membership).where(Membership.store_id == store.id).order_by(Person.id)
    ).first()
    assert person is not None
    by, today = Hand.of(person, store), store.today(at)
    asked = select(Card).where(Card.store_id == store.id, Card.customer_name != KEPT_OUT)
    asked = asked.where(Card.sold_on < today - timedelta(30)).order_by(Card.sold_on.desc(), Card.id)
    phones = [card for card in db.session.scalars(asked.limit(12)) if card.lines[0].identifiers]
    if not phones:
        return
    back = phones[0].lines[0]
    fault = Fault(None, "keys", "音量键按不动")
    made = take_in(back, fault, today - timedelta(20), by, at - timedelta(20), today)
    cause = {"zh": "材料、元件", "en": "Material or component"}
    give_back(made, today - timedelta(16), "换音量键排线", by, at - timedelta(16), today, cause)
