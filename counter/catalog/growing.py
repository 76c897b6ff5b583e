"""The category tree as the playbooks in force name it."""

from sqlalchemy import select

from counter.catalog.models import Category
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.playbooks.reading import vocabulary


def grow() -> None:
    """Adds what is new and renames what is there; nothing is cut off, since products hang on it."""
    named = [*vocabulary().get("categories", [])]
    for version in db.session.scalars(
        select(PlaybookVersion).filter_by(kind="playbook").order_by(PlaybookVersion.id)
    ):
        named += version.body["categories"]
    for category in named:
        row = Category(code=category["id"], label=category["label"], track=category.get("track", "none"))
        row.parts, row.is_oversize = category.get("parts", []), category.get("oversize", False)
        db.session.merge(row)
    db.session.flush()
    for category in named:
        db.session.get_one(Category, category["id"]).parent_code = category.get("parent")
    db.session.flush()
