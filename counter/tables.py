"""A CSV or Excel file, line by line: its letters and separators are found out, a workbook is read in a process of its own."""

import io
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

from flask_babel import lazy_gettext as _

from counter import letters
from counter.quoting import TooOdd, Unclosed, records
from counter.spreadsheets import RISKY

ROOT = Path(__file__).parent.parent
PATIENCE = 300  # seconds for a spreadsheet
MOST_LINES = 1_200_000  # of a CSV file, the empty ones too; a sheet has 1,048,576
LONGEST_LINE = 131_072  # characters of a CSV file
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
WHOLE = re.compile(r"(\d+)\.0+")
LOST_DIGITS = re.compile(r"[+-]?\d\.\d+E\+\d+", re.I)  # a serial may be 1E5
LOST = _(
    "The spreadsheet has rounded this number, its digits are lost. Set the column to text and type it again."
)
TOO_MANY = _("More stands here than one thing has. Write each thing on a line of its own.")
TEXT_MARK = re.compile(
    rf"'(?=\d|[{re.escape(''.join(RISKY))}])"
)  # before letters it is one of theirs: 's-Gravenhage
FORMULA_TEXT = re.compile(r'="([^"]*)"')  # some tills write ="13800138000", so that Excel keeps the digits
Lines = Iterator[tuple[int, list[str]]]


class FileTrouble(ValueError):
    """A file that can't be taken in; `sentence` says what is the matter with it."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def lines_of(stream: IO[bytes], encoding: str | None = None) -> Lines:
    """(number of the line, its cells). encoding: see encoding_of(), which is asked where it is not given. Raises FileTrouble,
    where it must while it is read."""
    encoding = encoding_of(stream) if encoding is None else encoding
    return text_lines(stream, encoding) if encoding else spreadsheet_lines(stream, head_of(stream))


def head_of(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    return head


def encoding_of(stream: IO[bytes], wanted: str = "") -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else what its bytes are like (letters.py); "" of a spreadsheet. wanted:
    as somebody says. Reads the file through. Raises FileTrouble."""
    head = head_of(stream)
    if not head:
        raise FileTrouble(_("This file is empty."))
    if head.startswith((ZIP, OLE)):
        return ""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        found: str | None = "utf-16"
    elif sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head) * 50 > len(head):
        raise FileTrouble(_("This is neither a CSV nor an Excel file."))
    else:
        found = wanted or ("utf-8-sig" if is_in(stream, "utf-8-sig") else letters.likely(stream))
    if found and is_in(stream, found):
        return found
    raise FileTrouble(_("The letters of this file can't be read. Save it as “CSV UTF-8” and send it again."))


def is_in(stream: IO[bytes], encoding: str) -> bool:
    """Whether all of it can be read so."""
    decoder = getincrementaldecoder(encoding)()
    try:
        while some := stream.read(letters.AT_ONCE):
            decoder.decode(some)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def text_lines(stream: IO[bytes], encoding: str) -> Lines:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        beginning = text.read(4096)
        text.seek(0)
        for line, cells in records(short_lines(text), delimiter_of(beginning)):
            if line > MOST_LINES:
                raise FileTrouble(too_many(MOST_LINES))
            yield line, cells
    except Unclosed as found:
        raise FileTrouble(unclosed(found.line)) from None
    except TooOdd:
        raise FileTrouble(
            _(
                "Too many lines of this file have quotation marks that hold nothing together. Save it anew and send it again."
            )
        ) from None
    finally:
        text.detach()


def short_lines(text: IO[str]) -> Iterator[str]:
    """A file without an end of a line is not taken into memory whole."""
    for line in iter(partial(text.readline, LONGEST_LINE), ""):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise FileTrouble(
                _(
                    "A line of this file is so long that it can be none of a list. Save it anew and send it again."
                )
            )
        yield line


def too_many(lines: int) -> Any:
    return _("This file has more than %(num)s lines. Divide it into several.", num=f"{lines:,}")


def unclosed(line: int) -> Any:
    return _(
        "In line %(num)d a cell begins with a quotation mark that is not closed there. Take the mark out, or close it.",
        num=line,
    )


def delimiter_of(beginning: str) -> str:
    """What most of the first lines have, under a title or not; of two, what they have equally often; then what is more."""
    lines = [line for line in beginning.splitlines() if line.strip()][:10]

    def weight(one: str) -> tuple[int, int, int]:
        counts = [line.count(one) for line in lines if one in line]
        return len(counts), max(map(counts.count, counts), default=0), sum(counts)

    return max(",;\t", key=weight)


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
    """See workbooks.py. Nothing that comes in a file runs in this process."""
    command = [sys.executable, "-m", "counter.workbooks", path]
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
        word, _space, names = told.read(4096).decode(errors="replace").partition(" ")
        if code and word.strip() == "password":
            raise FileTrouble(_("This file has a password. Save it without one and send it again."))
        if code and word == "sheets":
            one, other = json.loads(names)
            raise FileTrouble(
                _(
                    "More than one sheet of this file has lines: “%(one)s” and “%(other)s”. Leave one sheet in the file, or send each sheet as a file of its own.",
                    one=one,
                    other=other,
                )
            )
        if code:
            raise FileTrouble(
                _("This Excel file can't be read; it may have been cut off. Save it anew and send it again.")
            )


def columns_of(headings: Sequence[str], words: Mapping[str, str]) -> dict[str, int]:
    """{field: place of its column}. words: by field what may stand over it. The whole heading first, then a part of it; each
    column is one field."""
    found: dict[str, int] = {}
    given = [folded(heading) for heading in headings]
    for is_same in (str.__eq__, lambda heading, word: len(word) > 1 and word in heading):
        for field, spellings in words.items():
            if field in found:
                continue
            ways = (
                place
                for word in spellings.split()
                for place, heading in enumerate(given)
                if heading and place not in found.values() and is_same(heading, word)
            )
            place = next(ways, None)
            if place is not None:
                found[field] = place
    return found


def folded(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading[:80]).casefold()
    return re.sub(r"[\W_]+", "", re.sub(r"\([^()]*\)", "", text) or text)


def plain(text: str) -> str:
    """Without the apostrophe that keeps a formula from running, or digits as they are, and without the formula that does."""
    text = text.strip()
    if found := FORMULA_TEXT.fullmatch(text):
        return found[1].strip()
    return text[1:] if TEXT_MARK.match(text) else text


def whole(text: str) -> str:
    """A number as it was typed, before a spreadsheet made a fraction of it; none begins with an apostrophe."""
    text = text.removeprefix("'")
    found = WHOLE.fullmatch(text)
    return found[1] if found else text
