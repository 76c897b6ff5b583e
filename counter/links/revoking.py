"""Closes all links of a record that are open for a purpose, on paper or on a screen."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.history.models import note
from counter.links.models import Link


def revoke(record: Any, purpose: str, by: Any, at: datetime) -> int:
    """How many were open."""
    asked = select(Link).where(
        Link.record_kind == record.__tablename__, Link.record_id == record.id, Link.purpose == purpose
    )
    links = db.session.scalars(asked.where(Link.revoked_at.is_(None)).with_for_update(key_share=True)).all()
    for link in links:
        link.revoked_at, link.revoked_by = at, by.person_id
    if links:
        note(by, "revoke_link", record, at, {"purpose": [purpose, None]})
    return len(links)
