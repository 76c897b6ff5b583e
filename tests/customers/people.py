"""Customers of the shop, and who is acting."""

from types import SimpleNamespace

from sqlalchemy import select

from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from tests.factories import NOW, the_person, the_store


def acting(username="bo", code="NM"):
    person, store = the_person(username), the_store(code)
    return SimpleNamespace(
        person_id=person.id,
        name=person.name["en"],
        names=person.name,
        tablet_id=None,
        store=store,
        store_ids=(store.id,),
        sees_all=False,
    )


def a_customer(name="陈晓明", phone="+8613800138000", by=None, **more):
    customer = register(name, phone, by or acting(), NOW, **more)
    db.session.commit()
    return customer


def many(start, stop, name="王小"):
    for count in range(start, stop):
        register(f"{name}{count:02d}", f"+86138{count:08d}", acting(), NOW)
    db.session.commit()


def the_customers():
    """From the database, whatever this session knew."""
    db.session.expire_all()
    return list(db.session.scalars(select(Customer).order_by(Customer.id)))
