"""Issues a warranty card: its number, what stands on it, what is covered, and the keys it is found by."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from counter.catalog.describing import label_of
from counter.catalog.models import Product
from counter.customers.models import Customer
from counter.extensions import db
from counter.history.models import note
from counter.playbooks.categories import lineage
from counter.stores.models import Store
from counter.warranty import coverage, covering, describing, filing, linking, numbering, promises
from counter.warranty.following import follow
from counter.warranty.models import Card, CardLine, Identifier
from counter.warranty.reckoning import End
from counter.warranty.restdays import Plan
from counter.warranty.terms import Thing, is_of_brand


@dataclass(frozen=True)
class Covered:
    """serials: {"imei1": ..., "sn": ...} in their stored form; the kinds of stock.Serial."""

    product: Product
    serials: Mapping[str, str] = field(default_factory=dict)
    quantity: int = 1


class MissingFields(ValueError):
    """A card without name, phone or address is none (PH-29)."""


class NothingToCover(ValueError):
    """Services and small things alone: no rule gives them a term, and they have no serial."""


class SerialHasCard(ValueError):
    """A live card carries this serial already."""

    def __init__(self, value: str, card: Card) -> None:
        super().__init__(value)
        self.value, self.card = value, card


def missing(customer: Customer, e164: str) -> list[str]:
    """Which of the fields that a card must have are empty: name, phone, address. The day of sale is an argument."""
    given = {"name": customer.name, "phone": e164, "address": customer.address}
    return [name for name, value in given.items() if not (value or "").strip()]


def issue(
    store: Store, customer: Customer, e164: str, covered: Sequence[Covered], by: Any, at: datetime, *,
    sold_on: date, delivered_on: date | None = None, installed_on: date | None = None, invoice_number: str = "",
    sale_id: int | None = None, address: str = "", activated_on: date | None = None,
) -> Card:  # fmt: skip
    """The new card. address: where it is not the customer's own. Raises MissingFields, NothingToCover, SerialHasCard."""
    if lacking := [one for one in missing(customer, e164) if not (one == "address" and address)]:
        raise MissingFields(lacking)
    book = promises.playbook_of(store)
    if delivered_on is None and is_handed_over_at_the_counter(book):
        delivered_on = sold_on
    refuse_known([value for one in covered for value in one.serials.values()])
    card = card_of(store, customer, e164, by, at, address)
    card.sale_id, card.invoice_number = sale_id, invoice_number
    card.sold_on, card.delivered_on, card.installed_on = sold_on, delivered_on, installed_on
    card.activated_on = activated_on
    kept, plans = promises.of_day(book, store, sold_on), promises.rest_days(store)
    card.policies_version_id = kept.version_id
    lines = lines_of(card, store, covered, book, kept, plans)
    describing.keep_all([line for line, _ in lines])
    card.lines = [line for line, _ in lines]
    card.number = numbering.next_number(store, at)
    phones = {e164, *(phone.e164 for phone in customer.phones if phone.ended_at is None)}
    serials = [each.value for line in card.lines for each in line.identifiers]
    card.filed = filing.told(card, store, phones, serials)
    save(card, [value for one in covered for value in one.serials.values()])
    rows = {line.id: covering.rows_of(ends) for line, ends in lines}
    covering.write(rows)
    covering.sum_up(card, card.lines, rows)
    customer.belongs_to(store.id)
    filing.file_new([card], store)
    note(by, "issue", card, at, {"number": [None, card.number]})
    linking.link(card, by, at)
    follow([card], by, at, are_new=True)
    return card


def card_of(store: Store, customer: Customer, e164: str, by: Any, at: datetime, address: str = "") -> Card:
    """Whose card it is and who issues it; the rest is still to be said."""
    card = Card(store_id=store.id, customer_id=customer.id, issued_at=at, issued_by=by.person_id)
    card.customer_name, card.customer_phone = customer.name, e164
    card.customer_address, card.customer_postcode = address or customer.address, customer.postcode or ""
    return card


