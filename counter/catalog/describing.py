"""A product's figures in plain words: its size in one line, and each line of its specification with its unit; and what it is called."""

from typing import Any

from flask_babel import gettext, ngettext

from counter.catalog.models import Product
from counter.columns import Words
from counter.languages import language, money, words

SIDES = ("width_mm", "depth_mm", "height_mm")
IN_SHORT = 3  # figures that a list has room for
Line = tuple[str, list[str]]


def label_of(product: Product) -> Words:
    """Name and variant as one reads them: 云雀X20，256GB 雾蓝. What is said in one language alone stands for both."""
    joints = {"zh": "，", "en": ", "}
    found = {}
    for mine, joint in joints.items():
        other = "en" if mine == "zh" else "zh"
        parts = [text.get(mine) or text.get(other, "") for text in (product.name, product.variant or {})]
        found[mine] = joint.join(part for part in parts if part)
    return found


def size(product: Product) -> str:
    """Furniture: 宽1800 × 深2000 × 高240 mm; "" for what has no size."""
    sides = [product.spec.get(side) for side in SIDES]
    if not any(sides):
        return ""
    letters = ("W", "D", "H") if language() == "en" else ("宽", "深", "高")
    gap = " " if language() == "en" else ""
    return " × ".join(f"{letter}{gap}{mm}" for letter, mm in zip(letters, sides, strict=True) if mm) + " mm"


def in_short(product: Product, book: dict[str, Any]) -> str:
    """What one asks first, for a list: the size, or the first figures of its kind."""
    if found := size(product):
        return found
    figures = [
        figure(product.spec[field["id"]], field) for field in fields(product, book)
        if field["id"] in product.spec and field["type"] in ("number", "money", "text")
    ]  # fmt: skip
    return gettext(", ").join(figures[:IN_SHORT])


def lines(product: Product, book: dict[str, Any]) -> list[Line]:
    """The specification as (label, values), in the playbook's order; the size is one line."""
    found: list[Line] = [(gettext("Size"), [size(product)])] if size(product) else []
    for field in fields(product, book):
        value = product.spec.get(field["id"])
        if value is None or field["id"] in SIDES:
            continue
        values = [words(row) for row in value] if isinstance(value, list) else [figure(value, field)]
        found.append((words(field["label"]), values))
    if product.material:
        named = {row["id"]: row["label"] for row in book.get("materials", [])}
        found.append((gettext("Material"), [words(named.get(product.material, product.material))]))
    return found


def fields(product: Product, book: dict[str, Any]) -> list[dict[str, Any]]:
    """The trade's fields, and those of the product's own kind."""
    own: dict[str, Any] = next((row for row in book["categories"] if row["id"] == product.category_code), {})
    return [*book.get("item_fields", []), *(own.get("fields") or [])]


def figure(value: Any, field: dict[str, Any]) -> str:
    kind, unit = field["type"], field.get("unit") or ""
    if kind == "yesno":
        return gettext("Yes") if value else gettext("No")
    if kind == "money":
        return money(value)
    if kind == "percent":
        return f"{value}%"
    if field["id"].endswith("_days"):
        return ngettext("%(num)d day", "%(num)d days", value)
    if unit == "h":
        return ngettext("%(num)d hour", "%(num)d hours", value)
    if isinstance(value, int):
        return f"{value:,} {unit}".strip() if value > 9999 else f"{value} {unit}".strip()
    return words(value)
