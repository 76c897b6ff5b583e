"""Runs all the tests: on SQLite with the browser's, then on PostgreSQL what asks a database.

What could not be had on this machine is printed last, as NOT RUN; where CI=true that fails the run.
"""

import os
import subprocess
import sys

from tests.support import postgres
from tools import provision

WORKERS = "2"


def main() -> int:
    not_run = provision.provide()
    sqlite = "not drill" if provision.has_chromium() else "not drill and not browser"
    runs = [_pytest("sqlite", sqlite)]
    if provision.has_postgres():
        postgres.cluster()  # here, so that the workers share one
        runs.append(_pytest("postgresql", "not drill and not browser"))
    codes = [code for code, _ in runs]
    for line in (line for _, said in runs for line in said):
        print(line, end="")
    for line in not_run:
        print(f"NOT RUN: what needs {line}")
    if not_run and os.environ.get("CI") == "true":
        codes.append(1)
    return max(codes)


def _pytest(database: str, chosen: str) -> tuple[int, list[str]]:
    """The run's exit code, and its closing lines if it failed: said again at the very end, where they are looked for."""
    command = [sys.executable, "-m", "pytest", "-q", "--db", database, "-m", chosen, "-n", WORKERS]
    print(f"Tests on {database}: {chosen}", flush=True)
    closing: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as run:
        assert run.stdout is not None
        for said in run.stdout:
            print(said, end="", flush=True)
            if closing or "short test summary info" in said:
                closing.append(said)
    return run.returncode, closing if run.returncode else []


if __name__ == "__main__":
    sys.exit(main())
