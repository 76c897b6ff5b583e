"""What is rather a slip than so: asked once, and it stands where somebody looked and says that it is right."""

import re

from flask_babel import gettext as _
from sqlalchemy import select

from counter.extensions import db
from counter.warranty import nearby
from counter.warranty.models import Identifier

BESIDE_FIGURES = re.compile(r"[0-9]O|O[0-9]")


def letters(serial: str) -> str | None:
    """Of a serial in which O and 0 may be mixed up, what is to be asked."""
    alike = nearby.read_alike(serial)
    asked = select(Identifier.value).where(Identifier.value.in_(sorted(alike)), Identifier.live == 1)
    if other := db.session.scalar(asked) if alike else None:
        return str(
            _(
                "A card is for %(other)s already, which differs by O and 0 alone. Look at the thing.",
                other=other,
            )
        )
    if BESIDE_FIGURES.search(serial):
        return str(_("Is the letter O in %(serial)s a 0? Look at the thing.", serial=serial))
    return None
