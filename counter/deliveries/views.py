from collections.abc import Callable
from typing import Any

from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.deliveries import arranging, cancelling, charging, move_views, telling  # noqa: F401
from counter.deliveries.blueprint import blueprint
from counter.deliveries.forms import METHODS, WORDS, DoneForm, PaymentForm
from counter.deliveries.listing import days
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.operations.once import done, once
from counter.pages import render
from counter.scope import find
from counter.stores.models import Store


def page(status: int = 200, **context: Any) -> Any:
    found = days(current_user.store, now())
    return render(
        "deliveries/index.html",
        "deliveries/_days.html",
        status,
        days=found,
        otherwise=telling.otherwise(found.all),
        slots=WORDS,
        methods=METHODS,
        **context,
    )


@blueprint.get("/deliveries")
@staff
def index() -> Any:
    return page()


def finish(number: int, deed: Callable[..., None]) -> Any:
    appointment, form = find(Appointment, number), DoneForm()
    if not form.validate_on_submit():
        return page(422, trouble=form.errors)
    try:
        deed(appointment, db.session.get_one(Store, appointment.store_id), form.day, current_user, now())
    except arranging.NotInOrder as error:
        db.session.rollback()
        return page(422, sentence=error.sentence)
    return done("deliveries.index")


@blueprint.post("/deliveries/<int:number>/arrival")
@staff
@once
def deliver(number: int) -> Any:
    return finish(number, arranging.deliver)


@blueprint.post("/deliveries/<int:number>/installation")
@staff
@once
def install(number: int) -> Any:
    return finish(number, arranging.install)


@blueprint.post("/deliveries/<int:number>/reopening")
@staff
@once
def reopen(number: int) -> Any:
    arranging.reopen(find(Appointment, number), current_user, now())
    return done("deliveries.index")


@blueprint.post("/deliveries/<int:number>/cancellation")
@staff
@once
def cancel(number: int) -> Any:
    try:
        cancelling.cancel(find(Appointment, number), current_user, now())
    except arranging.NotInOrder as error:
        db.session.rollback()
        return page(422, sentence=error.sentence)
    return done("deliveries.index")


@blueprint.post("/deliveries/<int:number>/payment")
@staff
@once
def pay(number: int) -> Any:
    appointment, form = find(Appointment, number), PaymentForm()
    if not form.validate_on_submit():
        return page(422, trouble=form.errors)
    try:
        charging.take(appointment, form.method.data, current_user, now())
    except arranging.NotInOrder as error:
        db.session.rollback()
        return page(422, sentence=error.sentence)
    return done("deliveries.index")


@blueprint.post("/deliveries/<int:number>/payment-return")
@staff
@once
def give_back_payment(number: int) -> Any:
    try:
        charging.give_back(find(Appointment, number), current_user, now())
    except arranging.NotInOrder as error:
        db.session.rollback()
        return page(422, sentence=error.sentence)
    return done("deliveries.index")
