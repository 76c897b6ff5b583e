"""`python -m tests.support.served up|web`: the very server, by the clock of the run."""

import sys
from datetime import datetime
from typing import Any

from counter import __main__ as program
from counter import clock
from tests.support.clock import AHEAD


class Ahead(datetime):
    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) + AHEAD


if __name__ == "__main__":
    clock.datetime = Ahead  # type: ignore[attr-defined,misc]
    program.main(sys.argv[1])
