"""What stands in the fields of a printed card: of the customer and the sale, the goods and their product, who sold and who repairs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from counter.catalog.describing import size
from counter.catalog.models import Product
from counter.customers.phones import shown
from counter.extensions import db
from counter.languages import iso, words
from counter.stores import network
from counter.stores.models import Store
from counter.warranty import pieces
from counter.warranty.models import Card, CardLine, Identifier
from counter.warranty.papers import KINDS

NOT_BY_HAND = {"item.imei2", "item.quantity"}  # many a thing has but one


@dataclass(frozen=True)
class Filling:
    """card: with its lines and their numbers. named: all sources of the list; a number of the main thing that has none stands
    beside its serial."""

    card: Card
    store: Store
    book: Mapping[str, Any]
    named: Collection[str]

    @cached_property
    def mains(self) -> list[CardLine]:
        return pieces.main_of(self.card)

    @cached_property
    def others(self) -> list[CardLine]:
        kept = [line for line in self.card.lines if line.returned_on is None]
        return [line for line in kept if line not in self.mains]

    @cached_property
    def product(self) -> Product | None:
        """Of the main thing, where the catalogue has it."""
        number = self.mains[0].product_id if self.mains else None
        return db.session.get(Product, number) if number else None

    @cached_property
    def repairer(self) -> Store | None:
        return repairer_of(self.store, self.card.customer_address)

    @cached_property
    def has_imei(self) -> bool:
        """Whether things of its kind have one, by the playbook."""
        kinds = {one["id"]: one for one in self.book.get("categories", ())}
        codes = [code for line in self.mains for code in line.facts.get("path", [line.category_code])]
        return any(kinds.get(code, {}).get("track") == "imei" for code in codes)

    def values_of(self, source: str) -> list[str]:
        value = self.held.get(source, "")
        return [one for one in (value if isinstance(value, list) else [value]) if one]

    def is_by_hand(self, source: str) -> bool:
        """Whether a line is left to write on where nobody knows it."""
        if source in NOT_BY_HAND or self.values_of(source):
            return False
        if source == "item.imei1":
            return self.has_imei
        if source == "item.serial":
            return not self.has_imei and not any(line.identifiers for line in self.mains)
        return True

    @cached_property
    def held(self) -> dict[str, Any]:
        card, store, quantity = self.card, self.store, pieces.many(self.mains)
        main = self.mains[0] if self.mains else None
        spec: Mapping[str, Any] = self.product.spec if self.product else {}
        return {
            "customer.name": card.customer_name,
            "customer.phone": shown(card.customer_phone),
            "customer.address": card.customer_address,
            "customer.postcode": card.customer_postcode,
            "sale.sold_on": iso(card.sold_on),
            "sale.invoice_no": card.invoice_number,
            "delivery.delivered_on": iso(card.delivered_on),
            "delivery.installed_on": iso(card.installed_on),
            "item.model": [words(line.label) for line in self.mains[:1]],
            "item.accessory_models": [pieces.called(line) for line in self.others],
            "item.accessory_serials": [kinded(each) for line in self.others for each in line.identifiers],
            "item.imei1": serial(main, "imei1"),
            "item.imei2": serial(main, "imei2"),
            "item.serial": self.serials(main),
            "item.quantity": str(quantity) if quantity > 1 else "",
            "item.spec": self.figures(spec),
            "item.maker": words(spec.get("maker")),
            "item.origin": words(spec.get("origin")),
            "item.test_report_no": words(spec.get("test_report_no")),
            **of_store("store", store),
            **of_store("repairer", self.repairer),
        }

    def serials(self, main: CardLine | None) -> list[str]:
        numbers = [(line, each) for line in self.mains for each in line.identifiers]
        return [kinded(each) for line, each in numbers if line is not main or f"item.{each.kind}" not in self.named]  # fmt: skip

    def figures(self, spec: Mapping[str, Any]) -> list[str]:
        """Size, material, colour: what a piece of furniture is told by."""
        if self.product is None:
            return []
        named = {row["id"]: row["label"] for row in self.book.get("materials", ())}
        material = named.get(self.product.material, self.product.material)
        return [size(self.product), words(material), words(spec.get("colour"))]


def repairer_of(store: Store, address: str) -> Store | None:
    """Who repairs what this store sold: itself, else where it sends things; None where nobody is known."""
    if store.services:
        return store
    place = network.read().usual(store.id, address)
    return db.session.get_one(Store, place.id) if place else None


def of_store(side: str, store: Store | None) -> dict[str, str]:
    if store is None:
        return {}
    found = {"name": words(store.name), "address": words(store.address), "postcode": store.postcode}
    return {f"{side}.{name}": value for name, value in {**found, "phone": store.phone}.items()}


def serial(line: CardLine | None, kind: str) -> str:
    return next((each.value for each in line.identifiers if each.kind == kind), "") if line else ""


def kinded(one: Identifier) -> str:
    """A serial stands under that word already; what is none says what it is."""
    return one.value if one.kind == "sn" else f"{KINDS[one.kind]} {one.value}"
