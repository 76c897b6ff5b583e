from typing import Any

from flask import Blueprint

from counter.access import staff
from counter.pages import render

blueprint = Blueprint("warranty", __name__)


@blueprint.get("/warranty-cards")
@staff
def index() -> Any:
    return render("warranty/index.html")