def save(card: Card, serials: Sequence[str]) -> None:
    """On PostgreSQL another tablet may issue a card for the same serial in this very moment."""
    try:
        with db.session.begin_nested():
            db.session.add(card)
    except IntegrityError:
        refuse_known(serials)
        raise


def refuse_known(serials: Sequence[str]) -> None:
    asked = select(Identifier.value, Card).join(CardLine, CardLine.id == Identifier.line_id)
    asked = asked.join(Card, Card.id == CardLine.card_id)
    taken = db.session.execute(
        asked.where(Identifier.value.in_(serials), Identifier.live == 1).limit(1)
    ).first()
    if taken:
        raise SerialHasCard(taken[0], taken[1])


def lines_of(
    card: Card, store: Store, covered: Sequence[Covered], book: dict[str, Any], kept: promises.Promises,
    plans: Sequence[Plan],
) -> list[tuple[CardLine, list[End]]]:  # fmt: skip
    """Each thing with its ends. A thing without a single end is none that a card covers."""
    found = []
    for one in covered:
        line = line_of(one, store, book, kept)
        policies = [kept.policies[name] for name in line.facts["policies"]]
        days = covering.days_of(card)
        ends = coverage.ends(policies, covering.thing_of(line), days, (), store.jurisdictions, plans)
        if one.serials or any(end.ends_on for end in ends):
            found.append((line, ends))
    if not any(
        line.identifiers or any(end.kind == "term" and end.ends_on for end in ends) for line, ends in found
    ):
        raise NothingToCover
    return found


def line_of(one: Covered, store: Store, book: dict[str, Any], kept: promises.Promises) -> CardLine:
    product = one.product
    facts = facts_of(product, store, book, kept)
    description = describing.told(label_of(product), product.category_code, facts)
    line = CardLine(product_id=product.id, description=description, quantity=one.quantity)
    line.identifiers = [
        Identifier(kind=kind, value=value, live=1) for kind, value in one.serials.items() if value
    ]
    return line


def facts_of(product: Product, store: Store, book: dict[str, Any], kept: promises.Promises) -> dict[str, Any]:
    """What the clock has to know of the thing and its policies, as of today; empty ones are left out."""
    path = lineage(product.category_code, book["categories"])
    parts = product.parts or next((row["parts"] for row in book["categories"] if row["id"] == path[0]), [])
    materials = {row["id"]: row["part"] for row in book["materials"]}
    material = materials.get(product.material or "", product.material)
    brand = {language: name for language, name in (product.brand or {}).items() if name}
    thing = Thing(tuple(path), tuple(parts), material, product.price, brand=brand)
    named = promises.with_laws(promises.named(book, store), kept)
    speaking = [name for name in named if speaks(kept.policies.get(name), thing, store.jurisdictions)]
    facts = {"path": path, "parts": parts, "material": material, "price": product.price, "policies": speaking}
    facts["brand"] = brand
    facts["custom"] = bool((product.spec or {}).get("custom"))
    facts["durable"] = any(row.get("durable") for row in book["categories"] if row["id"] in path)
    return {name: value for name, value in facts.items() if value or name in ("policies", "durable")}


def speaks(policy: Any, thing: Thing, jurisdictions: Iterable[str], kept: Collection[str] = ()) -> bool:
    """Of this kind of thing and brand, in this place. Its days and conditions are the clock's to judge. kept: what the card
    of the thing names already; where nobody said the brand, as on cards of before, that stays."""
    applies = policy["applies"] if policy else {"jurisdictions": (), "categories": ()}
    here = set(applies["jurisdictions"]) & set(jurisdictions)
    if not here or not set(applies["categories"]) & set(thing.category_path):
        return False
    return is_of_brand(policy, thing.brand) or (thing.brand is None and policy["id"] in kept)


def is_handed_over_at_the_counter(book: dict[str, Any]) -> bool:
    """Then the day of sale is the day of delivery. Where goods are brought, the hand-over asks for that day."""
    handover = book["handovers"].get(book["flows"]["sale"]["handover"], {"steps": []})
    return not any(
        each["into"] == "delivery.delivered_on" for step in handover["steps"] for each in step["fields"]
    )
