"""The card on paper: printed by the browser or as PDF, on A6 or A5, with its codes."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.links import addressing, codes
from counter.pages import render
from counter.warranty import barcodes, linking, papers, pdfs, sheets
from counter.warranty.blueprint import blueprint
from counter.warranty.models import Card
from counter.warranty.papers import WHOLE_CARD
from counter.warranty.revealing import is_ours, readable
from counter.warranty.showing import faults_of, record_of, words_for

SIZES = ("a6", "a5")


@blueprint.get("/warranty-cards/<int:number>/print")
@staff
def printed(number: int) -> Any:
    card = readable(number, current_user, current_user.store.today(now()), *WHOLE_CARD)
    return render("warranty/print.html", has_pdf=pdfs.is_there(), **on_paper(card))


@blueprint.get("/warranty-cards/<int:number>/pdf")
@staff
def pdf(number: int) -> Any:
    """The same sheet; nothing is written, a card without a customer's page has no QR code on it."""
    card = readable(number, current_user, current_user.store.today(now()), *WHOLE_CARD)
    if not pdfs.is_there():
        return redirect(url_for("warranty.printed", number=number), 303)
    held = on_paper(card)
    drawn = {url_for("warranty.barcode", number=number): barcodes.svg(card.number)}
    if held["link"]:
        drawn[url_for("warranty.qr", number=number)] = codes.svg(addressing.address_of(held["link"]))
    page = render_template("warranty/pdf.html", **held)
    file = pdfs.of(page, Path(str(current_app.static_folder)), drawn)
    name = f"{papers.number_of(card)}-{held['size']}.pdf"
    return Response(file, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})  # fmt: skip


@blueprint.get("/warranty-cards/<int:number>/barcode.svg")
@staff
def barcode(number: int) -> Any:
    card = readable(number, current_user, current_user.store.today(now()))
    return Response(barcodes.svg(card.number), mimetype="image/svg+xml")


def on_paper(card: Card) -> dict[str, Any]:
    """What stands on the sheets. The QR code of another store's card is that store's to give."""
    paper = papers.read(card, current_user.store.today(now()))
    size = request.args.get("size", "").lower()
    record, faults = [one for one in reversed(record_of(card)) if one.withdrawn_at is None], faults_of(card)
    return {
        "card": card,
        "paper": paper,
        "size": size if size in SIZES else SIZES[0],
        "sheet": sheets.sheet_of(card, paper),
        "link": linking.current(card, now()) if is_ours(card, current_user) else None,
        "record": record,
        "noted": sheets.noted(card, paper, record, faults),
        "faults": faults,
        **words_for(card),
    }
