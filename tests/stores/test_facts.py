"""What a playbook takes a store to be where the store says nothing of it, wherever its conditions are asked."""

from types import SimpleNamespace

import pytest

from counter.callbacks import promising
from counter.stores.facts import of_store
from counter.tickets import clocks
from counter.tickets.kinds import Book

USUALLY = [{"id": "lounge", "default": True}, {"id": "drinks", "default": False}]
SAID = [({}, True), ({"lounge": False}, False), ({"lounge": True}, True), ({"drinks": True}, True)]


@pytest.mark.parametrize("said, has_lounge", SAID)
def test_what_a_store_says_goes_before_what_is_usual(said, has_lounge):
    store = SimpleNamespace(capabilities=said, region="north")
    facts = of_store(store, {"capabilities": USUALLY})
    assert facts == {
        "store.lounge": has_lounge,
        "store.drinks": bool(said.get("drinks")),
        "store.region": "north",
    }
    assert of_store(store, {})["store.region"] == "north"


@pytest.mark.parametrize("said, has_lounge", SAID)
def test_a_plan_of_calls_and_a_clock_know_it(said, has_lounge):
    store = SimpleNamespace(capabilities=said, region="north")
    plan = {"applies_after": "handed_over", "applies_before": None, "if": {"store.lounge": True}}
    found = promising.plans_of({"capabilities": USUALLY, "callback_plans": [plan]}, "handed_over", store)
    assert found == ([plan] if has_lounge else [])
    clock = {"starts_at": "ticket_opened", "if": {"store.lounge": True}}
    ticket = SimpleNamespace(kind="repair", needs_visit=False, priority="usual")
    book = Book(1, {}, [clock], usual={"store.lounge": True, "store.drinks": False})
    assert clocks.running(ticket, store, book) == ([clock] if has_lounge else [])
