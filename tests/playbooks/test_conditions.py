import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.playbooks.conditions import holds, unknown_facts

FACTS = {
    "item.category": ["smartphone", "phone", "goods"],
    "item.price": 369900,
    "item.custom": False,
    "sale.channel": "in_store",
    "visit.customer_type": "business",
    "claim.has_proof": None,
}
HOLD = [
    None,
    {},
    {"item.custom": False},
    {"sale.channel": "in_store"},
    {"sale.channel": ["distance", "in_store"]},
    {"item.category": "phone"},  # a category and all above it
    {"item.category": ["watch", "goods"]},
    {"item.price": 369900},
    {"item.price": {"at_least": 369900}},
    {"item.price": {"at_most": 369900}},
    {"item.price": {"above": 369899}},
    {"item.price": {"below": 369901}},
    {"item.price": {"above": 300000, "at_most": 400000}},
    {"item.category": "phone", "visit.customer_type": ["business", "gaming"]},
    {"any": [{"item.custom": True}, {"sale.channel": "in_store"}]},
    {
        "item.custom": False,
        "any": [{"claim.has_proof": True}, {"item.price": {"above": 1}, "item.category": "goods"}],
    },
]
FAIL = [
    {"item.custom": True},
    {"sale.channel": "distance"},
    {"sale.channel": ["distance", "off_premises"]},
    {"sale.channel": []},
    {"item.category": "watch"},
    {"item.price": {"at_least": 369901}},
    {"item.price": {"at_most": 369899}},
    {"item.price": {"above": 369900}},
    {"item.price": {"below": 369900}},
    {"item.price": {"above": 300000, "at_most": 369899}},
    {"item.custom": 0},  # no is not nought
    {"item.custom": {"at_most": 1}},
    {"item.category": "phone", "visit.customer_type": "gaming"},
    {"any": [{"item.custom": True}, {"sale.channel": "distance"}]},
    {"any": []},
    {"item.custom": True, "any": [{"sale.channel": "in_store"}]},
    {"claim.has_proof": False},  # not known, whatever is wanted
    {"claim.has_proof": True},
    {"visit.first": False},
    {"item.weight": {"at_most": 10**9}},
]


@pytest.mark.parametrize("condition", HOLD)
def test_it_holds(condition):
    assert holds(condition, FACTS)


@pytest.mark.parametrize("condition", FAIL)
def test_it_does_not_hold(condition):
    assert not holds(condition, FACTS)


def test_a_yes_is_no_count():
    assert not holds({"item.sim_slots": 1}, {"item.sim_slots": True})
    assert not holds({"item.sim_slots": {"at_least": 1}}, {"item.sim_slots": True})
    assert not holds({"item.sim_slots": {"at_least": 1}}, {"item.sim_slots": "2"})


def test_what_has_to_be_asked_is_named_once_in_the_order_asked():
    condition = {
        "visit.first": True,
        "item.price": {"above": 1},
        "any": [{"claim.has_proof": True}, {"visit.first": False, "fault.serious": True}],
    }
    assert unknown_facts(condition, FACTS) == ["visit.first", "claim.has_proof", "fault.serious"]
    assert unknown_facts(None, FACTS) == []


unhurried = settings(max_examples=50, deadline=None)  # a busy machine is no failure
names = st.sampled_from(["a", "b", "c"])
values = st.integers(0, 3) | st.booleans() | st.sampled_from(["x", "y"])
bounds = st.dictionaries(
    st.sampled_from(["at_least", "at_most", "above", "below"]), st.integers(0, 3), min_size=1
)
lines = st.dictionaries(names, values | st.lists(values, max_size=3) | bounds, max_size=3)
facts = st.dictionaries(names, values | st.none() | st.lists(values, max_size=2), max_size=3)


@unhurried
@given(lines, facts)
def test_a_condition_is_all_of_its_lines(condition, known):
    assert holds(condition, known) == all(holds({fact: wanted}, known) for fact, wanted in condition.items())


@unhurried
@given(st.lists(lines, min_size=2, max_size=3), facts)
def test_any_is_one_of_its_conditions(conditions, known):
    assert holds({"any": conditions}, known) == any(holds(one, known) for one in conditions)


@unhurried
@given(names, st.lists(values, min_size=1, max_size=3), facts)
def test_a_list_is_one_of_its_values(fact, wanted, known):
    assert holds({fact: wanted}, known) == any(holds({fact: one}, known) for one in wanted)


@unhurried
@given(lines, facts)
def test_forgetting_a_fact_never_makes_a_condition_without_any_hold(condition, known):
    for fact in known:
        forgotten = {name: value for name, value in known.items() if name != fact}
        assert holds(condition, forgotten) <= holds(condition, known)


@unhurried
@given(lines, facts)
def test_what_holds_has_nothing_left_to_ask(condition, known):
    if holds(condition, known):
        assert unknown_facts(condition, known) == []


@unhurried
@given(names, st.integers(0, 3), st.integers(-1, 4))
def test_above_and_at_most_are_opposites_and_so_are_below_and_at_least(fact, limit, value):
    known = {fact: value}
    assert holds({fact: {"above": limit}}, known) != holds({fact: {"at_most": limit}}, known)
    assert holds({fact: {"below": limit}}, known) != holds({fact: {"at_least": limit}}, known)
