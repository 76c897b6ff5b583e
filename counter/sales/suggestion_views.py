"""Suggestions: taken, refused, taken back. One tap each; the suggestion and the slip are what changes."""

from collections.abc import Callable
from typing import Any

from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.operations.once import done, once
from counter.pages import render
from counter.sales import adding, offering
from counter.sales.blueprint import blueprint
from counter.sales.finding import book_of, the_sale, the_suggestion
from counter.sales.forms import LineForm, ReasonForm
from counter.sales.line_views import chooser, offer_again, said
from counter.sales.models import Sale, Suggestion
from counter.sales.showing import page, shown, trouble
from counter.sales.trouble import Trouble, WhichUnit


@blueprint.get("/sales/<int:number>/suggestions/<int:suggestion>")
@staff
def show_suggestion(number: int, suggestion: int) -> Any:
    """htmx gets the suggestion and the slip; a browser the page of attachments."""
    from counter.pages import wants_fragment

    sale = the_sale(number)
    one = the_suggestion(sale, suggestion)
    if not wants_fragment():
        return page(sale, "attachments")
    return render(
        "sales/show.html",
        "sales/_decided.html",
        view=shown(sale, "attachments"),
        sale=sale,
        one=one,
        at=now(),
    )


def decide(number: int, suggestion: int, deed: Callable[[Sale, Suggestion], None]) -> Any:
    sale = the_sale(number, to_write=True)
    one = the_suggestion(sale, suggestion)
    try:
        deed(sale, one)
    except WhichUnit as which:
        return trouble(number, which.sentence, "attachments", which=chooser(which), offered=suggestion)
    except Trouble as error:
        return trouble(number, error.sentence, "attachments")
    return done("sales.show_suggestion", number=number, suggestion=suggestion)


@blueprint.post("/sales/<int:number>/suggestions/<int:suggestion>/acceptance")
@staff
@once
def accept(number: int, suggestion: int) -> Any:
    form = LineForm()
    if not form.validate_on_submit():
        return trouble(number, said(form), "attachments")

    def deed(sale: Sale, one: Suggestion) -> None:
        unit = adding.unit_of(form.unit.data) if form.unit.data else None
        offering.accept(sale, one, unit, book_of(sale), current_user, now())
        offer_again(sale)

    return decide(number, suggestion, deed)


@blueprint.post("/sales/<int:number>/suggestions/<int:suggestion>/refusal")
@staff
@once
def decline(number: int, suggestion: int) -> Any:
    form = ReasonForm()
    if not form.validate_on_submit():
        return trouble(number, said(form), "attachments")

    def deed(sale: Sale, one: Suggestion) -> None:
        known = {reason["id"] for reason in book_of(sale)["lists"]["decline_reason"]}
        reason = form.reason.data if form.reason.data in known else ""
        offering.decline(sale, one, reason or "", current_user, now())

    return decide(number, suggestion, deed)


@blueprint.post("/sales/<int:number>/suggestions/<int:suggestion>/reopening")
@staff
@once
def reopen_suggestion(number: int, suggestion: int) -> Any:
    def deed(sale: Sale, one: Suggestion) -> None:
        offering.reopen(sale, one, current_user, now())

    return decide(number, suggestion, deed)
