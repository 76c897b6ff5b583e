"""Numbers that one slip of the finger away from what was typed: one character wrong, or two neighbours that changed places.

A slip in an IMEI or card number fails its check, and few numbers that pass are so near. A mobile has no check, so that a
hundred are: they are asked for only where the whole number finds nothing.
"""

from collections.abc import Iterator

from counter.catalog import identifiers
from counter.warranty import numbers
from counter.warranty.probes import Probe, number_key, serial_key

DIGITS = "0123456789"
MOBILE = len("p+8613800138000")


def mistyped(text: str) -> list[str]:
    """The keys of IMEIs or card numbers that may have been meant; none where the text is sound, or no such number."""
    code = numbers.normalise(text)
    if len(code) == 15 and code.isascii() and code.isdigit() and not identifiers.is_imei(code):
        return [serial_key(one) for one in slips(code, DIGITS) if identifiers.is_imei(one)]
    if numbers.SHAPE.fullmatch(code) and numbers.check_character(code[:-1]) != code[-1]:
        return [number_key(one) for one in slips(code, numbers.ALPHABET) if is_card(one)]
    return []


def is_card(code: str) -> bool:
    return bool(numbers.SHAPE.fullmatch(code)) and numbers.check_character(code[:-1]) == code[-1]


def mobiles(probe: Probe) -> list[str]:
    """The keys of mobiles next to the one that was typed whole; its first digit is a 1 on all of them."""
    whole = [
        low for low, high in probe.ranges if high is None and low.startswith("p+861") and len(low) == MOBILE
    ]
    if probe.kind != "phone" or not whole:
        return []
    start = len("p+861")
    return [whole[0][:start] + one for one in slips(whole[0][start:], DIGITS)]


def slips(code: str, alphabet: str) -> Iterator[str]:
    for place, char in enumerate(code):
        yield from (code[:place] + other + code[place + 1 :] for other in alphabet if other != char)
        if code[place + 1 : place + 2] not in ("", char):
            yield code[:place] + code[place + 1] + char + code[place + 2 :]


def differing(one: str, other: str) -> tuple[int, int] | None:
    """(first, behind the last) place at which they differ; None where they are as long as each other and the same."""
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return (places[0], places[-1] + 1) if places else None
