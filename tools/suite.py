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
    codes = [_pytest("sqlite", sqlite)]
    if provision.has_postgres():
        postgres.cluster()  # here, so that the workers share one
        codes.append(_pytest("postgresql", "not drill and not browser"))
    for line in not_run:
        print(f"NOT RUN: what needs {line}")
    if not_run and os.environ.get("CI") == "true":
        codes.append(1)
    return max(codes)


def _pytest(database: str, chosen: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "--db", database, "-m", chosen, "-n", WORKERS]
    print(f"Tests on {database}: {chosen}", flush=True)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
