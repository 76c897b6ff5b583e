"""A sale begins: with the store's steps as they are today, its own copy."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from counter.customers.models import Customer
from counter.extensions import db
from counter.history.models import note
from counter.playbooks.conditions import holds
from counter.playbooks.models import in_force
from counter.sales.models import Sale, SaleStep
from counter.stores.facts import of_store
from counter.stores.models import Store

HANDOVER = "handover."  # before the ids of hand-over steps: the flow may use the same ones


def start(store: Store, by: Any, at: datetime, customer: Customer | None = None) -> Sale:
    """Raises LookupError where the store's playbook is missing."""
    version = in_force("playbook", store.playbook_code)
    if version is None:
        raise LookupError(f"the store {store.code} has no playbook {store.playbook_code}")
    sale = Sale(store_id=store.id, person_id=by.person_id, currency=store.currency, started_at=at)
    sale.playbook_version_id, sale.customer = version.id, customer
    sale.steps = list(copied(version.body, store))
    if customer is not None:
        sale.customer_type = known_type(customer.customer_type, version.body)
        customer.belongs_to(store.id)
    db.session.add(sale)
    note(by, "start", sale, at)
    return sale


def known_type(code: str, book: dict[str, Any]) -> str:
    """A customer may be of a kind that only another trade's playbook knows."""
    return code if code in {kind["id"] for kind in book["lists"]["customer_type"]} else ""


def copied(book: dict[str, Any], store: Store) -> Iterable[SaleStep]:
    """The steps of the flow, then those of its hand-over, as far as they hold for this store."""
    flow, facts = book["flows"]["sale"], of_store(store, book)
    handover = book["handovers"][flow["handover"]] if flow.get("handover") else {"steps": [], "groups": []}
    wanted = [(flow, step, step["stage"], "") for step in flow["steps"]]
    wanted += [(handover, step, handover["stage"], HANDOVER) for step in handover["steps"]]
    place = 0
    for whole, step, stage, prefix in wanted:
        if not is_for(step["if"], facts):
            continue
        body = {**step, "in": next((g for g in whole["groups"] if g["id"] == step["group"]), None)}
        copy = SaleStep(stage=stage, code=prefix + step["id"], label=step["label"], body=body, position=place)
        copy.is_required, copy.is_handover = step["required"], bool(prefix)
        place += 1
        yield copy


def is_for(condition: Any, facts: dict[str, object]) -> bool:
    """What a condition asks of the visit or the thing is not known yet; of the store it is."""
    return holds(
        {fact: wanted for fact, wanted in (condition or {}).items() if fact.startswith("store.")}, facts
    )
