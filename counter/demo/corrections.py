"""What was written wrongly on a card and put right, so that it has an earlier version: the oldest of each demo store."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from counter.demo.hands import Hand
from counter.extensions import db
from counter.staff.models import Membership, Person
from counter.stores.models import Store
from counter.warranty.correcting import correct
from counter.warranty.models import Card, CardLine


def put_right(at: datetime) -> None:
    lines = selectinload(Card.lines)
    whole = lines.selectinload(CardLine.identifiers), lines.selectinload(CardLine.repairs)
    for store in db.session.scalars(
        select(Store).where(Store.code.in_(("NM", "JJ"))).order_by(Store.id)
    ).all():
        mine = select(Card).where(Card.store_id == store.id).order_by(Card.id).limit(1).options(*whole)
        card = db.session.scalars(mine).first()
        people = select(Person).join(Membership).where(Membership.store_id == store.id).order_by(Person.id)
        person = db.session.scalars(people).first()
        if card is not None and person is not None:
            wanted = {"invoice_number": f"{store.code}-{card.sold_on:%Y%m%d}-018"}
            correct(card, wanted, Hand.of(person, store), at - timedelta(days=3))
