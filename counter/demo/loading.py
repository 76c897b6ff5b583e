"""The ground that every installation needs, and the demo: two shops as they look after two weeks."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.clock import now
from counter.extensions import db
from counter.playbooks.importing import bring_in
from counter.staff.models import Person, Role

ROLES: list[dict[str, Any]] = [
    {
        "code": "assistant",
        "acts_as": "assistant",
        "sees_all": False,
        "label": {"zh": "店员", "en": "assistant"},
    },
    {"code": "manager", "acts_as": "manager", "sees_all": False, "label": {"zh": "店长", "en": "manager"}},
    {
        "code": "head_office",
        "acts_as": "head_office",
        "sees_all": True,
        "label": {"zh": "总部", "en": "head office"},
    },
]


def load_ground(at: datetime | None = None) -> None:
    """Roles, playbooks and the category tree. Safe to run again."""
    from counter.catalog.growing import grow

    for role in ROLES:
        db.session.merge(Role(**role))
    bring_in(at or now())
    grow()
    db.session.commit()


def load_demo() -> bool:
    """Fills an empty database; says no where there is anybody already."""
    from counter.demo.shops import open_shops
    from counter.demo.story import tell

    load_ground()
    if db.session.scalar(select(Person.id).limit(1)) is not None:
        return False
    at = now()
    open_shops(at)
    db.session.commit()
    tell(at)
    db.session.commit()
    return True
