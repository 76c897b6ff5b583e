"""The scanner: its page with the camera, and what the codes are that it read."""

from typing import Any

from flask import Blueprint, current_app, request
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import reads_only, staff
from counter.clock import now
from counter.pages import render
from counter.scanner.telling import tell

blueprint = Blueprint("scanner", __name__)
KINDS = {"card": _("Warranty card"), "imei": "IMEI", "meid": "MEID", "sn": _("Serial number"),
         "product": _("Product"), "ean": _("A barcode that no product here has"), "eid": "EID"}  # fmt: skip
FIELDS = {"imei1": _("IMEI 1"), "imei2": _("IMEI 2"), "sn": _("Serial number"), "product": _("Product")}


@blueprint.get("/scanner")
@staff
def show() -> Any:
    """The dialog alone for the page that asks for it, or a page of its own."""
    return render("scanner/show.html", "scanner/_dialog.html")


@blueprint.post("/scanner/codes")
@staff
@reads_only
def codes() -> Any:
    """In the body: a serial never stands in an address. field: which box asked; fills: what else its form takes."""
    fills = [name for name in request.form.get("fills", "").split() if name in FIELDS]
    found = tell(
        request.form.getlist("code"), current_user.store, current_app.config["PUBLIC_URL"], now(), fills
    )
    asked = request.form.get("field", "")
    is_direct = len(found) == 1 and (not fills or found[0].field.rstrip("12") == asked.rstrip("12"))
    return render(
        "scanner/_codes.html", found=found, fills=fills, kinds=KINDS, fields=FIELDS, is_direct=is_direct,
        has_imei=any(one.kind == "imei" for one in found), may_compare="product" in fills,
    )  # fmt: skip
