"""Head office brings in the network as a list: what would come of each line is shown first, nothing is left out unsaid."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, request, stream_with_context
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf.file import FileField
from sqlalchemy import select
from wtforms import HiddenField

from counter.access import head_office
from counter.clock import now
from counter.extensions import db
from counter.forms import Form, at_most
from counter.operations.once import done, once
from counter.pages import render
from counter.stores import bringing, network, placing, points
from counter.stores.blueprint import blueprint
from counter.stores.judging import Judge, Outcome, labels
from counter.stores.models import Store
from counter.tables import FileTrouble

MOST_CHARACTERS = 800_000
CHANGED = _("The network changed since you looked. Look at the lines again; nothing is brought in yet.")
TROUBLE = _("These lines can't be read any more. Send the file again.")


class PointsForm(Form):
    """lines: those of the file, as read; seen: the digest of what was shown of them."""

    file = FileField(_("File"))
    lines = HiddenField(validators=[at_most(MOST_CHARACTERS)])
    seen = HiddenField(validators=[at_most(64)])


@blueprint.get("/stores/points")
@head_office
def show_points() -> Any:
    return asking(PointsForm(formdata=None))


def asking(form: PointsForm, status: int = 200, outcome: Outcome | None = None, lines: str = "") -> Any:
    stores = network.read().places.values()
    return render(
        "stores/points.html", status=status, form=form, outcome=outcome, lines=lines, labels=labels,
        columns=points.LABELS, most=points.MOST_LINES, how_many=len(stores),
    )  # fmt: skip


@blueprint.get("/stores/points.csv")
@head_office
def points_as_csv() -> Any:
    stores = db.session.scalars(select(Store).order_by(Store.id)).all()
    response = Response(stream_with_context(points.as_file(stores, network.read())), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="network.csv"'
    return response


def unrolled(view: Callable[..., Any]) -> Callable[..., Any]:
    """The list is read before the write takes its lock: a file as it comes, lines that were looked at as they were shown."""

    @wraps(view)
    def inner() -> Any:
        file = request.files.get("file")
        g.points = g.trouble = None
        try:
            if file and file.filename:
                g.points = points.read(file.stream)
                file.stream.seek(0)
            elif lines := request.form.get("lines", ""):
                g.points = rolled_out(lines)
        except FileTrouble as trouble:
            g.trouble = trouble.sentence
        return view()

    return inner


def rolled_up(read: points.Points) -> str:
    return json.dumps([read.columns, read.left_out, read.lines], ensure_ascii=False)


def rolled_out(lines: str) -> points.Points:
    """Raises FileTrouble."""
    try:
        columns, left_out, rows = json.loads(lines)
        found = [(int(n), {str(k): str(v) for k, v in cells.items()}) for n, cells in rows]
        read = points.Points(dict(columns), [str(one) for one in left_out], found[: points.MOST_LINES])
        if not all("code" in cells for _line, cells in read.lines):
            raise FileTrouble(TROUBLE)
        return read
    except (ValueError, TypeError, AttributeError):
        raise FileTrouble(TROUBLE) from None


@blueprint.post("/stores/points")
@head_office
@unrolled
@once
def bring_points() -> Any:
    form = PointsForm()
    is_filled = form.validate()
    if g.points is None:
        form.file.errors = [*form.file.errors, g.trouble or _("Choose a file first.")]
        return asking(form, 422)
    placing.lock()
    outcome, lines = Judge(current_user).judge(g.points), rolled_up(g.points)
    if len(lines) > MOST_CHARACTERS:
        form.file.errors = [_("This list is too long. Divide it and bring in one after the other.")]
        return asking(form, 422)
    if not is_filled or outcome.wrong:
        return asking(form, 422, outcome, lines)
    if form.seen.data and form.seen.data != outcome.digest:
        form.form_errors.append(CHANGED)
        return asking(form, 409, outcome, lines)
    if not form.seen.data or not outcome.to_do:
        return asking(form, 200, outcome, lines)
    bringing.bring(outcome, current_user, now())
    return done("stores.index")
