"""Money back, out of a ticket that decided so."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, ValidationError

from counter.access import staff
from counter.clock import now
from counter.deliveries.forms import offered
from counter.forms import Form, at_most
from counter.operations.once import done, once
from counter.pages import render
from counter.sales import refunding
from counter.sales.blueprint import blueprint
from counter.sales.forms import METHOD_WORDS
from counter.sales.money import minor, plain
from counter.sales.trouble import Trouble
from counter.tickets import finding, owing
from counter.tickets.models import Ticket
from counter.warranty import saying


class RefundForm(Form):
    version = HiddenField()
    amount = StringField(_("Amount"), [InputRequired(_("How much goes back?")), at_most(60)])
    method = RadioField(_("How"), choices=offered(METHOD_WORDS), default="wechat")
    place = RadioField(_("Where the thing goes"), choices=offered(refunding.PLACES), default="repair")
    minor = 0

    def validate_amount(self, field: Any) -> None:
        try:
            self.minor = minor(field.data or "")
        except Trouble as error:
            raise ValidationError(error.sentence) from None


@blueprint.get("/tickets/<int:number>/refund")
@staff
def new_refund(number: int) -> Any:
    ticket = finding.whole(number)
    suggested = refunding.suggest(ticket, ticket.store.today(now()))
    form = RefundForm(formdata=None, amount=plain(suggested.amount) if suggested.amount else "")
    return asking(ticket, form)


@blueprint.post("/tickets/<int:number>/refund")
@staff
@once
def refund(number: int) -> Any:
    ticket, form, at = finding.in_hand(number), RefundForm(), now()
    if not form.validate():
        return asking(ticket, form, 422)
    if form.version.data not in ("", None, str(ticket.version)):
        form.form_errors.append(
            _("Somebody went on with this ticket meanwhile. Look at it, then do it again.")
        )
        return asking(ticket, form, 409)
    try:
        refunding.refund(
            ticket, form.minor, form.method.data, form.place.data, current_user, at, ticket.store.today(at)
        )
    except refunding.TooMuch as error:
        form.amount.errors = [error.sentence]
        return asking(ticket, form, 422)
    except Trouble as error:
        form.form_errors.append(error.sentence)
        return asking(ticket, form, 422)
    return done("tickets.show", number=number)


def asking(ticket: Ticket, form: RefundForm, status: int = 200) -> Any:
    return render(
        "sales/refund.html", status=status, ticket=ticket, form=form, ask_word=saying.ask_word,
        suggested=refunding.suggest(ticket, ticket.store.today(now())), is_due=refunding.is_due(ticket),
        is_given_up=owing.is_given_up(ticket),
    )  # fmt: skip
