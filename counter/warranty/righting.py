"""A version of policies turns out wrong: another one of the same file speaks for its days from then on."""

from sqlalchemy import or_, select, update

from counter.extensions import db
from counter.playbooks.models import PlaybookVersion


class NotACorrection(ValueError):
    """The two are no versions of one file of policies, or the right one was put right itself."""


def put_right(wrong_id: int, right_id: int) -> None:
    """Also for the days of those that the wrong one had put right. Saying it twice is no harm. Raises NotACorrection."""
    wrong, right = (db.session.get(PlaybookVersion, one) for one in (wrong_id, right_id))
    if not wrong or not right or {wrong.kind, right.kind} != {"policies"} or wrong.code != right.code:
        raise NotACorrection("These are no two versions of one file of policies.")
    if wrong is right or right.corrected_by_id:
        raise NotACorrection("The right one was put right itself.")
    was_wrong = or_(PlaybookVersion.id == wrong_id, PlaybookVersion.corrected_by_id == wrong_id)
    db.session.execute(update(PlaybookVersion).where(was_wrong).values(corrected_by_id=right_id))


def told() -> list[str]:
    """A line for each version of policies: its id, file, version, the day it came, and which one puts it right."""
    asked = select(PlaybookVersion).where(PlaybookVersion.kind == "policies").order_by(PlaybookVersion.id)
    return [
        f"{one.id}  {one.code}  {one.version}  {one.imported_at.date()}"
        + (f"  put right by {one.corrected_by_id}" if one.corrected_by_id else "")
        for one in db.session.scalars(asked)
    ]
