from typing import Any

from flask import Blueprint

from counter.access import staff
from counter.pages import render

blueprint = Blueprint("callbacks", __name__)


@blueprint.get("/callbacks")
@staff
def index() -> Any:
    return render("callbacks/index.html")
