"""Where a link leads, as long as its token can be derived: PUBLIC_URL, a short path for the purpose, the token."""

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from counter.extensions import db
from counter.links import tokens
from counter.links.models import Link

PATHS = {"customer_page": "/c/", "ticket_page": "/t/"}


def token_of(link: Link) -> str | None:
    """None where SECRET_KEY is another one than on the day it was made."""
    of = (link.salt, link.record_kind, link.record_id, link.purpose)
    token = tokens.derived(current_app.config["SECRET_KEY"], *of)
    return token if tokens.digest(token) == link.token_hash else None


def path_of(link: Link) -> str:
    return f"{PATHS[link.purpose]}{token_of(link)}"


def address_of(link: Link) -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + path_of(link)


def current(record: Any, purpose: str, at: datetime) -> Link | None:
    """The newest link of the record that opens now and can be printed."""
    asked = select(Link).where(
        Link.record_kind == record.__tablename__, Link.record_id == record.id, Link.purpose == purpose
    )
    asked = asked.where(Link.revoked_at.is_(None), Link.expires_at > at).order_by(Link.id.desc())
    link = db.session.scalar(asked.limit(1))
    return link if link is not None and token_of(link) else None
