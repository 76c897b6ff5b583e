"""Goods in the shop for the tests of stock."""

from counter.catalog.models import Ean
from counter.extensions import db
from counter.stock.moving import move, receive
from tests.factories import NOW, a_product, the_store

IMEI = "490154203237518"


def goods(code="CASE", quantity=5, **kw):
    """An untracked product with so many on the shelf."""
    product = a_product(code, category=kw.pop("category", "case"), **kw)
    if quantity:
        move(the_store().id, product.id, quantity, "outside", "shelf", "received", NOW)
    db.session.commit()
    return product


def a_phone(code="X20", place="shelf", imei=IMEI, ean=None, **kw):
    product = a_product(code, **kw)
    if ean:
        db.session.add(Ean(code=ean, product_id=product.id))
    unit = receive(the_store().id, product.id, place, NOW, {"imei1": imei, "sn": "SN" + imei[-6:]})
    db.session.commit()
    return product, unit
