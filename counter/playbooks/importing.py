"""Brings the files of a folder into the database as versions; a version that is there stays as it is."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.playbooks.reading import HERE, read_all


def bring_in(at: datetime, folder: Path = HERE) -> list[PlaybookVersion]:
    """The versions that are new. A changed body is a new version even if its author forgot to say so."""
    library = read_all(folder)
    found = [("playbook", code, body) for code, body in library.playbooks.items()]
    found += [("policies", code, body) for code, body in library.policy_files.items()]
    found += [("occasions", code, body) for code, body in library.occasions.items()]
    found += [("rest_days", code, body) for code, body in library.rest_days.items()]
    return [version for kind, code, body in found if (version := add(kind, code, body, at))]


def add(kind: str, code: str, body: dict[str, Any], at: datetime) -> PlaybookVersion | None:
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    name = f"{body.get('version', '1')}+{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    there = select(PlaybookVersion.id).filter_by(kind=kind, code=code, version=name)
    if db.session.scalar(there) is not None:
        return None
    version = PlaybookVersion(kind=kind, code=code, version=name, body=body, imported_at=at)
    db.session.add(version)
    db.session.flush()
    return version
