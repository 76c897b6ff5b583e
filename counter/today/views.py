from typing import Any

from flask import Blueprint

from counter.access import staff
from counter.pages import render

blueprint = Blueprint("today", __name__)


@blueprint.get("/today")
@staff
def show() -> Any:
    return render("today/show.html")
