from typing import Any

from flask import Blueprint

from counter.access import staff
from counter.pages import render

blueprint = Blueprint("sales", __name__)


@blueprint.get("/sales")
@staff
def index() -> Any:
    return render("sales/index.html")


@blueprint.get("/sales/new")
@staff
def new() -> Any:
    return render("sales/index.html")
