"""Reads an Excel file in a process of its own: `python -m counter.workbooks FILE`.

Such a file has to be read whole, and may be made to burst: neither is to happen to the shop's server. Prints a line of
JSON for each row, [row number, [text, ...]]; a file that can't be read ends with one word on stderr.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import python_calamine as calamine

MOST_MEMORY = 3 * 1024**3  # bytes
LOSES_DIGITS = 10**15  # Excel keeps fifteen


def rows(path: str) -> Iterator[tuple[int, list[str]]]:
    """The first sheet that has any."""
    book = calamine.load_workbook(path)
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        for number, cells in enumerate(sheet.iter_rows(), start=sheet.start[0] + 1):
            yield number, [text_of(cell) for cell in cells]
        return


def text_of(cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return number_text(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def number_text(number: float) -> str:
    if number.is_integer() and abs(number) < LOSES_DIGITS:
        return str(int(number))
    return f"{number:.14E}" if abs(number) >= LOSES_DIGITS else repr(number)


def hold_back() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main(path: str) -> int:
    hold_back()
    try:
        for row in rows(path):
            sys.stdout.write(json.dumps(row, ensure_ascii=True) + "\n")
    except calamine.PasswordError:
        sys.stderr.write("password")
        return 1
    except (calamine.CalamineError, OSError, ValueError):
        sys.stderr.write("broken")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
