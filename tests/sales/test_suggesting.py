"""The rules of attachments, one by one, over plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.sales.suggesting import Candidate, offers

SAY = {"zh": "拿一个", "en": "Take one"}
PHONE = {"item.category": ["smartphone", "phone", "goods"], "item.price": 369900}


def rule(name, *categories, most=1, **condition):
    suggest = [{"category": category, "reason": SAY} for category in categories]
    return {"id": name, "if": condition.pop("when", None), "max": most, "suggest": suggest}


def thing(number, category="film", **kw):
    kw = {name: frozenset(value) if isinstance(value, list | set) else value for name, value in kw.items()}
    return Candidate(
        number, kw.pop("code", f"P{number}"), (category, "accessory", "goods"), kw.pop("price", 100), **kw
    )


def ids(found):
    return [offer.product_id for offer in found]


def test_a_rule_that_holds_offers_a_product_of_its_category_with_its_reason():
    found = offers([rule("protect", "film", when={"item.category": "phone"})], "X20", PHONE, [thing(1)])
    assert [(one.rule, one.product_id, one.reason) for one in found] == [("protect", 1, SAY)]


@pytest.mark.parametrize(
    "when, holds",
    [
        (None, True),
        ({"item.category": "phone"}, True),
        ({"item.category": "smartphone"}, True),
        ({"item.category": "tablet"}, False),
        ({"item.price": {"at_least": 200000}}, True),
        ({"item.price": {"at_least": 400000}}, False),
        ({"visit.customer_type": "gaming"}, False),
        ({"store.old_removal": True}, False),
    ],
)
def test_what_a_condition_asks_decides_and_what_nobody_knows_is_no(when, holds):
    assert bool(offers([rule("r", "film", when=when)], "X20", PHONE, [thing(1)])) is holds


def test_the_customer_s_kind_opens_rules():
    rules = [rule("road", "power_bank", when={"visit.customer_type": ["business", "gaming"]})]
    bank = thing(1, "power_bank")
    assert offers(rules, "X20", {**PHONE, "visit.customer_type": "business"}, [bank])
    assert not offers(rules, "X20", {**PHONE, "visit.customer_type": "elder"}, [bank])


def test_at_most_max_of_a_rule_in_its_own_order_and_one_of_each_category():
    things = [thing(1, "film"), thing(2, "film"), thing(3, "case"), thing(4, "memory")]
    found = offers([rule("r", "case", "film", "memory", most=2)], "X20", PHONE, things)
    assert [next(t.lineage[0] for t in things if t.product_id == i) for i in ids(found)] == ["case", "film"]


def test_when_the_first_of_its_list_is_not_to_be_had_the_next_one_comes():
    found = offers(
        [rule("r", "case", "film", most=1)], "X20", PHONE, [thing(1, "case", is_there=False), thing(2)]
    )
    assert ids(found) == [2]


def test_what_fits_another_product_is_not_offered_and_what_fits_this_one_comes_first():
    anything, other, own = thing(1), thing(2, fits=["S9"], price=900), thing(3, fits=["X20"])
    assert ids(offers([rule("r", "film")], "X20", PHONE, [anything, other, own])) == [3]
    assert ids(offers([rule("r", "film")], "X20", PHONE, [anything, other])) == [1]
    assert not offers([rule("r", "film")], "X20", PHONE, [other])


def test_what_is_not_for_this_customer_is_not_offered_and_what_suits_comes_first():
    facts = {**PHONE, "visit.customer_type": "elder"}
    wrong, neutral, right = (
        thing(1, not_for=["elder"], price=900),
        thing(2, price=500),
        thing(3, suits=["elder"]),
    )
    assert ids(offers([rule("r", "film")], "X20", facts, [wrong, neutral, right])) == [3]
    assert not offers([rule("r", "film")], "X20", facts, [wrong])
    assert ids(offers([rule("r", "film")], "X20", PHONE, [wrong])) == [1]  # nobody said who it is for


def test_what_is_on_the_slip_or_was_offered_is_not_offered_again():
    assert not offers([rule("r", "film")], "X20", PHONE, [thing(1)], taken={1})
    assert ids(offers([rule("a", "film"), rule("b", "film")], "X20", PHONE, [thing(1)])) == [1]


def test_a_thing_is_not_offered_beside_itself():
    assert not offers([rule("r", "film")], "P1", PHONE, [thing(1)])


categories = st.sampled_from(["film", "case", "memory", "insurance"])
candidates = st.lists(
    st.builds(
        thing, st.integers(1, 40), categories, price=st.integers(0, 9),
        fits=st.sets(st.sampled_from(["X20", "S9"])), not_for=st.sets(st.sampled_from(["elder", "gaming"])),
        suits=st.sets(st.sampled_from(["elder", "gaming"])), is_there=st.booleans(),
    ),
    unique_by=lambda one: one.product_id,
)  # fmt: skip
rules = st.lists(
    st.builds(
        lambda n, kinds, most: rule(f"r{n}", *kinds, most=most),
        st.integers(0, 99), st.lists(categories, min_size=1, max_size=4, unique=True), st.integers(1, 3),
    ),
    max_size=5, unique_by=lambda one: one["id"],
)  # fmt: skip


@given(rules, candidates, st.sets(st.integers(1, 40)), st.sampled_from([None, "elder", "gaming"]))
def test_whatever_the_rules_an_offer_is_there_fits_is_wanted_and_comes_once(rules, candidates, taken, kind):
    found = offers(rules, "X20", {**PHONE, "visit.customer_type": kind}, candidates, taken)
    known = {one.product_id: one for one in candidates}
    assert len(set(ids(found))) == len(found) and not set(ids(found)) & taken
    for one in rules:
        assert sum(offer.rule == one["id"] for offer in found) <= one["max"]
    for offer in found:
        chosen = known[offer.product_id]
        assert chosen.is_there and (not chosen.fits or "X20" in chosen.fits) and kind not in chosen.not_for


@given(rules, candidates, st.sets(st.integers(1, 40)))
def test_the_order_of_the_shelf_changes_nothing(rules, candidates, taken):
    assert offers(rules, "X20", PHONE, candidates, taken) == offers(
        rules, "X20", PHONE, candidates[::-1], taken
    )
