from typing import Any

from flask import Blueprint

from counter.access import staff
from counter.pages import render

blueprint = Blueprint("checklists", __name__)


@blueprint.get("/checklists")
@staff
def index() -> Any:
    return render("checklists/index.html")
