"""Many serials of one product for one customer: checked whole, then issued chunk by chunk, a card each."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, g, request, stream_with_context
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload

from counter.access import managers
from counter.clock import now
from counter.customers.models import Customer, of_store
from counter.database import only_reading
from counter.extensions import db
from counter.operations.long_runs import Stages
from counter.operations.once import done, once
from counter.pages import render
from counter.scope import find
from counter.serial_batches import registering, showing, taking
from counter.serial_batches.forms import BatchForm
from counter.serial_batches.models import SerialBatch
from counter.stores.models import Store
from counter.warranty import issuing

blueprint = Blueprint("serial_batches", __name__)
too_late = _("Somebody has taken this batch further. Load the page again.")
Stages(blueprint, SerialBatch, registering.go_on, registering.approve, registering.abandon, too_late).lay(
    "/serial-batches"
)
MOST_SHOWN = 200
LACKING = {
    "name": _("The customer has no name yet."), "phone": _("The customer has no phone yet; a card needs one."),
    "address": _("The customer has no address yet; a card needs one."),
}  # fmt: skip


@blueprint.get("/serial-batches")
@managers
def index() -> Any:
    return render("serial_batches/index.html", batches=showing.of_store(current_user.store.id))


def the_customer(number: int) -> Customer:
    asked = of_store(current_user).where(Customer.id == number).options(selectinload(Customer.phones))
    customer: Customer | None = db.session.scalar(asked)
    return customer or abort(404)


@blueprint.get("/customers/<int:number>/serial-batches/new")
@managers
def new(number: int) -> Any:
    form = BatchForm(formdata=None, sold_on=current_user.store.today(now()))
    return asking(the_customer(number), taking.Taken(form))


def asking(customer: Customer, taken: taking.Taken, status: int = 200) -> Any:
    lacking = issuing.missing(customer, customer.phone.e164 if customer.phone else "")
    return render(
        "serial_batches/new.html", status=status, customer=customer, form=taken.form, taken=taken,
        wrong=taken.wrong[:MOST_SHOWN], lacking=[LACKING[one] for one in lacking],
    )  # fmt: skip


def taken_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """The list is checked before the write takes its lock; what it was checked for stays in this process."""

    @wraps(view)
    def inner(**kw: Any) -> Any:
        with only_reading():
            store = db.session.get_one(Store, current_user.store.id)
            g.taken = taking.take(BatchForm(), store, store.today(now()))
            if g.taken.product is not None:
                db.session.expunge(g.taken.product)
            db.session.rollback()
        if request.files.get("file"):
            request.files["file"].stream.seek(0)
        return view(**kw)

    return inner


@blueprint.post("/customers/<int:number>/serial-batches")
@managers
@taken_in
@once
def create(number: int) -> Any:
    customer, taken, at = the_customer(number), g.taken, now()
    if g.get("is_repeated"):
        taken.form.form_errors.append(taken.form.sent_before)
    if not taken.is_sound:
        return asking(customer, taken, 422)
    e164 = customer.phone.e164 if customer.phone else ""
    told = taken.product, taken.form.sold_on.data, taken.form.invoice_number.data or ""
    try:
        batch = registering.begin(current_user.store, customer, e164, *told, taken.lines, current_user, at)
    except issuing.MissingFields:
        return asking(customer, taken, 422)
    return done("serial_batches.show", number=batch.id)


@blueprint.get("/serial-batches/<int:number>")
@managers
def show(number: int) -> Any:
    batch = find(SerialBatch, number, joinedload(SerialBatch.customer), joinedload(SerialBatch.product))
    counts = registering.counts(batch)
    doubtful = showing.doubts_of(batch) if batch.stage == "checked" else []
    return render(
        "serial_batches/show.html", "serial_batches/_batch.html", batch=batch, counts=counts,
        doubtful=doubtful[:MOST_SHOWN], doubts=len(doubtful),
        taken=showing.lines_of(batch, limit=50, state="taken") if counts.get("taken") else [],
    )  # fmt: skip


@blueprint.get("/serial-batches/<int:number>/cards.csv")
@managers
def as_csv(number: int) -> Any:
    response = Response(stream_with_context(showing.as_file(find(SerialBatch, number))), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="cards-{number}.csv"'
    return response
