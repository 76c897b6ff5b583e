"""Head office has a model looked at again: its owners are being called."""

from datetime import datetime, timedelta

from sqlalchemy import select

from counter.callbacks.completing import complete
from counter.callbacks.models import Callback
from counter.catalog.models import Product
from counter.demo.hands import Hand
from counter.demo.tickets import hand_of
from counter.extensions import db
from counter.recalls import calling, opening, reaching
from counter.recalls.saying import PLAN
from counter.staff.models import Person
from counter.stores.models import Store

MODEL = "A7-256-PU"
TITLE = {
    "zh": "极光A7（藤紫）充电口免费检查",
    "en": "Aurora A7 (wisteria): charging port looked at free of charge",
}
WORDS = {
    "zh": "您好，我是{{store}}的{{assistant}}。您买的极光A7，有一批充电口可能发热，厂家请您带来免费检查，当场就好。您哪天方便？",
    "en": "Hello, this is {{assistant}} of {{store}}. The charging port of some Aurora A7 may grow hot. The maker asks you to have yours looked at, free and on the spot. Which day suits you?",
}
PAGE = {
    "zh": "您的极光A7有一批充电口可能发热。请带来门店免费检查，当场就好；在那之前充电时请有人看着。",
    "en": "The charging port of some Aurora A7 may grow hot. Please bring yours: we look at it free and on the spot. Until then, charge it only while somebody is there.",
}
OUTCOMES = ("reached", "wrong_number", "no_answer")


def recall(at: datetime) -> None:
    product = db.session.scalars(select(Product).where(Product.code == MODEL)).first()
    store = db.session.scalars(select(Store).where(Store.code == "NM")).one()
    person = db.session.scalars(select(Person).where(Person.username == "head-office")).first()
    if product is None or person is None:
        return
    office, then = (
        Hand(person.id, person.name, store, acts_as="head_office", sees_all=True),
        at - timedelta(hours=3),
    )
    reach, today = reaching.read([product.id], "", ""), store.today(then)
    made = opening.open_recall(reach, TITLE, WORDS, today + timedelta(21), office, then, today, PAGE)
    while made.is_running:
        calling.go_on(made, office, then)
    caller = hand_of("NM", "phone-liuyang")
    promised = select(Callback).where(Callback.plan == PLAN).order_by(Callback.id)
    for call, outcome in zip(db.session.scalars(promised).all(), OUTCOMES, strict=False):
        complete(call, outcome, caller, then + timedelta(hours=1))
