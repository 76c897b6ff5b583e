import pytest

from counter.operations import long_runs


@pytest.fixture(autouse=True)
def a_machine_that_is_never_slow(monkeypatch):
    monkeypatch.setattr(long_runs, "SHORT", 60)
