"""The demo's two shops, and the centre and hub above them: stores, people, products with their stock, demo units."""

from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from counter.catalog.models import Ean, Product
from counter.catalog.searching import search_text
from counter.extensions import db
from counter.staff.models import Membership, Person, Shift
from counter.staff.passwords import hashed
from counter.stock.moving import adjust, receive
from counter.stores.models import Store

HERE = Path(__file__).parent
PASSWORD = "counter-demo"


@cache
def pages(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((HERE / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return loaded


def open_shops(at: datetime) -> None:
    stores = {entry["code"]: a_store(entry) for entry in pages("stores")["stores"]}
    db.session.flush()
    for entry in pages("stores")["stores"]:
        stores[entry["code"]].parent_id = stores[entry["parent"]].id if "parent" in entry else None
    db.session.flush()
    for entry in pages("people")["people"]:
        hire(entry, stores.get(entry.get("store", "")), at)
    products = {entry["code"]: a_product(entry) for entry in pages("products")["products"]}
    db.session.flush()
    fill_shelves(stores, products, at)


def a_store(entry: dict[str, Any]) -> Store:
    plain = (
        "code",
        "name",
        "address",
        "postcode",
        "phone",
        "language",
        "currency",
        "time_zone",
        "jurisdictions",
    )
    store = Store(**{name: entry[name] for name in (*plain, "capabilities", "zones", "rooms", "region")})
    store.playbook_code, store.fields = entry["playbook"], entry.get("fields", {})
    for name in ("level", "sells", "services", "districts"):
        setattr(store, name, entry[name])
    for name in ("day_starts_at", "opens_at", "closes_at"):
        setattr(store, name, time.fromisoformat(entry[name]))
    db.session.add(store)
    return store


def hire(entry: dict[str, Any], store: Store | None, at: datetime) -> None:
    person = Person(
        username=entry["username"], name={"zh": entry["name"], "en": entry["name_latin"]}, hired_at=at
    )
    person.password_hash, person.pin_hash = hashed(PASSWORD), hashed(entry["pin"])
    person.language = entry["language"]
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Membership(person_id=person.id, store_id=store.id if store else None, role_code=entry["role"])
    )
    if entry["on_shift"] and store:
        db.session.add(Shift(person_id=person.id, store_id=store.id, on_date=store.today(at), started_at=at))


def a_product(entry: dict[str, Any]) -> Product:
    plain = (
        "code",
        "trade",
        "brand",
        "name",
        "variant",
        "price",
        "spec",
        "parts",
        "suits",
        "not_for",
        "fits",
        "fab",
    )
    product = Product(**{name: entry[name] for name in plain}, category_code=entry["category"])
    product.material, product.sold_since = entry.get("material"), first_day(entry)
    product.eans = [Ean(code=entry["ean"])]
    product.search_text = search_text(product)
    db.session.add(product)
    return product


def first_day(entry: dict[str, Any]) -> date | None:
    return date.fromisoformat(entry["sold_since"]) if "sold_since" in entry else None


def fill_shelves(stores: dict[str, Store], products: dict[str, Product], at: datetime) -> None:
    home = {"phone_cn": stores["NM"], "furniture_cn": stores["JJ"]}
    units = pages("units")
    for entry in units["units"]:
        receive(stores[entry["store"]].id, products[entry["product"]].id, "shelf", at, serials(entry))
    for entry in units["demo_units"]:
        about = {
            "label": entry["label"],
            "position": entry["position"],
            "battery_threshold": entry["battery_threshold"],
        }
        receive(stores[entry["store"]].id, products[entry["product"]].id, "demo", at, serials(entry), **about)
    for entry in units["loan_units"]:
        home_of = stores[entry["store"]].id
        receive(home_of, products[entry["product"]].id, "loan", at, serials(entry), label=entry["label"])
    tracked = {entry["product"] for entry in units["units"]}
    for entry in pages("products")["products"]:
        if entry["stock"] and entry["code"] not in tracked:
            adjust(home[entry["trade"]].id, products[entry["code"]].id, "shelf", entry["stock"])


def serials(entry: dict[str, Any]) -> dict[str, str]:
    return {kind: entry[kind] for kind in ("imei1", "imei2", "meid", "sn") if entry.get(kind)}
