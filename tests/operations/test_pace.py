"""A chunk of a long run is as big as a short write allows on this machine."""

import pytest

from counter.operations import long_runs
from counter.operations.long_runs import Pace


@pytest.fixture
def took(monkeypatch):
    """`took(pace, lines, seconds)`: a chunk that went so."""

    def chunk(pace, lines, seconds):
        ticks = iter((0.0, seconds))
        monkeypatch.setattr(long_runs, "monotonic", lambda: next(ticks))
        with pace.going(lines):
            pass
        return pace.lines(200)

    return chunk


def test_who_knows_nothing_yet_takes_what_is_allowed():
    assert Pace().lines(200) == 200


def test_a_slow_machine_takes_fewer_lines_at_once_and_more_again_by_and_by(took):
    pace = Pace()
    assert took(pace, 200, 0.2) == 200
    assert took(pace, 200, 8.0) == long_runs.LEAST  # something else had the machine for itself
    found = [took(pace, long_runs.LEAST, 0.05) for _ in range(8)]
    assert found == sorted(found) and found[0] == long_runs.LEAST and found[-1] == 200


def test_a_chunk_of_a_few_lines_teaches_nothing_and_is_never_made_bigger(took):
    pace = Pace()
    assert took(pace, 3, 9.0) == 200
    took(pace, 200, 80.0)
    assert pace.lines(7) == 7
