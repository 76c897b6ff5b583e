"""Old cards from a file: sent, its columns told, checked whole, and only then made into cards, chunk by chunk."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import Blueprint, Response, g, request, session, stream_with_context
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import managers
from counter.card_imports import showing, starting, unpacking
from counter.card_imports.columns import LABELS, left_out, recognised
from counter.card_imports.forms import ColumnsForm, FileForm
from counter.card_imports.models import DOUBTFUL, CardImport
from counter.clock import now
from counter.errors import page
from counter.extensions import db
from counter.letters import NAMES
from counter.operations.long_runs import Stages
from counter.operations.once import done, once
from counter.pages import render
from counter.scope import find
from counter.stores.models import Store
from counter.tables import FileTrouble
from counter.warranty import beginning

blueprint = Blueprint("card_imports", __name__)
too_late = _("Somebody has taken this import further. Load the page again.")
stages = Stages(blueprint, CardImport, starting.go_on, starting.approve, starting.abandon, too_late)
stages.lay("/card-imports")


@blueprint.url_value_preprocessor
def make_room(endpoint: str | None, values: Any) -> None:
    """Files are bigger than forms. Asked before anything of the body is read; who is signed in nowhere gets no room."""
    if endpoint == "card_imports.create" and session.get("_user_id"):
        request.max_content_length = unpacking.MOST_BYTES + 1024**2


@blueprint.errorhandler(413)
def too_big(error: Any) -> Any:
    return page(413, unpacking.too_big())


def unpacked(view: Callable[..., Any]) -> Callable[..., Any]:
    """The file is read before the write takes its lock."""

    @wraps(view)
    def inner(**kw: Any) -> Any:
        file = request.files.get("file")
        g.unpacked = g.trouble = None
        if file and file.filename:
            try:
                g.unpacked = unpacking.unpack(file.stream, file.filename, wanted_letters())
            except FileTrouble as trouble:
                g.trouble = trouble.sentence
            file.stream.seek(0)
        return view(**kw)

    return inner


def wanted_letters() -> str:
    """What is none of ours the form refuses."""
    wanted = request.form.get("letters", "")
    return wanted if wanted in NAMES else ""


@blueprint.get("/card-imports")
@managers
def index() -> Any:
    return listed(FileForm(formdata=None))


def listed(form: FileForm, status: int = 200) -> Any:
    imports = showing.of_store(current_user.store.id)
    most: dict[str, Any] = {
        "most_lines": unpacking.MOST_LINES,
        "most_megabytes": unpacking.MOST_BYTES // 1024**2,
    }
    return render("card_imports/index.html", status=status, form=form, imports=imports, **most)


@blueprint.post("/card-imports")
@managers
@unpacked
@once
def create() -> Any:
    form = FileForm()
    if not form.validate_on_submit():
        return listed(form, 422)
    if g.trouble:
        form.file.errors = [g.trouble]
        return listed(form, 422)
    store = db.session.get_one(Store, current_user.store.id)
    return done("card_imports.show", number=starting.begin(g.unpacked, store, current_user, now()).id)


@blueprint.get("/card-imports/<int:number>")
@managers
def show(number: int) -> Any:
    one = find(CardImport, number)
    form = ColumnsForm(formdata=None, data=chosen(one.columns or recognised(one.headings)))
    return shown(one, form)


def unneeded(one: CardImport) -> set[str]:
    return beginning.unneeded(db.session.get_one(Store, one.store_id))


def chosen(columns: dict[str, int]) -> dict[str, str]:
    return {field: str(place) for field, place in columns.items()}


def shown(one: CardImport, form: ColumnsForm, status: int = 200) -> Any:
    stage = one.stage
    lists: dict[str, Any] = {"wrong": [], "known": [], "first": [], "doubtful": []}
    letters = showing.name_of_letters(one) if stage in ("columns", "checked") else ""
    if stage == "columns":
        but = unneeded(one)
        form.offer(one.headings, but)
        lists["first"] = showing.first_lines(one)
        lists["left_out"], lists["labels"] = left_out(one.headings, form.columns, but), LABELS
        lists["odd"] = showing.odd_cells(one) if letters else []
    elif stage in ("checked", "made"):
        lists["wrong"] = showing.lines_of(one, "wrong") if one.wrong else []
        lists["has_unknown"] = showing.has_unknown(lists["wrong"])
        lists["doubtful"] = showing.lines_of(one, DOUBTFUL)
        lists["known"] = showing.lines_of(one, "known") if one.known else []
    more: dict[str, Any] = {
        "stage": stage,
        "letters": letters,
        "heading_of": partial(showing.heading_of, one),
    }
    more["most_shown"] = showing.MOST_SHOWN
    more["cell_of"] = partial(showing.cell_of, one)
    return render(
        "card_imports/show.html", "card_imports/_import.html", status, one=one, form=form,
        **lists, **more,
    )  # fmt: skip


@blueprint.post("/card-imports/<int:number>/columns")
@managers
@once
def map_columns(number: int) -> Any:
    one, form = find(CardImport, number), ColumnsForm()
    if not form.offer(one.headings, unneeded(one)).is_sound(one.headings):
        return shown(one, form, 422)
    return stages.step(number, lambda one, by, at: starting.map_columns(one, form.columns, by, at))


@blueprint.get("/card-imports/<int:number>/wrong-lines.csv")
@managers
def wrong_lines(number: int) -> Any:
    one = find(CardImport, number)
    response = Response(stream_with_context(showing.wrong_lines(one)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="wrong-lines-{number}.csv"'
    return response
