"""Which numbers at the beginning of lines only count them, and which begin a serial. Pure."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from counter.catalog.identifiers import IdentifierError, check_serial, is_imei
from counter.catalog.labels import GROUPING
from counter.tables import LOST_DIGITS

LONGEST_COUNT = 5  # digits
RUNNING = re.compile(r"[(（]?\d{1,5}[.．、:：)）]?")
PARTED = re.compile(
    r"[(（]?(\d{1,5})([.．、:：)）]\s*|\s+)(\S.*)", re.S
)  # 1 SN123456, 1.SN123456, 1) SN123456
NEARLY_ALL = 0.9
FARTHEST_STEP = 3  # a line or two were taken out
MANY = 3  # lines that are counted on from wherever a list was divided


@dataclass(frozen=True)
class Row:
    """names: what the heading says of each cell, empty without one. both: the place where it names a running number and the
    serial in one cell. doubtful: a number that may count the line or begin the serial."""

    number: int
    text: str
    cells: Sequence[str]
    names: Sequence[str] = ()
    both: int | None = None
    doubtful: str = ""


@dataclass(frozen=True)
class Parted:
    """number: as it stands there. cells: up to the first serial, without it. whole: the cell with it."""

    number: str
    rest: str
    cells: Sequence[str]
    whole: str
    is_blank: bool

    def __int__(self) -> int:
        return int(self.number)


def uncounted(rows: list[Row]) -> list[Row]:
    """Without the running numbers that only blanks part from their serials. Where some lines have one and others don't, they are
    doubtful."""
    parts = [parted(row) for row in rows]
    if any(row.both is not None for row in rows) or are_counting(parts):
        return [
            replace(row, cells=[*part.cells, *row.cells[len(part.cells) :]]) if part else row
            for row, part in zip(rows, parts, strict=True)
        ]
    lengths = {compact(first_cell(row)[1]) for row, part in zip(rows, parts, strict=True) if not part}
    return [
        replace(row, doubtful=part.number) if part and lengths and is_doubtful(part, lengths) else row
        for row, part in zip(rows, parts, strict=True)
    ]


def are_counting(parts: Sequence[Parted | None]) -> bool:
    """Nearly all lines begin with a number, and it rises from the first on; or all do, and it rises by one from wherever. Where
    all else is the same, only the number tells one thing from the other."""
    found = [part for part in parts if part]
    steps = [int(after) - int(before) for before, after in pairwise(found)]
    rests = [part.rest for part in found]
    if not steps or len(set(rests)) == 1 or are_groups(found):
        return False
    if int(found[0]) > FARTHEST_STEP:
        is_all = len(found) == len(parts) >= MANY
        return is_all and set(steps) == {1} and len(set(rests)) == len(rests)
    rising = sum(0 < step <= FARTHEST_STEP for step in steps)
    return len(found) >= NEARLY_ALL * len(parts) and rising >= NEARLY_ALL * len(steps)


def are_groups(parts: Sequence[Parted]) -> bool:
    """0001 234567: digits that go on behind the blank, and as many of them before it on each line."""
    numbers = [part.number for part in parts]
    return (
        len(set(map(len, numbers))) == 1
        and any(number[0] == "0" for number in numbers)
        and all(GROUPING.sub("", part.rest).isdigit() and not is_imei(part.rest) for part in parts)
    )


def is_doubtful(part: Parted, lengths: Collection[int]) -> bool:
    """lengths: of the serials that stand there without a number."""
    if compact(part.rest) in lengths:
        return True
    return part.is_blank and compact(part.whole) not in lengths


def compact(text: str) -> int:
    return len(GROUPING.sub("", text))


def first_cell(row: Row) -> tuple[int, str]:
    """Of those that say something; under a heading that names both, the one below it."""
    place = row.both if row.both is not None and row.both < len(row.cells) else 0
    place = place if row.cells[place] else next(place for place, cell in enumerate(row.cells) if cell)
    return place, unicodedata.normalize("NFKC", row.cells[place])


def parted(row: Row) -> Parted | None:
    """What is a serial as a whole has no running number, unless its heading says so; nor what stands under another heading."""
    place, cell = first_cell(row)
    if place < len(row.names) and not row.names[place]:
        return None
    found = PARTED.fullmatch(cell)
    is_whole = is_imei(GROUPING.sub("", cell)) or LOST_DIGITS.fullmatch(cell)
    if not found or is_whole or not (is_serial(found[3]) or place == row.both):
        return None
    return Parted(found[1], found[3], [*row.cells[:place], found[3]], cell, found[2].isspace())


def is_serial(text: str) -> bool:
    if len(GROUPING.sub("", text)) <= LONGEST_COUNT or not any(map(str.isdigit, text)):
        return False
    try:
        return bool(check_serial(re.split(r"\s", text)[0]))
    except IdentifierError:
        return False


def unnumbered(rows: list[Row]) -> list[Row]:
    """Without the column that counts the lines: a short number beside a longer serial, on each line of the table."""
    tables = [row for row in rows if is_table(row)]
    if not tables or any(row.names for row in rows):
        return rows
    if not all(any(len(cell) > LONGEST_COUNT for cell in row.cells) for row in tables):
        return rows
    places = range(min(len(row.cells) for row in tables))
    counting = [place for place in places if all(RUNNING.fullmatch(row.cells[place]) for row in tables)]
    return [without(row, counting) if is_table(row) else row for row in rows]


def is_table(row: Row) -> bool:
    return len(list(filter(None, row.cells))) > 1


def without(row: Row, places: Collection[int]) -> Row:
    return replace(row, cells=[cell for place, cell in enumerate(row.cells) if place not in places])
