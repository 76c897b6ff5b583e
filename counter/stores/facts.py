"""What a store is known to be when a condition of its playbook asks."""

from typing import Any

from counter.stores.models import Store


def of_store(store: Store, book: dict[str, Any]) -> dict[str, object]:
    """The playbook's defaults, then what the store says of itself."""
    return usual_of(book) | said_of(store) | {"store.region": store.region}


def usual_of(book: dict[str, Any]) -> dict[str, object]:
    return {f"store.{one['id']}": one["default"] for one in book.get("capabilities", ())}


def said_of(store: Any) -> dict[str, object]:
    """store: or a row of a list, with its capabilities."""
    return {f"store.{name}": value for name, value in (store.capabilities or {}).items()}
