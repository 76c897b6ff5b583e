"""In which letters a list was saved, where it doesn't say so itself: by which bytes stand together in it.

In Chinese of GB2312 both bytes of a character are 0xA1 or more, only rare names have a second one below; in Big5 every
third has. A Western letter with an accent is one byte, and mostly stands before a plain letter, a comma or a blank.
"""

import re
from collections import Counter
from collections.abc import Iterator
from math import log
from typing import IO, Any

from flask_babel import lazy_gettext as _

CHINESE, TRADITIONAL, WESTERN = "gb18030", "big5hkscs", "cp1252"
NAMES = {
    CHINESE: _("simplified Chinese (GB18030)"),
    TRADITIONAL: _("traditional Chinese (Big5)"),
    WESTERN: _("Western (Windows-1252)"),
}
ORDER = tuple(NAMES)
AT_ONCE = 1 << 20  # bytes
ENOUGH = 100_000  # pairs: what follows says the same
HIGH = bytes(range(0x80, 0x100))
UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
MOSTLY = 0.9
# Pairs of a kind, and how many of a hundred are of it in lists in GB18030, Big5 and Windows-1252.
KINDS: tuple[tuple[bytes, float, float, float], ...] = (
    (rb"(?<=[A-Za-z])[\xc0-\xff][\xc0-\xff](?=[A-Za-z])", 0.1, 0.1, 4),  # Größe, créée
    (rb"[\xc0-\xff][A-Za-z]{2}", 0.1, 0.2, 45),
    (rb"[\xa1-\xa3][\xa1-\xfe]", 5, 3, 0.2),
    (rb"[\xa4-\xaf][\xa1-\xfe]", 0.3, 25, 0.2),
    (rb"[\xb0-\xc6][\xa1-\xfe]", 45, 30, 0.5),
    (rb"[\xc7-\xd7][\xa1-\xfe]", 40, 2, 0.5),
    (rb"[\xd8-\xfe][\xa1-\xfe]", 5, 1, 1),
    (rb"[\x81-\xa0][@-~]", 1, 0.1, 2),
    (rb"[\xa4-\xa9][@-~]", 0.1, 8, 0.5),
    (rb"[\xaa-\xaf][@-~]", 0.6, 9, 1),
    (rb"[\xb0-\xc6][@-~]", 0.5, 20, 6),
    (rb"[\xc7-\xfe][@-~]", 0.8, 1.5, 15),
    (rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]", 0.2, 0.01, 0.01),
    (rb"[\x81-\xfe][\x80-\xfe]", 2, 0.1, 0.6),
    (rb"[\x80-\xff]", 0.1, 0.1, 26),
)
PAIR = re.compile(b"|".join(b"(%b)" % kind for kind, *_shares in KINDS))


def likely(stream: IO[bytes]) -> str | None:
    """The encoding; None where it seems to be UTF-8 of which a piece is broken, and of any other nothing would be right."""
    pairs: Counter[int] = Counter()
    high = in_utf8 = 0
    for some in pieces(stream):
        high += len(some) - len(some.translate(None, HIGH))
        in_utf8 += sum(map(len, UTF8.findall(some)))
        pairs.update(found.lastindex or 0 for found in PAIR.finditer(some))
        if pairs.total() > ENOUGH:
            break
    if in_utf8 > MOSTLY * high:
        return None

    def weight(encoding: str) -> float:
        shares = [kind[1:][ORDER.index(encoding)] for kind in KINDS]
        return sum(many * log(shares[kind - 1]) for kind, many in pairs.items())

    return max(ORDER, key=weight)


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Without the plain ones, which tell nothing. Leaves the stream at its beginning."""
    stream.seek(0)
    while some := stream.read(AT_ONCE):
        if not some.isascii():
            yield some
    stream.seek(0)


def said(encoding: str) -> Any:
    return NAMES.get(encoding, encoding)
