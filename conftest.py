import counter  # noqa: F401  first: one SQLite library per process (ground-trials 1)

pytest_plugins = ("tests.support.ledger",)


def pytest_addoption(parser):
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite")
