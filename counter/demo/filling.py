"""Fills a throw-away database with believable cards, for benchmarks and drills.

The mark: each customer that it makes has MARK in the note. A database with any other customer, or with a store that
is not the demo's, is refused, whatever COUNTER_ENV says. Run again it goes on where it ended. Where there is no store
it opens the demo's two shops with their people, so that one can sign in and look.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import func, inspect, select, text

from counter.catalog.models import Product
from counter.clock import now
from counter.customers.models import Customer
from counter.demo.believable import COLUMNS, MARK, Kind, Shop, Writer, days
from counter.demo.loading import load_ground
from counter.demo.pouring import pouring
from counter.demo.shops import open_shops, pages
from counter.extensions import db
from counter.staff.models import Membership
from counter.stores.models import Store
from counter.warranty import clauses, promises
from counter.warranty.models import CardNumbering

CHUNK = 20_000
CODE = "NM"


class NotThrowAway(Exception):
    """There is something in this database that bench-fill did not make."""


def fill(cards: int, echo: Callable[[str], Any] = print) -> None:
    """`cards` more cards. Raises NotThrowAway before it touches anything."""
    refuse_what_is_in_use()
    began = time.perf_counter()
    shop = open_shop()
    until = shop.store.today(now())
    starts = {table: last_id(table) for table in COLUMNS if COLUMNS[table][0] == "id"}
    writer = Writer(shop, starts, running(shop.store), db.engine.dialect)
    db.session.rollback()
    todo, made = days(cards, until), 0
    with pouring(db.engine, COLUMNS) as into:
        while some := list(islice(todo, CHUNK)):
            pour(into, writer, some)
            made += len(some)
            echo(f"{made:>10,} cards  {time.perf_counter() - began:6.1f} s")
        echo("keys and indexes ...")
    keep_running(shop.store, writer.running)
    echo(f"{cards:>10,} cards in {time.perf_counter() - began:.1f} s")


def pour(into: Any, writer: Writer, some: Sequence[date]) -> None:
    for table, rows in writer.rows(some).tables.items():
        into.put(table, rows)


def refuse_what_is_in_use() -> None:
    strange = db.session.scalar(select(Customer.id).where(Customer.note != MARK).limit(1))
    if strange is not None:
        raise NotThrowAway("There are customers in this database that bench-fill did not make.")
    known = {entry["code"] for entry in pages("stores")["stores"]}
    if set(db.session.scalars(select(Store.code))) - known:
        raise NotThrowAway("There is a store in this database that is not the demo's.")
    there = inspect(db.session.connection())
    for table in COLUMNS:
        wanted = {index.name for index in db.metadata.tables[table].indexes}
        if wanted - {index["name"] for index in there.get_indexes(table)}:
            raise NotThrowAway("An earlier bench-fill was cut off here. Begin with an empty database.")


def open_shop() -> Shop:
    load_ground()
    if db.session.scalar(select(Store.id).limit(1)) is None:
        open_shops(now())
        db.session.commit()
    store = db.session.scalars(select(Store).where(Store.code == CODE)).one()
    person_id = db.session.scalars(select(Membership.person_id).filter_by(store_id=store.id)).first()
    book = promises.playbook_of(store)
    kinds = [row["id"] for row in book["categories"] if row["track"] == "imei"]
    products = db.session.scalars(
        select(Product).where(Product.category_code.in_(kinds)).order_by(Product.id)
    ).all()
    if person_id is None or not products:
        raise NotThrowAway("The store has no people or no phones, so it is not one that bench-fill opened.")
    kept = promises.of_playbook(book)
    shop = Shop(store, person_id, products, book, kept, promises.rest_days(store))
    kinds = [Kind.of(product, shop) for product in products]
    db.session.commit()
    shop = replace(shop, kinds=kinds, known=clauses.known(kept.policies))
    for row in (store, *products):
        db.session.refresh(row)
        db.session.expunge(row)
    return shop


def last_id(table: str) -> int:
    return db.session.scalar(text(f"select max(id) from {table}")) or 0


def running(store: Store) -> dict[int, int]:
    asked = select(CardNumbering.year, CardNumbering.last).filter_by(store_id=store.id)
    return {year: last for year, last in db.session.execute(asked).all()}


def keep_running(store: Store, last: dict[int, int]) -> None:
    """The next card that is issued takes the next number."""
    for year, number in last.items():
        db.session.merge(CardNumbering(store_id=store.id, year=year, last=number))
    db.session.commit()


def cards_there() -> int:
    return db.session.scalar(select(func.count()).select_from(text("cards"))) or 0
