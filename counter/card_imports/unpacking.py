"""Takes a file of old cards apart, line by line and before any lock is taken: its headings, and its lines in pieces."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from flask_babel import lazy_gettext as _

from counter.card_imports.columns import recognised
from counter.forms import unfit

MOST_BYTES = 128 * 1024 * 1024
MOST_LINES = 1_000_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 2_000  # of a cell; no field of a card is longer than 200
PIECE = 100  # lines
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 300  # seconds for a spreadsheet
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
Lines = Iterator[tuple[int, list[str]]]


class FileTrouble(ValueError):
    """A file that can't be taken in; `sentence` says what is the matter with it."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass
class Unpacked:
    """The pieces lie in a temporary file until they are put into the books; digest is that of the whole file."""

    file_name: str
    digest: str
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


def unpack(stream: IO[bytes], file_name: str) -> Unpacked:
    """Raises FileTrouble."""
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while some := stream.read(1 << 20):
        digest.update(some)
        size += len(some)
    if size > MOST_BYTES:
        raise FileTrouble(too_big())
    if not size:
        raise FileTrouble(_("This file is empty."))
    shown = "".join(" " if unfit(char) else char for char in Path(file_name).name)
    found = Unpacked(" ".join(shown.split())[-120:], digest.hexdigest())
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if head.startswith((ZIP, OLE)):
        fill(found, spreadsheet_lines(stream, head))
    else:
        fill(found, text_lines(stream, head))
    stream.seek(0)
    return found


def too_big() -> Any:
    return _(
        "This file is bigger than %(num)d MB. Divide it into several files and import one after the other.",
        num=MOST_BYTES // 1024**2,
    )


def fill(found: Unpacked, lines: Lines) -> None:
    """The headings stand in one of the first lines, under a title perhaps."""
    first = list(islice(lines, 10))
    scores = [len(recognised(cells[:MOST_COLUMNS])) for _, cells in first]
    if not any(any(cells) for _, cells in first):
        raise FileTrouble(_("This file is empty."))
    best = max(scores)
    top = scores.index(best) if best > 1 else next(i for i, (_, cells) in enumerate(first) if any(cells))
    found.headings = [cell[:80] for cell in short(first[top][1])]
    rest = ((line, short(cells)) for line, cells in chain(first[top + 1 :], lines))
    full = ((line, cells) for line, cells in rest if any(cells))
    while some := list(islice(full, PIECE)):
        found.lines += len(some)
        if found.lines > MOST_LINES:
            raise FileTrouble(
                _("This file has more than %(num)s lines. Divide it into several.", num=f"{MOST_LINES:,}")
            )
        found.body.write(zlib.compress(json.dumps(some, ensure_ascii=False).encode(), 3))
        found.ends.append(found.body.tell())
    if not found.lines:
        raise FileTrouble(_("There is no line under the headings."))


def short(cells: Iterable[str]) -> list[str]:
    """What is kept of a line. A character that no database takes is shown as one that nobody reads."""
    kept = []
    for cell in islice(cells, MOST_COLUMNS):
        cell = cell.strip()[:MOST_CHARACTERS]
        kept.append(cell if cell.isprintable() else "".join("\ufffd" if unfit(c) else c for c in cell))
    return kept


def text_lines(stream: IO[bytes], head: bytes) -> Lines:
    encoding = encoding_of(stream, head)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        beginning = text.read(4096)
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter_of(beginning))
        line = 0
        try:
            for line, cells in enumerate(reader, start=1):
                yield line, cells
        except csv.Error:
            raise FileTrouble(
                _("After line %(num)d a quotation mark is opened and never closed.", num=line)
            ) from None
    finally:
        text.detach()


def encoding_of(stream: IO[bytes], head: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else what Excel saves in China. Reads the file through."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        ways = ["utf-16"]
    elif sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head) * 50 > len(head):
        raise FileTrouble(_("This is neither a CSV nor an Excel file."))
    else:
        ways = ["utf-8-sig", "gb18030"]
    for encoding in ways:
        decoder = getincrementaldecoder(encoding)()
        try:
            while some := stream.read(1 << 20):
                decoder.decode(some)
            decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError:
            continue
        finally:
            stream.seek(0)
    raise FileTrouble(_("The letters of this file can't be read. Save it as “CSV UTF-8” and send it again."))


def delimiter_of(beginning: str) -> str:
    line = next((line for line in beginning.splitlines() if line.strip()), "")
    return max(",;\t", key=line.count)


def spreadsheet_lines(stream: IO[bytes], head: bytes) -> Lines:
    with tempfile.NamedTemporaryFile() as copy:
        is_locked, before = False, b""
        while some := stream.read(1 << 20):
            copy.write(some)
            is_locked = is_locked or (head.startswith(OLE) and LOCKED in before + some)
            before = some[-64:]
        copy.flush()
        if is_locked:
            raise FileTrouble(_("This file has a password. Save it without one and send it again."))
        yield from told_by_a_reader(copy.name)


def told_by_a_reader(path: str) -> Lines:
    """See spreadsheets.py. Nothing that comes in a file runs in this process."""
    command = [sys.executable, "-m", "counter.card_imports.spreadsheets", path]
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, cwd=ROOT) as reader,
    ):
        assert reader.stdout
        try:
            for row in reader.stdout:
                line, cells = json.loads(row)
                yield line, cells
            code = reader.wait(PATIENCE)
        finally:
            reader.kill()
        told.seek(0)
        if code and told.read(100).strip() == b"password":
            raise FileTrouble(_("This file has a password. Save it without one and send it again."))
        if code:
            raise FileTrouble(
                _("This Excel file can't be read; it may have been cut off. Save it anew and send it again.")
            )
