"""Takes a file of old cards apart, line by line and before any lock is taken: its headings, and its lines in pieces."""

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from flask_babel import lazy_gettext as _

from counter.card_imports.cells import LEFT_OUT, day_of
from counter.card_imports.columns import recognised
from counter.customers import phones
from counter.forms import unfit
from counter.passcodes import names_passcode, tells_passcode
from counter.tables import FileTrouble, Lines, encoding_of, lines_of, plain, too_many

MOST_BYTES = 128 * 1024 * 1024
MOST_LINES = 1_000_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 2_000  # of a cell; no field of a card is longer than 200
PIECE = 100  # lines


@dataclass
class Unpacked:
    """The pieces lie in a temporary file until they are put into the books; digest is that of the whole file, and of its
    letters where they were not found so. letters: its encoding, "" of a spreadsheet."""

    file_name: str
    digest: str
    letters: str = ""
    headings: list[str] = field(default_factory=list)
    lines: int = 0
    ends: list[int] = field(default_factory=list)
    body: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def pieces(self) -> Iterator[bytes]:
        self.body.seek(0)
        start = 0
        for end in self.ends:
            yield self.body.read(end - start)
            start = end


def unpack(stream: IO[bytes], file_name: str, letters: str = "") -> Unpacked:
    """letters: its encoding, where somebody says so; the same file read otherwise is another one. Raises FileTrouble."""
    stream.seek(0, os.SEEK_END)
    if stream.tell() > MOST_BYTES:
        raise FileTrouble(too_big())
    encoding = encoding_of(stream, letters)
    is_found = not letters or encoding == found_by_itself(stream)
    digest = hashlib.sha256(b"" if is_found else letters.encode())
    stream.seek(0)
    while some := stream.read(1 << 20):
        digest.update(some)
    shown = "".join(" " if unfit(char) else char for char in Path(file_name).name)
    found = Unpacked(" ".join(shown.split())[-120:], digest.hexdigest(), encoding)
    fill(found, lines_of(stream, encoding))
    stream.seek(0)
    return found


def found_by_itself(stream: IO[bytes]) -> str | None:
    """The encoding, as it is found where nobody says it; None where nothing is found."""
    try:
        return encoding_of(stream)
    except FileTrouble:
        return None


def too_big() -> Any:
    return _(
        "This file is bigger than %(num)d MB. Divide it into several files and import one after the other.",
        num=MOST_BYTES // 1024**2,
    )


def fill(found: Unpacked, lines: Lines) -> None:
    """The headings stand in one of the first lines, under a title perhaps; or there are none, and the first line is a card."""
    first = list(islice(lines, 10))
    scores = [0 if is_card(cells) else len(recognised(cells[:MOST_COLUMNS])) for _, cells in first]
    if not any(any(cells) for _, cells in first):
        raise FileTrouble(_("This file is empty."))
    best = max(scores)
    top = scores.index(best) if best > 1 else next(i for i, (_, cells) in enumerate(first) if any(cells))
    if best <= 1 and is_card(first[top][1]):
        width = max(len(cells) for _, cells in first)
        found.headings = neutral(min(width, MOST_COLUMNS))
        top -= 1
    else:
        found.headings = [cell[:80] for cell in short(first[top][1])]
    named = {place: heading for place, heading in enumerate(found.headings) if names_passcode(heading)}
    rest = ((line, short(cells, named)) for line, cells in chain(first[top + 1 :], lines))
    full = ((line, cells) for line, cells in rest if any(cells))
    while some := list(islice(full, PIECE)):
        found.lines += len(some)
        if found.lines > MOST_LINES:
            raise FileTrouble(too_many(MOST_LINES))
        found.body.write(zlib.compress(json.dumps(some, ensure_ascii=False).encode(), 3))
        found.ends.append(found.body.tell())
    if not found.lines:
        raise FileTrouble(_("There is no line under the headings."))


def is_card(cells: Sequence[str]) -> bool:
    """Whether it is a card's line rather than one of headings: a phone number or a day among others."""
    full = [text for text in map(plain, cells[:MOST_COLUMNS]) if text]
    return len(full) > 1 and any(day_of(text, True) or is_phone(text) for text in full)


def is_phone(text: str) -> bool:
    if any(char.isalpha() for char in text[: phones.LONGEST]):
        return False
    try:
        return bool(phones.parse(text))
    except phones.PhoneError:
        return False


def neutral(width: int) -> list[str]:
    return [str(_("Column %(num)d", num=place)) for place in range(1, width + 1)]


def short(cells: Iterable[str], named: Mapping[int, str] | None = None) -> list[str]:
    """What is kept of a line. A character that no database takes is shown as one that nobody reads, and of a cell that tells a
    passcode nothing stays. named: headings that speak of one, by their places."""
    kept = []
    for place, cell in enumerate(islice(cells, MOST_COLUMNS)):
        cell = cell.strip()[:MOST_CHARACTERS]
        if tells_passcode(f"{named[place]}: {cell}" if named and place in named else cell):
            cell = LEFT_OUT
        kept.append(cell if cell.isprintable() else "".join("\ufffd" if unfit(c) else c for c in cell))
    return kept
