"""A CSV text cell by cell: which quotation marks hold a cell together, and which only stand in it. Pure.

A quoted cell begins right behind a separator and ends right before one or at the end of its line; any other mark is a
character like others. So of two lines with `"12 inch` neither swallows what is between. What may be either is asked about: a
line that by itself looks like one of the list is never a part of a cell unsaid.
"""

import csv
import re
from bisect import bisect
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, islice

MOST_BREAKS = 5  # of lines in a cell; an address or a remark has one or two
LONG_NUMBER = re.compile(r"(?:\d\D*){7}")  # a phone, a day, an IMEI
MOST_WIDTHS = 50  # that are kept in mind
MOST_ODD = 250_000  # records that need a closer look
Row = tuple[int, list[str]]


class Unclosed(ValueError):
    """line: in which a cell begins with a mark, and nobody can tell what it is for."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class TooOdd(ValueError):
    """So many marks that hold nothing together that it is no list."""


class Feed:
    """Lines for one csv.reader. taken: those of the record it is at; at most MOST_BREAKS + 1, then csv.Error."""

    def __init__(self, text: Iterable[str]) -> None:
        self.rest, self.back = iter(text), deque[str]()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) > MOST_BREAKS:
            raise csv.Error
        line = self.back.popleft() if self.back else next(self.rest)
        self.taken.append(line)
        return line

    def ahead(self) -> list[str]:
        """Some of the lines that follow."""
        self.back.extend(islice(self.rest, max(MOST_BREAKS - len(self.back), 0)))
        return list(islice(self.back, MOST_BREAKS))

    def put_back(self) -> None:
        """All but the first."""
        self.back.extendleft(reversed(self.taken[1:]))


class Widths:
    """How many cells the lines of the list have. usual: that of the line before, and what a tenth of all have; lines of a title
    are few, and where the list has more columns, a line of one cell is none of it."""

    def __init__(self) -> None:
        self.before, self.seen, self.usual = 0, dict[int, int](), set[int]()

    def add(self, width: int) -> None:
        self.seen[width] = self.seen.get(width, 0) + 1
        if width == self.before:
            return
        if len(self.seen) > MOST_WIDTHS:
            self.seen = {width: 1}
        self.before, many = width, max(sum(self.seen.values()) / 10, 2)
        found = {width} | {one for one, times in self.seen.items() if times >= many}
        self.usual = {one for one in found if one > 1} or found


def records(text: Iterable[str], delimiter: str) -> Iterator[Row]:
    """(number of the record, its cells); text: line by line, each with its ending. Raises Unclosed, TooOdd."""
    feed, widths = Feed(text), Widths()
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    number = odd = 0
    while True:
        feed.taken.clear()
        cells: list[str] | None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a mark isn't closed before a separator
            cells = None
        number += 1
        if cells is None or (
            len(feed.taken) > 1 and not is_plain(feed.taken, cells, widths.usual, delimiter)
        ):
            odd += 1
            if odd > MOST_ODD:
                raise TooOdd
            cells = looked_at(feed, cells, widths.usual, delimiter)
            if cells is None:
                raise Unclosed(number)
        if cells:
            widths.add(len(cells))
        yield number, cells


def is_plain(lines: Sequence[str], cells: Sequence[str], usual: Collection[int], delimiter: str) -> bool:
    """Whether one sees without a closer look that a record of several lines swallows none of the list: no line could end before
    its last one, or what follows the first is too little."""
    if len(cells) not in usual:
        return False
    least = min(usual)
    counts = [line.count(delimiter) for line in lines]
    if 1 + sum(counts[:-1]) < least:
        return True
    if 1 + max(counts[1:]) >= least:
        return False
    odd = [line for line in lines[1:] if is_long_number(line)]
    place = max(place for place, cell in enumerate(cells) if "\n" in cell or "\r" in cell) if odd else 0
    return not any(numbers_in(line.split(delimiter, place)[:place]) for line in odd)


def looked_at(feed: Feed, cells: list[str] | None, usual: set[int], delimiter: str) -> list[str] | None:
    """The cells of the record, and what is not of it is put back; None where nobody can tell. cells: as they are by the rules,
    None where it breaks them."""
    if cells is not None:
        if usual <= {1}:  # over the headings stands nothing, or a title
            usual = next_widths(feed.ahead(), delimiter) or {len(cells)}
        swallows = is_swallowing(feed.taken, cells, usual, delimiter)
        if not swallows:
            return cells if swallows is False else None
    first = read_alone(feed.taken[0], delimiter)
    following = widths_of([*feed.taken[1:], *feed.ahead()], delimiter)
    if {len(first), *islice(following, 1 if usual else MOST_BREAKS)} - (usual or {len(first)}):
        return None
    feed.put_back()
    return first


def next_widths(lines: Sequence[str], delimiter: str) -> set[int]:
    """How many cells the record has that begins these lines; where it breaks the rules, each of them."""
    try:
        row = next(filter(None, csv.reader(lines, delimiter=delimiter, strict=True)), [])
        return {len(row)} if row else set()
    except csv.Error:
        return set(widths_of(lines, delimiter))


def widths_of(lines: Iterable[str], delimiter: str) -> Iterator[int]:
    """How many cells each has, read alone; of empty ones nothing."""
    return filter(None, (len(read_alone(line, delimiter)) for line in lines))


def is_swallowing(lines: Sequence[str], cells: Sequence[str], usual: set[int], delimiter: str) -> bool | None:
    """Whether the second line is one of the list, as one sees by its numbers; None where one doesn't, or a later one may be."""
    is_usual, widths = len(cells) in usual, usual | {len(cells)}
    widths = {width for width in widths if width > 1} or widths
    found: bool | None = False
    for place, first, last, row, end in spanning(lines, cells, delimiter):
        behind = len(cells) - place - 1
        others = [(read_alone(line, delimiter), 0) for line in lines[first + 1 : last]] + [(end, behind)]
        for count, (other, of_others) in enumerate(others, start=1):
            if not is_said(other):
                continue
            is_row, is_whole = len(row) in widths, len(other) in widths
            shared = set(numbers_in(row)) & set(numbers_in(other))
            is_alike = bool(shared & set(range(min(place, len(other) - of_others))))
            is_odd = is_row and (is_whole or is_alike)
            is_odd = is_odd or (is_whole and (count < len(others) or not is_usual))
            is_odd = is_odd or (not is_usual and 1 < len(row) == len(other))
            if not is_odd or (count == len(others) and is_told_apart(place, row, cells, other)):
                continue
            if first == 0 and is_row and is_whole and shared & set(numbers_in(row)[:1]):
                return True
            found = None
    return found


