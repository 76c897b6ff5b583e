"""Runs all the tests: on SQLite with the browser's, then on PostgreSQL what asks a database.

The few that fail on a busy machine are run once more, alone; what passes only then is named last, as FLAKY, and is a defect to
mend. So is what failed, and what could not be had on this machine, as NOT RUN; where CI=true that fails the run.
"""

import os
import subprocess
import sys
import tempfile

from tests.support import postgres
from tools import provision

WORKERS = "2"
FEW = 3  # failures that may come of the machine; of more the change is to blame


def main() -> int:
    not_run = provision.provide()
    sqlite = "not drill" if provision.has_chromium() else "not drill and not browser"
    runs = [_pytest("sqlite", sqlite)]
    if provision.has_postgres():
        postgres.cluster()  # here, so that the workers share one
        runs.append(_pytest("postgresql", "not drill and not browser"))
    codes = [code for code, _ in runs]
    for line in (line for _, told in runs for line in told):
        print(line)
    for line in not_run:
        print(f"NOT RUN: what needs {line}")
    if not_run and os.environ.get("CI") == "true":
        codes.append(1)
    return max(codes)


def _pytest(database: str, chosen: str) -> tuple[int, list[str]]:
    """The exit code, and what is to be read last: the tests that failed, or passed the second time only."""
    print(f"Tests on {database}: {chosen}", flush=True)
    with tempfile.TemporaryDirectory() as kept:
        command = [
            sys.executable, "-m", "pytest", "-q", "--db", database, "-m", chosen, "-o", f"cache_dir={kept}",
        ]  # fmt: skip
        code, failed = _told([*command, "-n", WORKERS])
        if code != 1 or not 0 < len(failed) <= FEW:
            return code, failed
        print(f"Once more, alone: {len(failed)}", flush=True)
        again, still = _told([*command, "-n", "0", "--last-failed", "--last-failed-no-failures", "none"])
    return (again, still or failed) if again else (0, [f"FLAKY on {database}: {line}" for line in failed])


def _told(command: list[str]) -> tuple[int, list[str]]:
    """Runs and shows it: the exit code, and the lines that name what failed."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as run:
        assert run.stdout is not None
        failed = []
        for line in run.stdout:
            print(line, end="", flush=True)
            if line.startswith(("FAILED ", "ERROR ")):
                failed.append(line.rstrip())
    return run.returncode, failed


if __name__ == "__main__":
    sys.exit(main())
