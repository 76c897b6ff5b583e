"""A customer leaves without buying: why is worth knowing. They may come back, and the sale goes on."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

from counter.history.models import note
from counter.sales.models import Sale
from counter.sales.trouble import Closed, Trouble


def abandon(sale: Sale, reason: str, by: Any, at: datetime) -> None:
    if sale.is_handed_over:
        raise Closed(_("This sale is handed over; it can't be given up."))
    if sale.paid:
        raise Trouble(_("Money was taken for this sale. Give it back first."))
    sale.abandoned_at = sale.abandoned_at or at
    sale.abandoned_because = reason
    note(by, "abandon", sale, at, {"because": [None, reason]})


def reopen(sale: Sale, by: Any, at: datetime) -> None:
    sale.abandoned_at, sale.abandoned_because = None, ""
    note(by, "reopen", sale, at)
