from typing import Any

from flask import Blueprint

from counter.access import staff
from counter.pages import render

blueprint = Blueprint("greetings", __name__)


@blueprint.get("/greetings")
@staff
def index() -> Any:
    return render("greetings/index.html")
