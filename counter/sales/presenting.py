"""What a step lays on the counter: models that suit the customer, their benefits, their figures, what to show."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import case, not_

from counter.catalog.models import Product
from counter.catalog.searching import lists, sold_by
from counter.columns import Words
from counter.extensions import db
from counter.languages import words
from counter.playbooks.categories import lineage
from counter.playbooks.conditions import holds
from counter.sales.facts import Facts, is_main, of_product, of_visit
from counter.sales.models import Sale
from counter.stock.moving import is_left, left
from counter.stores.facts import of_store
from counter.stores.models import Store

MOST_MODELS = 4
MOST_READ = 200  # of one name there may be many variants
FIRST = ("cpu", "screen", "sim_slots", "battery_mah", "standby_hours", "width_mm", "depth_mm", "height_mm")


@dataclass(frozen=True)
class Model:
    product: Product
    on_shelf: int
    suits: bool


@dataclass
class Panels:
    """Empty where the stage has nothing to lay out."""

    models: list[Model] = field(default_factory=list)
    item: Product | None = None
    facts: Facts = field(default_factory=dict)
    book: dict[str, Any] = field(default_factory=dict)
    kind: str = ""

    @property
    def choices(self) -> list[str]:
        """Two different names to choose between, the thing in hand first: "the X20 or the S9"."""
        things = [self.item] if self.item else []
        things += [model.product for model in self.models]
        return list(dict.fromkeys(words(thing.name) for thing in things))[:2]

    @property
    def benefits(self) -> list[dict[str, Any]]:
        """What speaks to this kind of customer first; what is for others not at all."""
        rows = (self.item.fab or []) if self.item else []
        return [row for row in rows if not self.kind or not row["for"] or self.kind in row["for"]]

    @property
    def points(self) -> list[dict[str, Any]]:
        path = self.facts.get("item.category") or []
        return [
            point
            for point in self.book["talking_points"]
            if (not point["for"] or self.kind in point["for"])
            and (
                not point["categories"]
                or set(point["categories"]) & set(path if isinstance(path, list) else [])
            )
            and holds(point["if"], self.facts)
        ]

    @property
    def figures(self) -> list[tuple[Words, str]]:
        """The spec sheet: label and value, in the playbook's order; lists have places of their own."""
        spec = (self.item.spec or {}) if self.item else {}
        return [
            (row["label"], figure(spec[row["id"]], row.get("unit")))
            for row in self.book["item_fields"]
            if row["id"] in spec and row["type"] != "rows" and row["id"] != "battery_threshold"
        ]

    def rows(self, name: str) -> list[str]:
        """One of the product's lists: what is in the box, what to show, its signature functions."""
        spec = (self.item.spec or {}) if self.item else {}
        found = spec.get(name)
        return [words(row) for row in found] if isinstance(found, list) else []

    def library(self, name: str) -> list[dict[str, Any]]:
        rows = self.book["libraries"].get(name, {"rows": []})["rows"]
        return [row for row in rows if not row["for"] or self.kind in row["for"]]


def figure(value: Any, unit: str | None) -> str:
    from flask_babel import gettext as _

    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return f"{value:,} {unit}" if unit else f"{value:,}"
    return words(value)


def panels(
    sale: Sale, store: Store, book: dict[str, Any], product_id: int | None, today: date
) -> Panels:  # fmt: skip
    """`product_id`: the model that somebody asked to see; else the thing on the slip, else the first that suits."""
    found = Panels(models(sale, store, book, today), book=book, kind=sale.customer_type)
    known = {model.product.id: model.product for model in found.models}
    mine = [line.product for line in sale.live_lines]
    main = next((product for product in mine if is_main(product, book)), None)
    known |= {product.id: product for product in mine}
    first = found.models[0].product if found.models else None
    found.item = known.get(product_id or 0) or main or first
    found.facts = {**of_store(store, book), **of_visit(sale)}
    if found.item:
        found.facts |= of_product(found.item, book)
    return found


def models(sale: Sale, store: Store, book: dict[str, Any], today: date) -> list[Model]:
    """A few of the main things of the trade: those that suit, those on the shelf, the dearer ones first."""
    kinds = [kind["id"] for kind in book["categories"] if is_beneath(kind["id"], book)]
    kind, here = sale.customer_type, case((is_left(sale.store_id), 0), else_=1)
    asked = sold_by(store, today).where(Product.category_code.in_(kinds))
    asked = asked.where(not_(lists(Product.not_for, kind))) if kind else asked
    order = case((lists(Product.suits, kind), 0), else_=1), here, Product.price.desc(), Product.id
    products = list(db.session.scalars(asked.order_by(*order).limit(MOST_READ)))
    there = left(sale.store_id, [product.id for product in products])
    fit = [one for one in products if kind not in (one.not_for or [])]
    best = sorted(fit, key=lambda one: rank(one, kind, there.get(one.id, 0)))
    return [
        Model(one, there.get(one.id, 0), sale.customer_type in (one.suits or []))
        for one in distinct(best)[:MOST_MODELS]
    ]


def is_beneath(code: str, book: dict[str, Any]) -> bool:
    return bool(set(book["main_categories"]) & set(lineage(code, book["categories"])))


def rank(product: Product, kind: str, there: int) -> tuple[bool, bool]:
    return (kind not in (product.suits or []), there == 0)


def distinct(products: Iterable[Product]) -> list[Product]:
    """One of each name: two colours of a phone are no choice."""
    found: dict[str, Product] = {}
    for product in products:
        found.setdefault(product.name.get("zh") or product.name.get("en", ""), product)
    return list(found.values())
