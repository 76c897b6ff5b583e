"""What holds of every policy, thing and history."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from counter.warranty.coverage import Days, End, Event, ends, today
from counter.warranty.doubts import DOUBTS
from tests.warranty.policies import (
    PHONE,
    PLAN,
    a_policy,
    a_repair,
    a_window,
    the_end,
)

days_of_sale = st.dates(date(2024, 1, 1), date(2027, 6, 1))
lengths = st.sampled_from(["P7D", "P90D", "P1M", "P6M", "P12M", "P24M", "P1Y"])
policies = st.builds(
    lambda name, layer, length, battery, effects, counting: a_policy(
        name,
        layer,
        {"battery": battery, "whole": length},
        [a_window("first", "P0D", "P7D", "return"), a_window("in_term", "P7D", "term", "repair")],
        effects,
        counting=counting,
    ),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["law", "mall", "brand"]),
    lengths | st.none(),
    lengths | st.none(),
    st.fixed_dictionaries(
        {
            "repair_time": st.sampled_from(["extends", "no_effect", "not_stated"]),
            "replaced_unit": st.sampled_from(["restarts", "continues", "not_stated"]),
            "replaced_part": st.sampled_from(["restarts", "continues", "not_stated"]),
            "repaired_part": st.sampled_from(["restarts", "continues", "not_stated"]),
        }
    ),
    st.sampled_from(["rolls_over", "as_it_falls"]),
)
several = st.lists(policies, min_size=1, max_size=3, unique_by=lambda policy: policy["id"])
happenings = st.lists(
    st.builds(
        lambda kind, after, lasting, part, away, before: Event(
            kind,
            date(2027, 6, 1) + timedelta(after),
            None if lasting is None else date(2027, 6, 1) + timedelta(after + lasting),
            part,
            away,
            told_on=None if before is None else date(2027, 6, 1) + timedelta(after - before),
        ),
        st.sampled_from(["repair", "exchange"]),
        st.integers(0, 400),
        st.none() | st.integers(0, 60),
        st.none() | st.sampled_from(["battery", "charger"]),
        st.booleans(),
        st.none() | st.integers(0, 60),
    ),
    max_size=4,
)


def delivered(day):
    return Days(day, delivered_on=day)


@given(several, days_of_sale, happenings)
def test_no_end_lies_before_its_start_and_none_moves_back_from_its_raw_day(rules, day, events):
    for end in ends(rules, PHONE, delivered(day), events, rest_days=[PLAN]):
        if end.ends_on:
            assert end.raw_ends_on <= end.ends_on
            assert end.kind == "window" or end.starts_on <= end.raw_ends_on
            assert set(end.doubts) <= set(DOUBTS)
        else:
            assert end.length in ("none", "not_stated")


@given(several, days_of_sale, happenings, st.randoms(use_true_random=False))
def test_the_order_of_policies_and_of_events_does_not_matter(rules, day, events, random):
    mixed, other = list(rules), list(events)
    random.shuffle(mixed)
    random.shuffle(other)
    assert ends(rules, PHONE, delivered(day), events) == ends(mixed, PHONE, delivered(day), other)


@given(policies, days_of_sale, st.integers(0, 60), happenings)
def test_a_later_start_never_ends_earlier(rule, day, later, events):
    first, second = (
        {
            (end.part, end.kind, end.window): end.ends_on
            for end in ends([rule], PHONE, delivered(start), events, rest_days=[PLAN])
        }
        for start in (day, min(day + timedelta(later), date(2027, 6, 1)))
    )
    assert first.keys() == second.keys()
    assert all(first[key] is None or first[key] <= second[key] for key in first)


@given(lengths, days_of_sale, happenings, st.integers(0, 400), st.integers(0, 60), st.integers(1, 30))
def test_more_days_under_repair_never_end_a_term_earlier(length, day, events, after, lasting, more):
    rule = a_policy(parts={"whole": length}, effects={"replaced_unit": "continues"}, counting="rolls_over")
    handed_in = date(2027, 6, 1) + timedelta(after)
    without, short, long = (
        the_end(rule, days=delivered(day), events=[*events, *extra], rest_days=[PLAN]).ends_on
        for extra in ([], [a_repair(handed_in, lasting)], [a_repair(handed_in, lasting + more)])
    )
    assert without <= short <= long


@given(policies, days_of_sale, happenings, st.integers(0, 400), st.integers(0, 60))
def test_what_was_asked_for_earlier_never_ends_earlier(rule, day, events, after, before):
    done = date(2027, 6, 1) + timedelta(after)
    late, early = (
        {
            (end.part, end.kind, end.window): end.ends_on
            for end in ends([rule], PHONE, delivered(day), [*events, one], rest_days=[PLAN])
        }
        for one in (
            Event("exchange", done, done),
            Event("exchange", done, done, told_on=done - timedelta(before)),
        )
    )
    assert all(late[key] is None or late[key] <= early[key] for key in late)


@given(several, days_of_sale, happenings, st.integers(-30, 1200))
def test_every_part_is_covered_or_coming_or_ended_and_nothing_open_is_over(rules, day, events, after):
    found = ends(rules, PHONE, delivered(day), events, rest_days=[PLAN])
    asked_on = day + timedelta(after)
    answer = today(found, asked_on)
    promised = {end.part for end in found if end.kind == "term" and end.ends_on}
    covers = (*answer.parts, *answer.coming, *answer.ended)
    assert {cover.part for cover in covers} == promised
    assert len({(cover.part, cover.faults) for cover in covers}) == len(covers)
    for cover in covers:
        assert all(end.ends_on <= cover.until for end in cover.others)
    for one in answer.remedies:
        assert one.until >= asked_on
        assert all(end.ends_on <= one.until for end in one.others)


@given(several, days_of_sale, happenings)
def test_ends_survive_being_kept_as_json(rules, day, events):
    found = ends(rules, PHONE, delivered(day), events, rest_days=[PLAN])
    assert [End.of(json.loads(json.dumps(end.plain()))) for end in found] == found


@given(several, days_of_sale, happenings, st.sampled_from(["repair", "exchange"]), st.none() | st.sampled_from(["battery", "charger"]), st.integers(0, 400), st.integers(0, 60))  # fmt: skip
def test_no_term_is_shorter_by_a_repair_or_an_exchange(rules, day, events, kind, part, after, lasting):
    """Whatever happened besides: what is done for the customer takes nothing from them."""
    begun = date(2027, 6, 1) + timedelta(after)
    one = Event(kind, begun, begun + timedelta(lasting) if kind == "repair" else begun, part)
    before, since = (last_days(rules, day, history) for history in (events, [*events, one]))
    assert all(last <= since[key] for key, last in before.items())


def last_days(rules, day, events):
    """{(policy, part, kind, window): the last day}, the later where a law lends a longer one."""
    found = {}
    for end in ends(rules, PHONE, delivered(day), events, rest_days=[PLAN]):
        if end.ends_on:
            key = end.policy, end.part, end.kind, end.window
            found[key] = max(end.ends_on, found.get(key, end.ends_on))
    return found
