from hypothesis import settings

import counter  # noqa: F401  first: one SQLite library per process (ground-trials 1)
from tests.support import clock  # noqa: F401  set before there are workers

# A busy machine is not a broken rule, and a run that fails fails again.
settings.register_profile("counter", deadline=None, derandomize=True)
settings.load_profile("counter")

pytest_plugins = ("tests.support.ledger",)


def pytest_addoption(parser):
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite")
