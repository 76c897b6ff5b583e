"""Every query goes through the person asking. Another store's record is 404, not 403."""

from typing import Any, TypeVar

from flask import abort
from flask_login import current_user
from sqlalchemy import Select, select

from counter.extensions import Model, db

Record = TypeVar("Record", bound=Model)


def seen(model: type[Record], person: Any = None) -> Select[Any]:
    """The rows of the stores that the person works in; head office all."""
    person = person or current_user
    found = select(model)
    return found if person.sees_all else found.where(model.store_id.in_(person.store_ids))  # type: ignore[attr-defined]


def find(model: type[Record], number: int, *options: Any) -> Record:
    """One record of the person's own stores, or 404."""
    asked = seen(model).where(model.id == number).options(*options)  # type: ignore[attr-defined]
    record: Record | None = db.session.scalar(asked)
    return record if record is not None else abort(404)
