"""Opens a link to a stranger: by its token, then by something that only the right person knows.

Wrong answers are counted in the database like wrong passwords; after five in an hour for one link, or thirty from one
network address, nothing is checked any more until the hour is over, the right answer neither. Nor after twenty in thirty
days: four digits are few.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime
from ipaddress import ip_address, ip_network

from sqlalchemy import select

from counter.extensions import db
from counter.links import tokens
from counter.links.models import Link
from counter.staff import attempts


class Resting(Exception):
    """Too many wrong answers lately."""


class ForLong(Resting):
    """Twenty within thirty days: it opens again when these are over, and its store makes a new one."""


def find(token: str, record_kind: str, purpose: str, at: datetime) -> Link | None:
    """None for what is unknown, expired, revoked or made for something else: nobody is told which."""
    asked = select(Link).where(Link.token_hash == tokens.digest(tokens.normalise(token)))
    link = db.session.scalar(asked.where(Link.record_kind == record_kind, Link.purpose == purpose))
    return link if link is not None and link.is_open(at) else None


def prove(link: Link, typed: str, right: Iterable[str], source: str, at: datetime) -> bool:
    """Whether what was typed is one of the right answers. A wrong one is counted. Raises Resting."""
    lock(link.id)
    subject, network = f"link {link.id}", network_of(source)
    if attempts.is_resting("link", subject, network, at, attempts.FOR_LONG):
        raise ForLong
    if attempts.is_resting("link", subject, network, at):
        raise Resting
    matching = [hmac.compare_digest(typed.encode(), answer.encode()) for answer in right]
    if not any(matching):
        attempts.count("link", subject, network, at)
    return any(matching)


def lock(link_id: int) -> None:
    """Of many who guess at once each is counted before the next is checked."""
    db.session.execute(select(Link.id).where(Link.id == link_id).with_for_update(key_share=True))


def network_of(source: str) -> str:
    """One household is one address: with IPv6 the first 64 bits, of which it has all."""
    try:
        found = ip_address(source)
    except ValueError:
        return source
    return str(found) if found.version == 4 else str(ip_network((int(found), 64), strict=False))
