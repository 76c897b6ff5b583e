"""What is wrong with what is said of a store, for the form and for a list alike, and when its doors are open."""

from datetime import time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from counter.languages import words
from counter.stores import placing, weekdays
from counter.stores.models import Store

OUT_OF_PLACE = {
    placing.AboveItself: _("That store stands below this one already; none stands above itself."),
    placing.LevelNeeded: _("Choose its level: it stands under a store, or one stands under it."),
    placing.DoesNothing: _("It sells, or it services, or both."),
}


def sentence_of(wrong: placing.OutOfPlace) -> Any:
    if isinstance(wrong, placing.DoesNotAscend):
        return gettext(
            "Who stands under another has a lower level: compare %(store)s.", store=words(wrong.name)
        )
    return OUT_OF_PLACE[type(wrong)]


def too_early(day_starts_at: time) -> str:
    begins = f"{day_starts_at:%H:%M}"
    return gettext("Its business day begins at %(time)s; it opens then, or later.", time=begins)


def never_open() -> str:
    return gettext("Leave a day of the week on which it is open.")


def hours_of(store: Store) -> str:
    """When its doors are open, for its customers."""
    opens, closes = f"{store.opens_at:%H:%M}", f"{store.closes_at:%H:%M}"
    if not store.closed_days:
        return gettext("Every day %(opens)s to %(closes)s", opens=opens, closes=closes)
    days = weekdays.spelt(store.closed_days)
    return gettext("%(opens)s to %(closes)s, closed on %(days)s", opens=opens, closes=closes, days=days)
