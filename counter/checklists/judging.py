"""What a tick comes to: a figure below its least is a fix, whatever was tapped. Pure."""

import unicodedata

LARGEST = {"percent": 100, "count": 9999}


class NoFigure(ValueError):
    """Nothing was typed, and a figure decides."""


class OddFigure(ValueError):
    """What was typed is no whole number in range."""


def figure(text: str, kind: str) -> int | None:
    """92, "92%", full-width ９２; None for nothing. Raises OddFigure."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or len(plain) > 6 or int(plain) > LARGEST[kind]:
        raise OddFigure(kind)
    return int(plain)


def judged(
    tapped: str, value: int | None, least: int | None, was: str | None = None, had: int | None = None
) -> str:
    """The state of an item with a figure. `was` and `had`: its state and figure before. Raises NoFigure.

    PH-07: below the threshold it is a fix at once. At or above it is well, unless somebody says that something
    else is wrong with it: then it is a fix with a figure that is well.
    """
    if tapped == "na":
        return "na"
    if value is None:
        if tapped == "fix":
            return "fix"
        raise NoFigure
    if least is not None and value < least:
        return "fix"
    says_so = tapped == "fix" and (was != "fix" or had == value)
    return "fix" if says_so else "ok"
