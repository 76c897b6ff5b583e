"""Reads an Excel file in a process of its own: `python -m counter.workbooks FILE`.

Such a file has to be read whole, and may be made to burst: neither is to happen to the shop's server. Prints a line of
JSON for each row, [row number, [text, ...]]; a file that can't be read ends with one word on stderr, one
with several sheets of rows with "sheets" and the names of two.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import python_calamine as calamine

MOST_MEMORY = 3 * 1024**3  # bytes
LOSES_DIGITS = 10**15  # Excel keeps fifteen
LONGEST_NAME = 40  # of a sheet, as it is told; Excel allows 31


class SeveralSheets(Exception):
    """Two that have rows, by their names; a third may have some too."""


def rows(path: str) -> Iterator[tuple[int, list[str]]]:
    """Those of the one sheet that has any. Raises SeveralSheets. A page with one cell, a title or a note, only counts alone."""
    book = calamine.load_workbook(path)
    chosen, lone = None, None
    for one in book.sheets_metadata:
        if one.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(one.name)
        full = filled(sheet)
        if full > 1 and chosen:
            raise SeveralSheets(chosen.name[:LONGEST_NAME], sheet.name[:LONGEST_NAME])
        if full > 1:
            chosen = sheet
        elif full and not lone:
            lone = sheet
    if found := chosen or lone:
        start = found.start[0] + 1 if found.start else 1
        for number, cells in enumerate(found.iter_rows(), start=start):
            yield number, [text_of(cell) for cell in cells]


def filled(sheet: Any) -> int:
    """How many cells have something in them: 0, 1 or 2, which stands for more."""
    if sheet.start is None:
        return 0
    full = (
        cell for cells in sheet.iter_rows() for cell in cells if not isinstance(cell, str) or cell.strip()
    )
    return len(list(islice(full, 2)))


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
    except SeveralSheets as found:
        sys.stderr.write("sheets " + json.dumps(found.args))
        return 1
    except calamine.PasswordError:
        sys.stderr.write("password")
        return 1
    except (calamine.CalamineError, OSError, ValueError):
        sys.stderr.write("broken")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
