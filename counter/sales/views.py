"""The sale as a whole: the list, serving somebody, giving up and taking up again. Its parts have views of their own."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import reads_only, staff
from counter.clock import now
from counter.customers import finding as customers
from counter.deliveries.listing import of_sales
from counter.operations.once import done, once, refuse_unless
from counter.pages import render
from counter.sales import (  # noqa: F401
    abandoning,
    handover_views,
    line_views,
    move_views,
    naming,
    payment_views,
    refund_views,
    step_views,
    suggestion_views,
)
from counter.sales.blueprint import blueprint
from counter.sales.finding import book_of, listed, the_sale
from counter.sales.forms import CustomerForm, ReasonForm
from counter.sales.showing import page, trouble, typed
from counter.sales.starting import start
from counter.sales.trouble import Trouble


@blueprint.get("/sales")
@staff
def index() -> Any:
    sales = listed(current_user.store, now())
    trips = of_sales([sale.id for sale in sales])
    return render("sales/index.html", "sales/_sales.html", sales=sales, trips=trips, at=now())


@blueprint.get("/sales/new")
@staff
def new() -> Any:
    return served(CustomerForm(formdata=None))


def served(form: CustomerForm, status: int = 200, q: str = "", sale_id: int | None = None) -> Any:
    """Hits of one's own store are shown in full: the customer has just said name or number."""
    hits = customers.search(q, current_user) if q else []
    e164 = customers.number(q, current_user.store) if q else None
    found = {"hits": hits, "q": q, "e164": e164, "sale_id": sale_id, "form": form}
    return render("sales/new.html", "sales/_hits.html", status, **found)


@blueprint.post("/sales/customers/search")
@staff
@reads_only
def search_customer() -> Any:
    q = typed("q")
    form = CustomerForm(formdata=None, phone=q if any(character.isdigit() for character in q) else "")
    form.name.data = "" if form.phone.data else q
    return served(form, q=q, sale_id=request.form.get("sale", type=int))


@blueprint.post("/sales")
@staff
@once
def create() -> Any:
    form = CustomerForm()
    if not current_user.store.sells:
        form.form_errors.append(_("This store does not sell; it services. A sale is made in a shop."))
        return served(form, 422)
    try:
        if not form.validate_on_submit():
            return served(form, 422)
        sale = start(current_user.store, current_user, now(), chosen(form))
    except naming.WhoIsIt as error:
        return asked_back(form, error)
    return done("sales.show", number=sale.id)


def chosen(form: CustomerForm) -> Any:
    """The customer, or nobody yet: their name can come later. Raises WhoIsIt."""
    if form.customer.data:
        found = naming.known(form.customer.data, current_user)
        refuse_unless(found is not None)
        return found
    if not form.is_new:
        return None
    said = {"whose": form.whose.data or "own", "answer": form.known.data or ""}
    return naming.met(form.name.data or "", form.e164, current_user, now(), **said)


def asked_back(form: CustomerForm, error: Trouble, sale_id: int | None = None) -> Any:
    """The question who it is, with what was typed and with those of one's own store who have the number."""
    form.known.errors = [error.sentence]
    return served(form, 422, form.phone.data or "", sale_id)


@blueprint.get("/sales/<int:number>")
@staff
def show(number: int, stage: str = "") -> Any:
    return page(the_sale(number), stage or request.args.get("stage", ""))


@blueprint.post("/sales/<int:number>/customer")
@staff
@once
def name_customer(number: int) -> Any:
    sale, form = the_sale(number, to_write=True), CustomerForm()
    try:
        if not form.validate_on_submit():
            return served(form, 422, sale_id=number)
        naming.give_to(sale, chosen(form), book_of(sale), current_user, now())
    except naming.WhoIsIt as error:
        return asked_back(form, error, number)
    except Trouble as error:
        return trouble(number, error.sentence, "needs")
    return done("sales.show", number=number, stage="handover" if sale.is_paid else "needs")


@blueprint.post("/sales/<int:number>/abandonment")
@staff
@once
def abandon(number: int) -> Any:
    sale, form = the_sale(number, to_write=True), ReasonForm()
    reasons = {reason["id"] for reason in book_of(sale)["lists"]["lost_reason"]}
    try:
        if not form.validate_on_submit() or form.reason.data not in reasons:
            return trouble(number, choose_a_reason())
        abandoning.abandon(sale, form.reason.data or "", current_user, now())
    except Trouble as error:
        return trouble(number, error.sentence)
    return done("sales.show", number=number)


def choose_a_reason() -> Any:
    from flask_babel import gettext as _

    return _("Choose why they left; it is worth knowing.")


@blueprint.post("/sales/<int:number>/reopening")
@staff
@once
def reopen(number: int) -> Any:
    abandoning.reopen(the_sale(number, to_write=True), current_user, now())
    return done("sales.show", number=number)
