"""On which days visits are due: by hand."""

from datetime import date

import pytest

from counter.playbooks.reading import PlaybookError, parse
from counter.upkeep.recurring import days, following
from tests.upkeep.conftest import TRADES

QUARTERLY = {"every": "P3M", "before": None}
LAST = {"every": None, "before": "coverage_ends", "by": "P30D"}


@pytest.mark.parametrize(
    ("start", "end", "known", "wanted"),
    [
        (
            date(2026, 11, 23),
            date(2027, 11, 23),
            date(2026, 11, 23),
            {1: date(2027, 2, 23), 2: date(2027, 5, 23), 3: date(2027, 8, 23), 4: date(2027, 11, 23)},
        ),
        # the month's end is clipped once: not 28 May after 28 February
        (
            date(2026, 11, 30),
            date(2027, 8, 29),
            date(2026, 11, 30),
            {1: date(2027, 2, 28), 2: date(2027, 5, 30)},
        ),
        # an old card: what was due before it came to us is not late
        (date(2025, 12, 1), date(2026, 12, 1), date(2026, 11, 23), {4: date(2026, 12, 1)}),
        (date(2025, 1, 1), date(2026, 1, 1), date(2026, 11, 23), {}),
        (date(2026, 11, 23), None, date(2026, 11, 23), {}),
    ],
)
def test_quarter_by_quarter_to_the_end_of_cover(start, end, known, wanted):
    assert days(QUARTERLY, start, end, known) == wanted


def test_the_last_inspection_lies_so_long_before_the_end_and_never_before_the_card():
    start = date(2026, 11, 23)
    assert days(LAST, start, date(2027, 11, 23), start) == {1: date(2027, 10, 24)}
    assert days({**LAST, "by": "P45D"}, start, date(2027, 11, 23), start) == {1: date(2027, 10, 9)}
    assert days(LAST, date(2025, 12, 1), date(2026, 12, 1), start) == {1: start}


def test_what_the_last_inspection_does_is_not_done_again_so_shortly_before_the_end():
    yearly, start = (
        {"every": "P12M", "before": None, "until": "coverage_ends", "by": "P60D"},
        date(2026, 11, 23),
    )
    assert days(yearly, start, date(2027, 11, 23), start) == {}
    assert days(yearly, start, date(2028, 1, 21), start) == {}
    assert days(yearly, start, date(2028, 1, 22), start) == {1: date(2027, 11, 23)}
    assert days(yearly, start, date(2029, 11, 23), start) == {1: date(2027, 11, 23), 2: date(2028, 11, 23)}


def test_what_never_ends_has_a_next_one():
    assert following({"every": "P12M"}, date(2024, 2, 29), date(2026, 11, 23)) == (3, date(2027, 2, 28))
    assert following({"every": "P12M"}, date(2026, 11, 23), date(2026, 11, 23)) == (1, date(2027, 11, 23))


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        ("every: P3M\n    until: coverage_ends", "every: P3M", "visits of a thing end with its cover"),
        ("every: P3M\n    until", "every: PT3H\n    until", "is not a length in days"),
        ("by: P30D", "every: P30D", "either 'every' so long"),
        ("every: P12M\n", "every: P12M\n    by: P30D\n", "'by' says how long before"),
        ("per: owner\n    every: P12M", "per: owner\n    every: P12M\n    until: coverage_ends", "do not"),
        ("per: owner\n", "per: owner\n    if: {item.price: {above: 1}}\n", "'item.price' is not known here"),
        ("per: owner\n", "per: owner\n    if: {store.care: true}\n", "no fact 'store.care'"),
        ("per: owner\n", "per: owner\n    gives_way_to: quarterly\n", "gives way to another of a thing"),
        ("per: unit\n", "per: unit\n    gives_way_to: quarterly\n", "gives way to another of a thing"),
        ("per: unit\n", "per: unit\n    gives_way_to: monthly\n", "'monthly' is not among"),
        ("categories: [switchgear]\n    label: {zh: \"季", "categories: [gear]\n    label: {zh: \"季", "'gear' is not among"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_refused_at_its_line(was, becomes, sentence):
    text = (TRADES / "equipment.yaml").read_text(encoding="utf-8")
    assert was in text
    with pytest.raises(PlaybookError, match=r"equipment\.yaml:\d+: recurrences\.\d") as refused:
        parse(text.replace(was, becomes, 1).encode(), "equipment.yaml", TRADES)
    assert sentence in str(refused.value)
