"""Money back, out of a ticket that decided so."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import Optional, StopValidation, ValidationError

from counter.access import staff
from counter.clock import now
from counter.deliveries.forms import offered
from counter.forms import Count, Form, at_most
from counter.languages import money
from counter.operations.once import done, once
from counter.pages import render
from counter.sales import refundable, refunding
from counter.sales.blueprint import blueprint
from counter.sales.forms import METHOD_WORDS
from counter.sales.money import minor, plain
from counter.sales.trouble import Trouble
from counter.tickets import contending, finding, owing, paid, wording
from counter.tickets.models import Ticket
from counter.warranty import repairing

FEWER = _("There are fewer of them by now. Look at the card, then send it again.")


class RefundForm(Form):
    """way: how it comes about, where that decides how much; then the amount may be left empty. pieces: how many come back, where
    there are several."""

    version, record = HiddenField(), HiddenField()
    pieces = Count()
    way = RadioField(_("How it comes about"), [Optional()], choices=[])
    amount = StringField(_("Amount"), [at_most(60)])
    method = RadioField(_("How"), choices=offered(METHOD_WORDS), default="wechat")
    place = RadioField(_("Where the thing goes"), choices=offered(refunding.PLACES), default="repair")
    minor = 0
    asked_for_more = False
    suggested: refunding.Suggested

    def offer(self, suggested: refunding.Suggested, currency: str) -> Any:
        self.suggested = suggested
        self.way.choices = [(one.code, said_of(one, currency)) for one in suggested.ways]
        self.pieces.label.text = gettext("How many of the %(num)d?", num=suggested.pieces)
        if not suggested.pieces:
            self.asked_for_more = bool(self.pieces.raw_data) and (self.pieces.data or 0) > 1
            del self.pieces
        return self

    def validate_pieces(self, field: Any) -> None:
        most = self.suggested.pieces
        if field.data is None or not 1 <= field.data <= most:
            raise ValidationError(_("From 1 to %(num)d pieces.", num=most))

    @property
    def many(self) -> int | None:
        return self.pieces.data if self.pieces else None

    def validate_amount(self, field: Any) -> None:
        of_way = self.suggested.of(self.way.data)
        if not (field.data or "").strip() and of_way is not None:
            self.minor = of_way
            return
        if not (field.data or "").strip():
            raise StopValidation(_("How much goes back?"))
        try:
            self.minor = minor(field.data or "")
        except Trouble as error:
            raise ValidationError(error.sentence) from None


def said_of(way: refunding.Way, currency: str) -> str:
    amount, kept = money(way.amount, currency), money(way.kept, currency)
    if way.code == "no_model":
        return gettext("The same model is not to be had: %(amount)s", amount=amount)
    return gettext(
        "The customer wants money instead: %(amount)s, %(kept)s kept for its use", amount=amount, kept=kept
    )


def form_of(ticket: Ticket, **kw: Any) -> RefundForm:
    """As it was sent, or fresh: with all pieces that the ticket is about."""
    line = ticket.line
    form = RefundForm(pieces=line.quantity if line else 1, **kw)
    many = form.pieces.data if line and form.pieces.data in range(1, line.quantity + 1) else None
    suggested = refunding.suggest(ticket, ticket.store.today(now()), many)
    if "formdata" in kw:
        form.amount.data = plain(suggested.amount) if suggested.amount and not suggested.ways else ""
    offered_one: RefundForm = form.offer(suggested, paid.currency_of(ticket))
    return offered_one


@blueprint.get("/tickets/<int:number>/refund")
@staff
def new_refund(number: int) -> Any:
    ticket = finding.whole(number)
    return asking(ticket, form_of(ticket, formdata=None))


@blueprint.post("/tickets/<int:number>/refund")
@staff
@once
def refund(number: int) -> Any:
    ticket, at = finding.in_hand(number), now()
    form = form_of(ticket)
    if form.version.data not in ("", None, str(ticket.version)):
        form.form_errors.append(
            _("Somebody went on with this ticket meanwhile. Look at it, then do it again.")
        )
        return asking(ticket, form, 409)
    if form.record.data not in ("", None, record_of(ticket)):
        form.form_errors.append(wording.NOTED_MEANWHILE)
        return asking(ticket, form, 409)
    if not form.validate():
        return asking(ticket, form, 422)
    if form.asked_for_more:
        form.form_errors.append(FEWER)
        return asking(ticket, form, 422)
    if why := passed_on(ticket):
        form.form_errors.append(why)
        return asking(ticket, form, 422)
    try:
        refunding.refund(
            ticket, form.minor, form.method.data, form.place.data, current_user, at, ticket.store.today(at), form.many
        )  # fmt: skip
    except refundable.TooMuch as error:
        form.amount.errors = [error.sentence]
        return asking(ticket, form, 422)
    except contending.OnItsCard as there:
        form.form_errors.append(wording.on_its_card(there.card))
        return asking(ticket, form, 422)
    except Trouble as error:
        form.form_errors.append(error.sentence)
        return asking(ticket, form, 422)
    return done("tickets.show", number=number)


def record_of(ticket: Ticket) -> str:
    """How that of its thing stands."""
    return repairing.standing(ticket.line) if ticket.line else ""


def passed_on(ticket: Ticket) -> str:
    return wording.passed_on(owing.passed_on(ticket)) if owing.is_passed_on(ticket) else ""


def asking(ticket: Ticket, form: RefundForm, status: int = 200) -> Any:
    return render(
        "sales/refund.html", status=status, ticket=ticket, form=form, suggested=form.suggested, currency=paid.currency_of(ticket),
        is_due=refunding.is_due(ticket), of_others=refunding.of_others(ticket, current_user), is_given_up=owing.is_given_up(ticket), passed_on=passed_on(ticket), record=record_of(ticket),
    )  # fmt: skip
