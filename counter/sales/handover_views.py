"""Delivery and hand-over of a sale. What the card lacks is asked for right there."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.deliveries import arranging
from counter.deliveries.forms import DeliveryForm, DoneForm
from counter.operations.once import done, once
from counter.pages import render
from counter.sales import handing, naming, pairing
from counter.sales.blueprint import blueprint
from counter.sales.finding import book_of, store_of, the_sale
from counter.sales.forms import HandoverForm
from counter.sales.models import Sale
from counter.sales.showing import page, shown, trouble
from counter.sales.trouble import Trouble


@blueprint.post("/sales/<int:number>/delivery")
@staff
@once
def arrange(number: int) -> Any:
    sale, form = the_sale(number, to_write=True), DeliveryForm()
    if not sale.is_open:
        return trouble(number, _("This sale is closed. Start a new one."), "handover")
    if sale.customer is None:
        return trouble(number, _("Whose sale is it? Enter name and number first."), "handover", delivery=form)
    if not form.validate_on_submit():
        return trouble(number, None, "handover", delivery=form)
    agreed: dict[str, Any] = {
        "slot": form.slot.data or "",
        "floor": form.floor.data,
        "has_lift": bool(form.has_lift.data),
    }
    agreed |= {"on": form.on.data, "address": form.address.data, "note_text": form.note.data or ""}
    try:
        arranging.arrange(store_of(sale), sale.customer, current_user, now(), sale_id=sale.id, **agreed)
    except arranging.NotInOrder as error:
        form.on.errors = [error.sentence]
        return trouble(number, None, "handover", delivery=form)
    return done("sales.show", number=number, stage="handover")


def finish(number: int, deed: Any) -> Any:
    sale, form = the_sale(number, to_write=True), DoneForm()
    trip = arranging.of_sale(sale.id)
    if trip is None or not form.validate_on_submit():
        return trouble(number, None if trip else _("No delivery is agreed on yet."), "handover", done=form)
    try:
        deed(trip, store_of(sale), form.day, current_user, now())
    except arranging.NotInOrder as error:
        return trouble(number, error.sentence, "handover")
    return done("sales.show", number=number, stage="handover")


@blueprint.post("/sales/<int:number>/delivery/arrival")
@staff
@once
def arrive(number: int) -> Any:
    return finish(number, arranging.deliver)


@blueprint.post("/sales/<int:number>/delivery/installation")
@staff
@once
def install(number: int) -> Any:
    return finish(number, arranging.install)


@blueprint.post("/sales/<int:number>/delivery/reopening")
@staff
@once
def reopen_delivery(number: int) -> Any:
    return finish(number, lambda trip, store, on, by, at: arranging.reopen(trip, by, at))


@blueprint.post("/sales/<int:number>/handover")
@staff
@once
def hand_over(number: int) -> Any:
    sale = the_sale(number, to_write=True)
    form = pairing.form_of(sale)
    if sale.is_handed_over:
        return page(sale, "handover")
    if not form.validate_on_submit():
        return trouble(number, None, "handover", ending=form)
    try:
        fill(sale, form, now())
        if not pairing.fill(sale, form):
            return trouble(number, None, "handover", ending=form)
        ticked = bool(form.invoice_follows.data), bool(form.one_imei.data)
        handing.hand_over(sale, store_of(sale), book_of(sale), current_user, now(), *ticked)
    except handing.FieldsMissing as error:
        for name in error.fields:
            form[name].errors = [lacking(name)]
        return trouble(number, None, "handover", ending=form)
    except Trouble as error:
        taken = getattr(error, "taken", None)
        return trouble(number, error.sentence, "handover", ending=form, taken=taken)
    return done("sales.show", number=number, stage="handover")


@blueprint.get("/sales/<int:number>/account-slip")
@staff
def account_slip(number: int) -> Any:
    """Lines to be written on by the customer's own hand; nothing of it comes back (PH-23)."""
    sale = the_sale(number)
    return render("sales/account_slip.html", sale=sale, view=shown(sale))


def lacking(name: str) -> str:
    if name == handing.INVOICE:
        return _("Type the number of the invoice, or tick that it follows.")
    if name.startswith(pairing.FIELD):
        return _(
            "This phone takes two SIMs: its second IMEI is missing. Type it, or tick that there is none."
        )
    return _("The card needs this.")


def fill(sale: Sale, form: HandoverForm, at: datetime) -> None:
    """Name and number make the customer where there is none; the rest completes the record."""
    sale.invoice_number = sale.invoice_number or form.invoice_number.data or ""
    if sale.customer is None and form.name.data and form.e164:
        customer = naming.met(form.name.data, form.e164, current_user, at)
        naming.give_to(sale, customer, book_of(sale), current_user, at)
    if sale.customer:
        lacking = handing.missing(sale.customer, handing.e164_of(sale))
        given: dict[str, str] = {
            str(name): form[name].data or "" for name in ("name", "address") if name in lacking
        }
        naming.complete(sale.customer, given, form.e164 if "phone" in lacking else "", current_user, at)
