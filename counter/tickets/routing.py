"""Who goes to the customer: the nearest point of the network, by the district of the address."""

from typing import Any

from counter.languages import words
from counter.stores import network as stores
from counter.stores.models import Store


def points(store: Store, address: str) -> tuple[list[tuple[str, str]], str]:
    """What an assistant may choose from, (id, name), and the one that is proposed; nothing where there is no choice."""
    network = stores.read()
    found = sorted(network.servicing(store.id), key=lambda one: one.id != store.id)
    if not found or found == [network.places[store.id]]:
        return [], ""
    proposed = network.serving(store.id, address)
    return [(str(one.id), words(one.name)) for one in found], str(proposed.id) if proposed else ""


def offer(form: Any, store: Store, address: str, *, is_fresh: bool) -> None:
    """Only where somebody may have to go."""
    if form.asked["visits"] == "no":
        return
    form.point.choices, proposed = points(store, address)
    if is_fresh:
        form.point.data = proposed
    form.point.proposed = proposed
