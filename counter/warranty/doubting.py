"""What is rather a slip than so: asked once, and it stands where somebody looked and says that it is right."""

import re

from flask_babel import gettext as _
from sqlalchemy import select

from counter.extensions import db
from counter.warranty.models import CardLine, Identifier, LookupKey
from counter.warranty.probes import serial_key

BESIDE_FIGURES = re.compile(r"[0-9]O|O[0-9]")


def letters(serial: str) -> str | None:
    """Of a serial in which O and 0 may be mixed up, what is to be asked."""
    if other := alike(serial):
        return str(
            _(
                "A card is for %(other)s already, which differs by O and 0 alone. Look at the thing.",
                other=other,
            )
        )
    if BESIDE_FIGURES.search(serial):
        return str(_("Is the letter O in %(serial)s a 0? Look at the thing.", serial=serial))
    return None


def alike(serial: str) -> str | None:
    """Another serial of a live card that differs from this one by O and 0 alone: both are filed under one key."""
    zeros = serial.replace("O", "0")
    if "0" not in zeros:
        return None
    asked = select(Identifier.value).join(CardLine, CardLine.id == Identifier.line_id)
    asked = asked.join(LookupKey, LookupKey.card_id == CardLine.card_id)
    asked = asked.where(
        LookupKey.value == serial_key(serial), Identifier.live == 1, Identifier.value != serial
    )
    return next((one for one in db.session.scalars(asked) if one.replace("O", "0") == zeros), None)
