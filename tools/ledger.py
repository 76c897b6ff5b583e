"""Prints the rows of the customer's documents that a test covers, and those of priority A and B that none does."""

import contextlib
import io
import sys

import pytest

from tests.support import ledger


class Collector:
    def __init__(self) -> None:
        self.covered: dict[str, list[str]] = {}

    @pytest.hookimpl(tryfirst=True)  # before -m deselects the drills
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.covered = ledger.covered(items)


def main() -> int:
    collector, output = Collector(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        code = pytest.main(["--collect-only", "-qq"], plugins=[collector])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        print(output.getvalue())
        return int(code)
    rows = ledger.rows().values()
    print("Covered:")
    for row in rows:
        if tests := collector.covered.get(row.id):
            print(f"  {row.id} {row.priority:1} {row.words} ({len(tests)})")
    for priority in "AB":
        print(f"Priority {priority}, not covered:")
        for row in rows:
            if row.priority == priority and row.id not in collector.covered:
                print(f"  {row.id} {row.words}")
    for priority in "ABCG":
        wanted = [row.id for row in rows if row.priority == priority]
        print(f"{priority}: {sum(id in collector.covered for id in wanted)} of {len(wanted)} covered")
    return 0


if __name__ == "__main__":
    sys.exit(main())
