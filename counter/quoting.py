"""A CSV text cell by cell: which quotation marks hold a cell together, and which only stand in it. Pure.

A quoted cell begins right behind a separator and ends right before one or at the end of its line; any other mark is a
character like others. So of two lines with `"12 inch` neither swallows what is between. What may be either is asked about.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

MOST_BREAKS = 5  # of lines in a cell; an address or a remark has one or two
MANY_DIGITS = 7  # a phone, a day, an IMEI
MANY_CELLS = 4
Row = tuple[int, list[str]]


class Unclosed(ValueError):
    """line: in which a cell begins with a mark, and nobody can tell what it is for."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def records(text: Iterable[str], delimiter: str) -> Iterator[Row]:
    """(number of the record, its cells); text: line by line, each with its ending. Raises Unclosed."""
    rest, lines = iter(text), deque[str]()
    number = width = 0
    while fill(lines, rest, 1):
        number += 1
        if '"' not in lines[0]:
            cells = split(lines.popleft(), delimiter)
        elif found := strictly(islice(lines, 1), delimiter):
            cells, _one = found
            lines.popleft()
        else:
            fill(lines, rest, MOST_BREAKS + 1)
            cells, used = marked(lines, delimiter, width, number)
            for _line in range(used):
                lines.popleft()
        width = len(cells) or width
        yield number, cells


def fill(lines: deque[str], rest: Iterator[str], how_many: int) -> bool:
    lines.extend(islice(rest, max(how_many - len(lines), 0)))
    return bool(lines)


def split(line: str, delimiter: str) -> list[str]:
    line = line.rstrip("\r\n")
    return line.split(delimiter) if line else []


def strictly(lines: Iterable[str], delimiter: str) -> tuple[list[str], int] | None:
    """(the cells of the first record, how many lines it takes); None where a mark isn't closed before a separator."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        return next(reader), reader.line_num
    except csv.Error:
        return None


def marked(lines: Sequence[str], delimiter: str, width: int, number: int) -> tuple[list[str], int]:
    """As strictly(), of lines of which the first has a mark that isn't closed in it. width: cells of the record before."""
    alone = [read_alone(line, delimiter) for line in lines]
    if found := strictly(lines, delimiter):
        cells, used = found
        swallowed = are_swallowed(alone[:used], {width, len(cells)})
        if swallowed is None:
            raise Unclosed(number)
        if not swallowed:
            return found
    following = next((len(row) for row in alone[1:] if row), 0)
    if {width or len(alone[0]), following or len(alone[0])} != {len(alone[0])}:
        raise Unclosed(number)
    return alone[0], 1


def are_swallowed(rows: Sequence[list[str]], widths: Iterable[int]) -> bool | None:
    """Whether lines of the list stand in a quoted cell, as one sees by their numbers; None where one doesn't. rows: the lines,
    each read alone; widths: how many cells a whole one has."""
    first, *others = rows
    if len(first) not in widths or len(first) < 2:
        return False
    whole = [place for place, row in enumerate(others) if len(row) == len(first)]
    numbers = numbers_in(first)
    if any(numbers and numbers[0] in numbers_in(others[place]) for place in whole):
        return True
    is_odd = any(not numbers or place < len(others) - 1 for place in whole)
    return None if is_odd and len(first) >= MANY_CELLS else False


def numbers_in(row: Sequence[str]) -> list[int]:
    """At which places long numbers stand."""
    return [place for place, cell in enumerate(row) if sum(map(str.isdigit, cell)) >= MANY_DIGITS]


def read_alone(line: str, delimiter: str) -> list[str]:
    """What is not closed in this line is a character; blanks behind a closing mark are nothing."""
    line, shape = line.rstrip("\r\n"), cell_of(delimiter)
    cells: list[str] = []
    place = 0
    while place <= len(line) and line:
        found = shape.match(line, place)
        assert found
        cells.append(found[0] if found[1] is None else found[1].replace('""', '"'))
        place = found.end() + 1
    return cells


@cache
def cell_of(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf'"((?:[^"]|"")*)" *(?={delimiter}|\Z)|[^{delimiter}]*')
