"""In which letters a list was saved, where it doesn't say so itself: as charset-normalizer finds it, of the three that lists of
shops come in."""

import re
from typing import IO, Any

from charset_normalizer import from_bytes
from flask_babel import lazy_gettext as _

CHINESE, TRADITIONAL, WESTERN = "gb18030", "big5hkscs", "cp1252"
NAMES = {
    CHINESE: _("simplified Chinese (GB18030)"),
    TRADITIONAL: _("traditional Chinese (Big5)"),
    WESTERN: _("Western (Windows-1252)"),
}
AT_ONCE = 1 << 20  # bytes
ENOUGH, LONGEST = (
    1 << 17,
    1 << 16,
)  # bytes of lines that aren't plain, and of one line: what follows says the same
CHAOS = 0.5  # French in capitals is like chaos; what is read in letters of a wrong kind is far more so
UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = bytes(range(0x80, 0x100))
MOSTLY = 0.9
FEW = 200  # bytes of letters that aren't plain: a few names are read as well in simplified as in traditional Chinese
CLEARLY = 0.03  # so much less of a chaos


def likely(stream: IO[bytes]) -> str | None:
    """The encoding; None where it seems to be UTF-8 of which a piece is broken, and of any other nothing would be right."""
    some = lines_with_letters(stream)
    high = len(some) - len(some.translate(None, HIGH))
    if sum(map(len, UTF8.findall(some))) > MOSTLY * high:
        return None
    found = from_bytes(
        some, steps=10, chunk_size=1024, threshold=CHAOS, cp_isolation=list(NAMES), preemptive_behaviour=False
    )
    best = found.best()
    if best and best.encoding == TRADITIONAL and high < FEW:
        simplified = next((one for one in found if one.encoding == CHINESE), None)
        if simplified and simplified.chaos <= best.chaos + CLEARLY:
            best = simplified
    return best.encoding if best else None


def lines_with_letters(stream: IO[bytes]) -> bytes:
    """The first of the lines that aren't plain. Leaves the stream at its beginning."""
    stream.seek(0)
    found, size = [], 0
    while size < ENOUGH and (line := stream.readline(LONGEST)):
        if not line.isascii():
            found.append(line)
            size += len(line)
    stream.seek(0)
    return b"".join(found)


def said(encoding: str) -> Any:
    return NAMES.get(encoding, encoding)
