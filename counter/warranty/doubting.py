"""What is rather a slip than so: asked once, and it stands where somebody looked and says that it is right."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from counter.extensions import db
from counter.warranty.models import CardLine, Identifier, LookupKey
from counter.warranty.probes import serial_key

BESIDE_FIGURES = re.compile(r"[0-9]O|O[0-9]")


def letters(serial: str) -> str | None:
    """Of a serial in which O and 0 may be mixed up, what is to be asked."""
    if other := alike([serial]).get(serial):
        return str(said_of(other))
    if BESIDE_FIGURES.search(serial):
        return str(_("Is the letter O in %(serial)s a 0? Look at the thing.", serial=serial))
    return None


def said_of(other: str) -> Any:
    return _(
        "A card is for %(other)s already, which differs by O and 0 alone. Look at the thing.", other=other
    )


def said_of_line(line: int) -> Any:
    """Of a file."""
    return _("The serial in line %(num)d differs from this by O and 0 alone. Look at the thing.", num=line)


def alike(serials: Iterable[str]) -> dict[str, str]:
    """By serial another one of a live card that differs by O and 0 alone: both are filed under one key. One question for all."""
    mine = {serial: zeros for serial in serials if "0" in (zeros := serial.replace("O", "0"))}
    if not mine:
        return {}
    asked = select(Identifier.value).join(CardLine, CardLine.id == Identifier.line_id)
    asked = asked.join(LookupKey, LookupKey.card_id == CardLine.card_id)
    asked = asked.where(LookupKey.value.in_(sorted(set(map(serial_key, mine)))), Identifier.live == 1)
    there: dict[str, set[str]] = {}
    for value in db.session.scalars(asked):
        there.setdefault(value.replace("O", "0"), set()).add(value)
    others = {serial: there.get(zeros, set()) - {serial} for serial, zeros in mine.items()}
    return {serial: min(found) for serial, found in others.items() if found}
