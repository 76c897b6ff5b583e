import counter.onesqlite  # noqa: F401, I001  first: one SQLite library per process

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

FEATURES = (
    "today",
    "people",
    "reports",
    "checklists",
    "sales",
    "upkeep",
    "deliveries",
    "recalls",
    "serial_batches",
    "card_imports",
    "tickets",
    "supplier_claims",
    "warranty",
    "scanner",
    "customers",
    "callbacks",
    "greetings",
    "stock",
    "catalog",
    "playbooks",
    "history",
    "operations",
    "links",
    "photos",
    "stores",
    "staff",
)


def create_app(settings: dict[str, Any] | None = None) -> "Flask":
    from counter.application import build

    return build(settings)