def is_told_apart(place: int, row: Sequence[str], cells: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the record has long numbers before and behind its cell of several lines, and neither what would be a line of its
    own with its beginning nor with its end has both."""
    numbers = numbers_in(cells)
    before, behind = {one for one in numbers if one < place}, {one for one in numbers if one > place}
    return (
        bool(before and behind) and not before & set(numbers_in(other)) and not behind & set(numbers_in(row))
    )


def spanning(
    lines: Sequence[str], cells: Sequence[str], delimiter: str
) -> Iterator[tuple[int, int, int, list[str], list[str]]]:
    """Of each cell over several lines: (its place, its first and last line, the row that would end with its first line, the
    one that would begin with its last)."""
    text, ends, shape = "".join(lines), list(accumulate(map(len, lines))), quoted_cell(delimiter)
    start = 0
    for place in range(len(cells)):
        found = shape.match(text, start)
        assert found
        first, last = bisect(ends, start), bisect(ends, found.end() - 1)
        if last > first:
            row = [*cells[:place], *read_alone(text[start : ends[first]], delimiter)]
            end = [*read_alone(text[ends[last - 1] : found.end()], delimiter), *cells[place + 1 :]]
            yield place, first, last, row, end
        start = found.end() + 1


def numbers_in(row: Sequence[str]) -> list[int]:
    """At which places long numbers stand."""
    return [place for place, cell in enumerate(row) if is_long_number(cell)]


def is_long_number(text: str) -> bool:
    return LONG_NUMBER.search(text) is not None


def is_said(row: Sequence[str]) -> bool:
    return any(cell.strip(' "') for cell in row)


def split(line: str, delimiter: str) -> list[str]:
    line = line.rstrip("\r\n")
    return line.split(delimiter) if line else []


def read_alone(line: str, delimiter: str) -> list[str]:
    """What is not closed in this line is a character; blanks behind a closing mark are nothing."""
    if '"' not in line:
        return split(line, delimiter)
    line, shape = line.rstrip("\r\n"), cell_of(delimiter)
    cells: list[str] = []
    place = 0
    while place <= len(line):
        if not line.startswith('"', place):
            end = line.find(f'{delimiter}"', place)
            end = len(line) if end < 0 else end
            cells += line[place:end].split(delimiter)
        else:
            found = shape.match(line, place)
            assert found
            cells.append(found[0] if found[1] is None else found[1].replace('""', '"'))
            end = found.end()
        place = end + 1
    return cells


@cache
def cell_of(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf'"((?:[^"]++|"")*+)" *+(?={delimiter}|\Z)|[^{delimiter}]*+')


@cache
def quoted_cell(delimiter: str) -> re.Pattern[str]:
    """By the rules, over several lines too."""
    return re.compile(rf'"(?:[^"]++|"")*+"|[^{delimiter}\r\n]*+')
