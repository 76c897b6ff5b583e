"""For a thing another variant of its model was given, of another colour, storage or size: its card says so from then on. What
was paid for the first one, and what was promised with it, stands."""

from datetime import datetime
from typing import Any

from counter.catalog.describing import label_of
from counter.catalog.models import Product
from counter.extensions import db
from counter.history import models as history
from counter.history.models import note
from counter.stores.models import Store
from counter.warranty import describing, issuing, promises
from counter.warranty.alike import Description
from counter.warranty.models import Card, CardLine

VARY = "vary"
STANDS = ("price", "policies")


def give(line: CardLine, product: Product, by: Any, at: datetime) -> None:
    """Before the exchange is noted, so that its terms are those of what was given."""
    card = line.card
    store = db.session.get_one(Store, card.store_id)
    kept = promises.of_version(card.policies_version_id)
    facts = issuing.facts_of(product, store, promises.playbook_of(store), kept)
    told = describing.told(label_of(product), product.category_code, standing(line, facts))
    change(line, product.id, describing.keep(told), by, at)


def standing(line: CardLine, facts: dict[str, Any]) -> dict[str, Any]:
    """facts: of the other variant, but for what stands on the card by now."""
    stands = {name: line.facts[name] for name in STANDS if name in line.facts}
    return {name: value for name, value in facts.items() if name not in STANDS} | stands


def take_back(line: CardLine, given_at: datetime, by: Any, at: datetime) -> None:
    """given_at: when it was exchanged. Nothing, where that was for one of the same variant. The policies are those that the card
    has by now: its day of purchase may have been put right since."""
    entry = given(line, given_at)
    if entry is not None:
        was = db.session.get_one(Description, entry.changes["description"][0])
        told = describing.told(was.label, was.category_code, standing(line, was.facts))
        change(line, entry.changes["product"][0], describing.keep(told), by, at)


def product_before(line: CardLine, given_at: datetime) -> int | None:
    """Which product it was until it was exchanged then."""
    entry = given(line, given_at)
    before: int | None = entry.changes["product"][0] if entry is not None else line.product_id
    return before


def sold_as(card: Card) -> dict[int, int | None]:
    """Which product each line was when its card was issued, whatever was given for it since; by the line's id."""
    first = {entry.changes["line"][1]: entry.changes["product"][0] for entry in history.of(card, VARY)}
    return {line.id: first.get(line.id, line.product_id) for line in card.lines}


def given(line: CardLine, at: datetime) -> Any:
    told = history.of(line.card, VARY)
    return next((one for one in told if one.at == at and one.changes["line"][1] == line.id), None)


def change(line: CardLine, product_id: int, description: Description, by: Any, at: datetime) -> None:
    told = {
        "line": [line.id, line.id], "product": [line.product_id, product_id], "label": [line.label, description.label],
        "description": [line.description_id, description.id],
    }  # fmt: skip
    line.product_id, line.description = product_id, description
    note(by, VARY, line.card, at, told)
