"""What the look-up answers to a text: cards of one's own stores, those of others, or what may have been meant. At most
three questions to the database, session and person among them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.warranty import elsewhere, finding, hints, hits, nearby, numbers, saying, stretching
from counter.warranty.alike import Description
from counter.warranty.models import Card


def answer(q: str, me: Any, day: date, after: finding.Place | None = None, only: str = "") -> dict[str, Any]:
    """What the templates show. after: behind this place; only: narrowed down (narrowing.py)."""
    spoken = saying.said(me.language)
    is_plain = not after and not only
    at_once = elsewhere.both(q, me, day) if is_plain else None
    found, others = at_once or (
        finding.find(q, me, day, after, only),
        elsewhere.find(q, me, day) if is_plain else [],
    )
    shown = hits.hits_of(found, q, day, spoken)
    more: dict[str, Any] = {
        "found": found,
        "hits": shown,
        "others": elsewhere.masked_of(others[: finding.LIMIT], day, spoken),
        "of_others": hints.of_others() if len(others) > finding.LIMIT else "",
        "said": spoken.words,
        "only": only,
    }
    if shown and not after:
        more["counted"] = spoken.counted(len(shown))
    if found.next or after or only:
        more["hint"] = hints.to_narrow(found.probe.kind, me.language)
        more["narrower"] = hints.narrower(only, me)
        is_cut = bool(only) and not after and stretching.goes_on(found.probe, me, day)
        more["of_stretch"] = hints.of_stretch() if is_cut else ""
    elif not shown and not others:
        more |= {"what": hints.heading(found.probe, q), "hint": hints.to_find(found.probe, q, me.store)}
        more["is_ticket"] = numbers.is_of_a_ticket(q)
        more["near"] = near(found, me, day, spoken, bool(at_once) or me.sees_all)
    return more


def near(found: finding.Found, me: Any, day: date, spoken: saying.Said, may_ask: bool) -> list[hits.Near]:
    """One slip away, of one's own stores alone: whoever tries numbers learns nothing of another's customers. may_ask: a
    third question is left."""
    slips = nearby.mobiles(found.probe)
    cards = finding.near(slips, me, day) if slips and may_ask else found.near
    e164 = next((low[1:] for low, _ in found.probe.ranges if slips and low.startswith("p+861")), "")
    return hits.near_of(cards, e164, spoken)


def recent(store_id: int, limit: int = finding.LIMIT) -> Sequence[Any]:
    """The store's newest cards, for the list under the empty box; it is shown masked."""
    shown = (Card.id, Card.number, Card.customer_name, Card.customer_phone, Card.sold_on, Card.voided_at)
    asked = select(*shown, Description.label).outerjoin(Description, Description.id == Card.description_id)
    return db.session.execute(
        asked.where(Card.store_id == store_id).order_by(Card.id.desc()).limit(limit)
    ).all()
