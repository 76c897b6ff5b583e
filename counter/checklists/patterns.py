"""A list as a playbook gives it, before a store has its copy. Only that part of the playbook is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.stores.models import Store


@dataclass(frozen=True)
class Pattern:
    version_id: int
    checklist: Mapping[str, Any]
    capabilities: Mapping[str, bool]
    roles: Mapping[str, Any]

    def facts(self, store: Store) -> dict[str, object]:
        """The store's own answers before the playbook's."""
        can = {**self.capabilities, **store.capabilities}
        return {"store.region": store.region} | {f"store.{name}": has for name, has in can.items()}


BODY = PlaybookVersion.body


def parts(kind: str) -> Any:
    return select(PlaybookVersion.id, BODY[("checklists", kind)], BODY["capabilities"], BODY["roles"])


def in_force(store: Store, kind: str) -> Pattern | None:
    """The newest version's list of that kind, or None where it has none."""
    mine = PlaybookVersion.kind == "playbook", PlaybookVersion.code == store.playbook_code
    return pattern(parts(kind).where(*mine).order_by(PlaybookVersion.id.desc()).limit(1))


def of_version(version_id: int, kind: str) -> Pattern | None:
    """The list as it was in the version that the store's copy was made from."""
    return pattern(parts(kind).where(PlaybookVersion.id == version_id))


def pattern(asked: Any) -> Pattern | None:
    row = db.session.execute(asked).first()
    if row is None or row[1] is None:
        return None
    capabilities = {c["id"]: bool(c["default"]) for c in row[2] or ()}
    return Pattern(row[0], row[1], capabilities, {role["id"]: role["label"] for role in row[3] or ()})


def of_store(store: Store) -> dict[str, Any]:
    """All lists of the playbook in force, by kind, in its order."""
    mine = PlaybookVersion.kind == "playbook", PlaybookVersion.code == store.playbook_code
    asked = select(BODY["checklists"]).where(*mine).order_by(PlaybookVersion.id.desc()).limit(1)
    return db.session.scalar(asked) or {}
