"""All the tests in one run: what passes only the second time is named, what fails twice fails the run."""

import pytest

from tools import suite

ONE, MANY = ["FAILED tests/a.py::b"], [f"FAILED tests/a.py::b{n}" for n in range(suite.FEW + 1)]


@pytest.mark.parametrize(
    "runs, code, named",
    [
        ([(0, [])], 0, []),
        ([(1, ONE), (0, [])], 0, ["FLAKY on sqlite: " + ONE[0]]),
        ([(1, ONE), (1, ONE)], 1, ONE),
        ([(1, MANY)], 1, MANY),  # not the machine's doing
        ([(1, [])], 1, []),
        ([(2, ONE)], 2, ONE),  # cut off
        ([(1, ONE), (5, [])], 5, ONE),  # the second time it was not there
    ],
)
def test_a_failure_is_run_once_more_alone(monkeypatch, runs, code, named):
    left = list(runs)
    monkeypatch.setattr(suite, "_told", lambda command: left.pop(0))
    assert suite._pytest("sqlite", "not drill") == (code, named)
    assert not left
