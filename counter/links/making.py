"""Makes a link to a record. Those that are there stay open: whoever means to replace them revokes them first.

The deed that it belongs to writes the history: a card is issued with its link, in one row.
"""

import secrets
from datetime import datetime
from typing import Any

from flask import current_app

from counter.extensions import db
from counter.links import tokens
from counter.links.models import Link


def make(record: Any, purpose: str, by: Any, at: datetime, expires_at: datetime) -> Link:
    link = Link(salt=secrets.token_hex(16), record_kind=record.__tablename__, record_id=record.id)
    link.purpose, link.made_at, link.made_by, link.expires_at = purpose, at, by.person_id, expires_at
    of = (link.salt, link.record_kind, link.record_id, purpose)
    link.token_hash = tokens.digest(tokens.derived(current_app.config["SECRET_KEY"], *of))
    db.session.add(link)
    db.session.flush()
    return link
