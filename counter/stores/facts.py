"""What a store is known to be when a condition of its playbook asks."""

from typing import Any

from counter.stores.models import Store


def of_store(store: Store, book: dict[str, Any]) -> dict[str, object]:
    """The playbook's defaults, then what the store says of itself."""
    found: dict[str, object] = {f"store.{one['id']}": one["default"] for one in book["capabilities"]}
    found |= {f"store.{name}": value for name, value in (store.capabilities or {}).items()}
    return found | {"store.region": store.region}
