"""Plain functions that make one thing each. Ann (assistant) and Bo (manager) work in NM, Cy in JJ, Dee in head office."""

from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from argon2 import PasswordHasher

import config
from counter.catalog.models import Product
from counter.demo.loading import load_ground  # noqa: F401
from counter.extensions import db
from counter.staff import passwords
from counter.staff.models import Membership, Person
from counter.stores.models import Store

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 10:00 in the shop
passwords.hasher = PasswordHasher(
    time_cost=1, memory_cost=8, parallelism=1
)  # tests sign in hundreds of times
PASSWORD = passwords.hashed("counter-demo")
PIN = passwords.hashed("1234")


def settings(url, folder: Path):
    env = {"COUNTER_ENV": "development", "DATABASE_URL": url, "DATA_DIR": str(folder)}
    return {**config.read(env), "TESTING": True, "PROPAGATE_EXCEPTIONS": False, "BABEL_DEFAULT_LOCALE": "en"}


def a_database(url, name):
    """A fresh database of its own in the cluster."""
    engine = sa.create_engine(config.database_url(url, Path()), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'drop database if exists "{name}"'))
        connection.execute(sa.text(f'create database "{name}" template template0'))
    engine.dispose()
    return str(engine.url.set(database=name).render_as_string(hide_password=False))


def a_store(code="NM", playbook="phone_cn", **kw):
    store = Store(code=code, playbook_code=playbook, name={"zh": f"{code}店", "en": f"{code} store"})
    store.address = {"zh": "和平路18号", "en": "18 Heping Road"}
    for key, value in {
        "phone": "0571 8888 0000",
        "capabilities": {"wifi": True, "drinks": True},
        **kw,
    }.items():
        setattr(store, key, value)
    db.session.add(store)
    db.session.flush()
    return store


def a_person(username, store=None, role="assistant", language="en", pin=PIN):
    person = Person(username=username, name={"zh": username.title(), "en": username.title()})
    person.password_hash, person.pin_hash, person.language, person.hired_at = PASSWORD, pin, language, NOW
    db.session.add(person)
    db.session.flush()
    db.session.add(Membership(person_id=person.id, store_id=store.id if store else None, role_code=role))
    return person


def shops():
    nm = a_store("NM", zones=[{"id": "counter", "label": {"zh": "柜台", "en": "counter"}}])
    jj = a_store("JJ", "furniture_cn", rooms=[{"id": "bedroom", "label": {"zh": "卧室", "en": "bedroom"}}])
    a_person("ann", nm)
    a_person("bo", nm, "manager")
    a_person("cy", jj)
    a_person("dee", None, "head_office")
    return nm, jj


def the_store(code="NM"):
    return db.session.scalar(sa.select(Store).where(Store.code == code))


def the_person(username):
    return db.session.scalar(sa.select(Person).where(Person.username == username))


def a_product(code="X20", category="smartphone", trade="phone_cn", price=369900, **kw):
    product = Product(code=code, trade=trade, category_code=category, price=price)
    product.name = {"zh": f"云雀{code}", "en": f"Lark {code}"}
    product.parts = kw.pop("parts", ["main_unit", "battery", "charger"] if category == "smartphone" else [])
    for key, value in kw.items():
        setattr(product, key, value)
    from counter.catalog.searching import search_text

    product.search_text = search_text(product)
    db.session.add(product)
    db.session.flush()
    return product
