from typing import Any

from flask import Blueprint

from counter.access import staff
from counter.pages import render

blueprint = Blueprint("customers", __name__)


@blueprint.get("/customers")
@staff
def index() -> Any:
    return render("customers/index.html")
