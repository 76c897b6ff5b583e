"""Lists for a spreadsheet: CSV that it opens in the right letters, and of which it runs nothing."""

import csv
import io
from collections.abc import Iterable, Sequence

MARK = "\ufeff"  # by which Excel knows UTF-8
RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # a spreadsheet would run what begins so


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def guarded(cell: str) -> str:
    return "'" + cell if cell.startswith(RISKY) else cell
