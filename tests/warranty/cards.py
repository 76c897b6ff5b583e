"""Cards for tests, issued through the deed itself."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from counter.catalog.models import Product
from counter.customers.registering import register
from counter.extensions import db
from counter.warranty.issuing import Covered, issue
from tests import factories


@dataclass
class By:
    """Who does it, outside a request."""

    person_id: int
    store: object
    name: str = "Ann"
    tablet_id: int | None = None
    sees_all: bool = False
    is_manager: bool = False

    @property
    def names(self):
        return {"zh": "安", "en": self.name}

    @property
    def store_ids(self):
        return (self.store.id,)


def by(username="ann", code="NM"):
    return By(factories.the_person(username).id, factories.the_store(code))


LARK = {"zh": "云雀", "en": "Lark"}


def a_phone(code="X20", **kw):
    there = db.session.scalar(select(Product).where(Product.code == code))
    return there or factories.a_product(code, variant={"zh": "256GB 雾蓝", "en": "256 GB, mist blue"}, **kw)


def a_card(
    name="陈晓明", phone="+8613800138000", product=None, serials=None, sold_on=date(2026, 11, 12), store="NM",
    who="ann", at=factories.NOW, address="清泰街88号", **kw,
):  # fmt: skip
    me = by(who, store)
    customer = register(name, phone, me, at, address=address)
    serials = {"imei1": "864207062184417", "sn": "YQX20B7H3K9M"} if serials is None else serials
    card = issue(
        me.store, customer, phone, [Covered(product or a_phone(), serials)], me, at, sold_on=sold_on, **kw
    )
    db.session.commit()
    return card
