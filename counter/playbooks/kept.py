"""Bodies of playbooks as this process has read them: a version never changes, so each is read once."""

from typing import Any

from flask import current_app
from sqlalchemy import select

from counter.extensions import db
from counter.playbooks.models import PlaybookVersion


def version_in_force(code: str) -> int | None:
    """The newest version of a playbook, known by its id without reading it again."""
    asked = select(PlaybookVersion.id).where(PlaybookVersion.kind == "playbook", PlaybookVersion.code == code)
    found: int | None = db.session.scalar(asked.order_by(PlaybookVersion.id.desc()).limit(1))
    return found


def body_of(version_id: int) -> dict[str, Any]:
    """Raises LookupError."""
    known: dict[int, dict[str, Any]] = current_app.extensions.setdefault("counter.playbooks", {})
    if version_id not in known:
        body = db.session.scalar(select(PlaybookVersion.body).where(PlaybookVersion.id == version_id))
        if body is None:
            raise LookupError(f"no version {version_id}")
        known[version_id] = body
    return known[version_id]


def body_in_force(code: str) -> dict[str, Any]:
    """Raises LookupError for a playbook that is not in this database."""
    version_id = version_in_force(code)
    if version_id is None:
        raise LookupError(f"no playbook {code}")
    return body_of(version_id)
