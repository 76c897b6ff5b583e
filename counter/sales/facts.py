"""What a sale knows when a condition of the playbook asks: of the visit and the thing."""

from typing import Any

from counter.catalog.models import Product
from counter.playbooks.categories import lineage
from counter.sales.models import Sale

Facts = dict[str, object]


def of_visit(sale: Sale) -> Facts:
    return {"visit.customer_type": sale.customer_type or None}


def of_product(product: Product, book: dict[str, Any]) -> Facts:
    """Its figures by their names, its category with all above."""
    path = lineage(product.category_code, book["categories"])
    kinds = [kind for kind in book["categories"] if kind["id"] in path]
    plain = {f"item.{k}": v for k, v in (product.spec or {}).items() if isinstance(v, bool | int | str)}
    found: Facts = {**plain, "item.category": path, "item.price": product.price}
    found["item.oversize"] = any(kind.get("oversize") for kind in kinds)
    found["item.durable"] = any(kind.get("durable") for kind in kinds)
    return found


def of_lines(sale: Sale, book: dict[str, Any]) -> Facts:
    """Of all lines together: a fact has the values of every line."""
    found: dict[str, list[object]] = {}
    for line in sale.live_lines:
        for name, value in of_product(line.product, book).items():
            found.setdefault(name, []).extend(value if isinstance(value, list) else [value])
    return dict(found)


def is_service(product: Product, book: dict[str, Any]) -> bool:
    """Work, not goods: nothing leaves a shelf."""
    return "service" in lineage(product.category_code, book["categories"])


def is_main(product: Product, book: dict[str, Any]) -> bool:
    return bool(set(book["main_categories"]) & set(lineage(product.category_code, book["categories"])))


def has_cover(product: Product, book: dict[str, Any]) -> bool:
    """Whether a warranty card speaks of it: it has covered parts, a serial, or is durable."""
    kinds = [k for k in book["categories"] if k["id"] in lineage(product.category_code, book["categories"])]
    return bool(product.parts or product.is_tracked or any(kind.get("durable") for kind in kinds))


def delivers(book: dict[str, Any]) -> bool:
    """A trade that brings the goods home: what is not on the shelf may be sold as an order."""
    return any(field.get("into") == "delivery.delivered_on" for field in handover_fields(book))


def handover_fields(book: dict[str, Any]) -> list[dict[str, Any]]:
    name = book["flows"]["sale"].get("handover")
    steps = book["handovers"][name]["steps"] if name else []
    return [field for step in steps for field in step["fields"]]
