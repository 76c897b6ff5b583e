"""Steps: ticked with what they ask, taken back, let go with a reason."""

from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from counter.access import managers, staff
from counter.clock import now
from counter.customers.consenting import give
from counter.customers.models import PURPOSES
from counter.forms import Form
from counter.operations.once import done, once
from counter.sales import asking, naming, offering, stepping
from counter.sales.blueprint import blueprint
from counter.sales.finding import book_of, store_of, the_sale, the_step
from counter.sales.forms import GroupForm, WaiverForm
from counter.sales.line_views import said
from counter.sales.models import Sale, SaleStep
from counter.sales.showing import shown, trouble
from counter.sales.trouble import Trouble


@blueprint.post("/sales/<int:number>/steps/<int:step>/completion")
@staff
@once
def complete_step(number: int, step: int) -> Any:
    sale = the_sale(number, to_write=True)
    mine = the_step(sale, step)
    answers, wrong = typed(sale, mine)
    if not Form().validate_on_submit() or wrong:
        return trouble(
            number,
            _("Look at what is marked below.") if wrong else Form.sent_before,
            mine.stage,
            wrong=wrong,
            at_step=mine.id,
            typed_answers=request.form,
        )
    try:
        tick(sale, mine, answers, now())
    except Trouble as error:
        return trouble(number, error.sentence, mine.stage)
    return done("sales.show", number=number, stage=mine.stage)


def typed(sale: Sale, step: SaleStep) -> tuple[dict[str, Any], dict[str, str]]:
    book = book_of(sale)
    rows = [row["id"] for row in book["libraries"].get(step.body.get("library") or "", {"rows": []})["rows"]]
    return asking.read(shown(sale, step.stage).fields(step), request.form, book, rows)


def tick(sale: Sale, step: SaleStep, answers: dict[str, Any], at: datetime) -> None:
    """The step, and what it does besides: the customer's kind, what they agreed to."""
    if step.body.get("consents") and sale.customer is None:
        raise Trouble(_("Whose sale is it? Enter name and number first."))
    stepping.complete(sale, step, answers, current_user, at)
    if step.does == "register_customer":
        learn(sale, answers, at)
    asked = [one for one in PURPOSES if one in (step.body.get("consents") or [])]
    for purpose in asked:
        if sale.customer and request.form.get(f"consent.{purpose}"):
            give(sale.customer, purpose, current_user, at)


def learn(sale: Sale, answers: dict[str, Any], at: datetime) -> None:
    """Who they are decides what is shown and offered from here on."""
    sale.customer_type = answers.get("customer_type") or sale.customer_type
    sale.need = " / ".join(str(v) for k, v in answers.items() if isinstance(v, str) and k in NEEDS)[:500]
    if sale.customer and sale.customer_type and sale.customer.customer_type != sale.customer_type:
        naming.complete(sale.customer, {"customer_type": sale.customer_type}, "", current_user, at)
    store = store_of(sale)
    offering.refresh(sale, store, book_of(sale), store.today(at))


NEEDS = ("top_need", "layout", "style", "estate", "rooms", "budget")


@blueprint.post("/sales/<int:number>/steps/<int:step>/reopening")
@staff
@once
def reopen_step(number: int, step: int) -> Any:
    sale = the_sale(number, to_write=True)
    mine = the_step(sale, step)
    try:
        stepping.reopen(sale, mine, current_user, now())
    except Trouble as error:
        return trouble(number, error.sentence, mine.stage)
    return done("sales.show", number=number, stage=mine.stage)


@blueprint.post("/sales/<int:number>/steps/<int:step>/waiver")
@managers
@once
def waive_step(number: int, step: int) -> Any:
    sale, form = the_sale(number, to_write=True), WaiverForm()
    mine = the_step(sale, step)
    try:
        if not form.validate_on_submit():
            return trouble(number, said(form), mine.stage, waiver=form, at_step=mine.id)
        stepping.waive(sale, mine, book_of(sale), form.reason.data or "", current_user, now())
    except Trouble as error:
        return trouble(number, error.sentence, mine.stage)
    return done("sales.show", number=number, stage=mine.stage)


@blueprint.post("/sales/<int:number>/skipping")
@staff
@once
def skip_group(number: int) -> Any:
    sale, form = the_sale(number, to_write=True), GroupForm()
    try:
        if not form.validate_on_submit():
            return trouble(number, said(form), "demonstration")
        stepping.skip_group(sale, form.group.data or "", form.reason.data or "", current_user, now())
    except Trouble as error:
        return trouble(number, error.sentence, "demonstration")
    return done("sales.show", number=number, stage="demonstration")
