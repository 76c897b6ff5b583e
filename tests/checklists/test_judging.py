import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.checklists.judging import NoFigure, OddFigure, figure, judged

TAPS, WAS = st.sampled_from(["ok", "fix"]), st.sampled_from([None, "ok", "fix", "na"])
PERCENT = st.integers(0, 100)


@given(TAPS, PERCENT, PERCENT, WAS, st.none() | PERCENT)
def test_below_the_least_is_always_a_fix(tapped, value, least, was, had):
    if value < least:
        assert judged(tapped, value, least, was, had) == "fix"


@given(PERCENT, PERCENT, WAS, st.none() | PERCENT)
def test_at_or_above_it_ok_is_ok(value, least, was, had):
    if value >= least:
        assert judged("ok", value, least, was, had) == "ok"


@given(st.none() | PERCENT, PERCENT, WAS, st.none() | PERCENT)
def test_not_applicable_needs_no_figure(value, least, was, had):
    assert judged("na", value, least, was, had) == "na"


@pytest.mark.parametrize("tapped, value, was, had, state", [
    ("fix", 80, None, None, "fix"),  # charged, yet the glass is broken
    ("fix", 80, "ok", 80, "fix"),
    ("fix", 80, "fix", 80, "fix"),  # only the note was changed
    ("fix", 80, "fix", 41, "ok"),  # it was low, and is charged now
    ("fix", None, None, None, "fix"),  # it doesn't turn on at all
])  # fmt: skip
def test_who_says_that_something_else_is_wrong_is_believed(tapped, value, was, had, state):
    assert judged(tapped, value, 60, was, had) == state


def test_ok_wants_a_figure():
    with pytest.raises(NoFigure):
        judged("ok", None, 60)


@given(PERCENT, st.sampled_from(["{}", " {} ", "{}%", "{} %"]))
def test_a_percentage_is_read_as_people_write_it(value, written):
    assert figure(written.format(value), "percent") == value


def test_full_width_digits_are_digits_and_nothing_is_nothing():
    assert figure("９２％", "percent") == 92
    assert figure("  ", "count") is None


@pytest.mark.parametrize("text", ["abc", "101", "-1", "4.5", "1e2", "+5", "९९", "5%%", "0x10", "9999999999"])
def test_anything_else_is_odd(text):
    with pytest.raises(OddFigure):
        figure(text, "percent")
    if text not in ("101",):
        with pytest.raises(OddFigure):
            figure(text, "count")
