"""The link from a card to the customer's page: made with the card, printed on it, replaced by a manager."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
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


def last_longer(cards: Sequence[Card], by: Any, at: datetime, are_new: bool) -> None:
    """Where its cover ends later by now, what is printed on a card opens as long as a new link would. Two queries."""
    if are_new:
        return
    ids = [card.id for card in cards]
    ends = select(CardLine.card_id, func.max(Coverage.ends_on)).join(
        Coverage, Coverage.line_id == CardLine.id
    )
    rows = db.session.execute(ends.where(CardLine.card_id.in_(ids)).group_by(CardLine.card_id))
    last = {card_id: a_year_after(ends_on) for card_id, ends_on in rows}
    mine = Link.record_kind == Card.__tablename__, Link.record_id.in_(ids), Link.purpose == PURPOSE
    for link in db.session.scalars(
        select(Link).where(*mine, Link.revoked_at.is_(None), Link.expires_at > at)
    ):
        link.expires_at = max(link.expires_at, last.get(link.record_id, link.expires_at))


def a_year_after(ends_on: date) -> datetime:
    return datetime.combine(ends_on, time(), UTC) + AFTERWARDS


def expires_at(card: Card, at: datetime) -> datetime:
    """A year after the last end of coverage, for repairs move it; two years from now where there is none."""
    ends = select(func.max(Coverage.ends_on)).join(CardLine, CardLine.id == Coverage.line_id)
    last = db.session.scalar(ends.where(CardLine.card_id == card.id))
    return max(at + LEAST, a_year_after(last) if last else at)
