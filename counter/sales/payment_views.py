from typing import Any

from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.operations.once import done, once
from counter.sales import paying
from counter.sales.blueprint import blueprint
from counter.sales.finding import book_of, the_sale
from counter.sales.forms import PaymentForm
from counter.sales.showing import trouble
from counter.sales.trouble import Trouble


@blueprint.post("/sales/<int:number>/payments")
@staff
@once
def pay(number: int) -> Any:
    sale, form = the_sale(number, to_write=True), PaymentForm()
    if not form.validate_on_submit():
        return trouble(number, None, "payment", payment=form)
    kind, method = form.kind.data or "payment", form.method.data or "cash"
    try:
        given = form.invoice_number.data or ""
        paying.pay(sale, form.minor, method, kind, book_of(sale), current_user, now(), given)
    except paying.TooMuch as error:
        form.amount.errors = [error.sentence]
        return trouble(number, None, "payment", payment=form)
    except paying.IsPaidAlready as error:
        return trouble(number, error.sentence, "handover", 409)
    except Trouble as error:
        return trouble(number, error.sentence, "payment", payment=form)
    return done("sales.show", number=number, stage="handover" if sale.is_paid else "payment")
