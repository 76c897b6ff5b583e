"""The link from a card to the customer's page: made with the card, printed on it, replaced by a manager."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from counter.extensions import db
from counter.history.models import note
from counter.links import addressing, making, revoking
from counter.links.models import Link
from counter.warranty.models import Card, CardLine, Coverage

PURPOSE = "customer_page"
AFTERWARDS, LEAST = timedelta(days=365), timedelta(days=730)


def current(card: Card, at: datetime) -> Link | None:
    return addressing.current(card, PURPOSE, at)


def link(card: Card, by: Any, at: datetime) -> Link:
    return making.make(card, PURPOSE, by, at, expires_at(card, at))


def link_late(card: Card, by: Any, at: datetime) -> Link:
    """For a card that is there already."""
    made = link(card, by, at)
    note(by, "make_link", card, at)
    return made


def renew(card: Card, by: Any, at: datetime) -> Link:
    """What is printed by now opens no more."""
    revoking.revoke(card, PURPOSE, by, at)
    return link_late(card, by, at)


def expires_at(card: Card, at: datetime) -> datetime:
    """A year after the last end of coverage, for repairs move it; two years from now where there is none."""
    ends = select(func.max(Coverage.ends_on)).join(CardLine, CardLine.id == Coverage.line_id)
    last = db.session.scalar(ends.where(CardLine.card_id == card.id))
    return max(at + LEAST, datetime.combine(last, time(), UTC) + AFTERWARDS if last else at)
