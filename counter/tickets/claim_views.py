"""In or out of the guarantee, the price of a paid repair, something on loan, an exchange."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import staff
from counter.catalog import identifiers
from counter.catalog.models import Product
from counter.clock import now
from counter.extensions import db
from counter.operations.once import once
from counter.scope import find
from counter.stock import scanning
from counter.stock.models import Unit
from counter.supplier_claims import making
from counter.tickets import (
    deciding,
    exchanging,
    handing_in,
    kinds,
    lending,
    naming,
    shelving,
    stepping,
    withdrawing,
    wording,
)
from counter.tickets.blueprint import blueprint
from counter.tickets.forms import DecisionForm, DeedForm, ExchangeForm, LoanForm, QuoteForm, WithdrawalForm
from counter.tickets.models import Ticket
from counter.tickets.showing import decision_form, exchange_form, loan_form
from counter.tickets.step_views import on_a_ticket
from counter.warranty import issuing, lacking, oldcards, repairing
from counter.warranty.models import CardLine
from counter.warranty.repair_views import OLD_NUMBER, RETURNED, VOID
from counter.warranty.revealing import Taken

DOUBTS = {
    deciding.NoRuleGivesIt: _(
        "On the day it was told no rule gave this. A manager may give it as goodwill, with a reason."
    ),
    deciding.NothingToExchange: _(
        "Without a card there is nothing to exchange. Open the ticket from the card of the thing."
    ),
    deciding.CauseSpeaksAgainst: _(
        "What was found speaks against it: a fault of make is covered, the customer's own doing is not."
    ),
    deciding.GoodwillIsTheManagers: _("Goodwill is a manager's to give. Ask one, or switch person."),
    deciding.ReasonNeeded: _("Say why; the customer reads it on the slip."),
    deciding.PriceNeeded: _(
        "What does the repair cost? Write 0 if it costs nothing, or tick that the price comes later."
    ),
    deciding.IsLost: _("It was lost on the way: its customer gets another one, or the money."),
    deciding.NotASale: _("Out of the guarantee there is a paid repair, or nothing."),
}


def decision(ticket: Ticket) -> DecisionForm:
    return decision_form(ticket, kinds.of_version(ticket.playbook_version_id), fresh=False)


@blueprint.post("/tickets/<int:number>/decision")
@staff
@once
@on_a_ticket("decision", decision)
def create_decision(ticket: Ticket, form: DecisionForm) -> Any:
    if not kinds.of_version(ticket.playbook_version_id).kinds[ticket.kind]["decides"] or not ticket.is_open:
        return {"trouble": _("Here is nothing to decide.")}
    if ticket.collected_at is not None:
        return {"trouble": _("It is done already; the decision stands.")}
    try:
        deciding.decide(
            ticket, form.cause.data, form.verdict.data, form.remedy.data, form.reason.data or "", form.minor,
            current_user, now(), form.fault.data, is_priced_later=form.quote_later.data,
        )  # fmt: skip
    except deciding.NoRuleGivesIt as doubt:
        form[doubt.field].errors = [wording.perhaps(*row) for row in doubt.perhaps[:1]] or [
            DOUBTS[type(doubt)]
        ]
        return {}
    except deciding.Undecided as doubt:
        form[doubt.field].errors = [DOUBTS[type(doubt)]]
        return {}
    except tuple(wording.RIGHTS) as refusal:
        form.remedy.errors = [wording.refused(refusal)]
        return {}
    return None


@blueprint.post("/tickets/<int:number>/quote")
@staff
@once
@on_a_ticket("quote", lambda ticket: QuoteForm())
def answer_quote(ticket: Ticket, form: QuoteForm) -> Any:
    stepping.refuse_closed(ticket)
    try:
        deciding.answer_quote(ticket, form.answer.data == "yes", current_user, now())
    except deciding.NoQuote:
        return {"trouble": _("There is no price that waits for an answer.")}
    return None


@blueprint.post("/tickets/<int:number>/loan")
@staff
@once
@on_a_ticket("loan", lambda ticket: loan_form(ticket, fresh=False))
def lend(ticket: Ticket, form: LoanForm) -> Any:
    try:
        lending.lend(ticket, find(Unit, int(form.loan.data)), current_user, now())
    except lending.NotToLend:
        form.loan.errors = [_("Somebody else has just lent this one. Choose another.")]
        return {}
    return None


@blueprint.post("/tickets/<int:number>/loan-return")
@staff
@once
@on_a_ticket("giving", lambda ticket: DeedForm())
def take_back_loan(ticket: Ticket, form: DeedForm) -> Any:
    if not ticket.is_lent:
        return {"trouble": _("Nothing is on loan with this ticket.")}
    lending.take_back(ticket, current_user, now())
    return None


@blueprint.post("/tickets/<int:number>/exchange")
@staff
@once
@on_a_ticket("exchange", lambda ticket: exchange_form(ticket, fresh=False))
def exchange(ticket: Ticket, form: ExchangeForm) -> Any:
    if ticket.line and form.record.data not in (None, "", repairing.standing(ticket.line)):
        return {"status": 409, "trouble": wording.NOTED_MEANWHILE}
    unit, serials, product = new_one(ticket, form)
    if any(field.errors for field in form):
        return {}
    at = now()
    try:
        with db.session.begin_nested():  # what is refused is shown as it stands
            exchanging.exchange(ticket, unit, serials, current_user, at, ticket.store.today(at), product)
    except exchanging.NotToExchange:
        return {"trouble": _("Nothing says that it is to be exchanged. Decide first.")}
    except exchanging.IsAway:
        return {"trouble": _("It is with another store. It comes home first.")}
    except shelving.NoneOnShelf:
        if ticket.is_of_the_thing:
            form.new.errors = [_("It is not on the shelf any more. Take another.")]
        else:
            form.part.errors = [naming.NONE_THERE]
        return {}
    except exchanging.InStockAlready:
        form.new.errors = [
            _("It is in the books of a store. If it is on this shelf, scan it without the tick.")
        ]
        return {}
    except exchanging.NumberInStock as known:
        field_of(form, known.kind).errors = [
            _("Another piece in the books of a store has this number. Look at it again.")
        ]
        return {}
    except issuing.SerialHasCard as taken:
        sentence = oldcards.has_card(Taken.by(taken.card, taken.value, current_user))
        field_with(form, taken.value).errors = [sentence]
        return {}
    except repairing.OldNumber as old:
        field_of(form, old.kind).errors = [OLD_NUMBER]
        return {}
    except repairing.CardIsVoid:
        return {"trouble": VOID}
    except repairing.WasReturned:
        return {"trouble": RETURNED}
    return None


@blueprint.post("/tickets/<int:number>/exchange-withdrawal")
@staff
@once
@on_a_ticket("withdrawal", lambda ticket: WithdrawalForm())
def withdraw_exchange(ticket: Ticket, form: WithdrawalForm) -> Any:
    try:
        with db.session.begin_nested():
            withdrawing.withdraw(ticket, form.because.data or "", current_user, now())
    except withdrawing.NotExchanged:
        return {"trouble": _("Nothing was exchanged here that could be taken back.")}
    except shelving.GoneMeanwhile:
        return {
            "trouble": _("The old one or the new one is not where the exchange put it. Bring it back first.")
        }
    except making.SentAlready:
        return {
            "trouble": _(
                "It was claimed back already; whoever pays was told of the exchange. First a manager takes the claim out of its list."
            )
        }
    except repairing.HereAlready:
        if ticket.line and handing_in.is_on_card(ticket.line):
            return {"trouble": wording.on_its_card(ticket.card)}
        return {"trouble": _("It was left again meanwhile, with another ticket. Hand it back there first.")}
    except issuing.SerialHasCard as taken:
        return {"trouble": oldcards.has_card(Taken.by(taken.card, taken.value, current_user))}
    return None


def new_one(ticket: Ticket, form: ExchangeForm) -> tuple[Unit | None, dict[str, str], Product | None]:
    """The unit off the shelf with what stock does not know of it, or the serials of one that is in no stock yet; of a part, what
    leaves the shelf for it. What is wrong stands at the field."""
    if ticket.is_of_the_thing:
        return new_thing(ticket, form)
    found = naming.named(form.part, form.product_id, ticket.store, ticket.line)
    return (found.unit, {}, found.product) if found else (None, {}, None)


def new_thing(ticket: Ticket, form: ExchangeForm) -> tuple[Unit | None, dict[str, str], Product | None]:
    typed, model = form.new.data or "", exchanging.variants_of(ticket)
    chosen = next((one for one in model if str(one.id) == form.variant.data), None)
    if model and chosen is None:
        form.variant.errors = [_("Choose one of them.")]
    tracked = bool(ticket.line and lacking.of_new(ticket.line))
    if not typed and not tracked:
        return None, {}, chosen
    if form.direct.data:
        return None, direct(ticket.line, form, chosen) if ticket.line else {}, chosen
    try:
        found = scanning.scanned(typed, ticket.store)
    except scanning.UnknownScan as wrong:
        form.new.errors = [wrong.sentence]
        return None, {}, None
    if found.unit is None and tracked:
        form.new.errors = [naming.ITS_OWN]
    elif model and found.product.id not in [one.id for one in model]:
        form.new.errors = [_("This is another product. An exchange is for the same model.")]
    elif ticket.line and found.unit:
        return found.unit, rest_of(found.unit, ticket.line, form), found.product
    return found.unit, {}, found.product


def others_of(form: ExchangeForm) -> dict[str, Any]:
    """The fields beside the one that is scanned into, by kind."""
    return {kind: form[kind] for kind in lacking.KINDS}


def rest_of(unit: Unit, line: CardLine, form: ExchangeForm) -> dict[str, str]:
    """Its numbers that stock does not know; what is missing, or wrong, stands at the field."""
    known, fields = {one.kind: one.value for one in unit.serials}, others_of(form)
    asked = {
        kind: field for kind, field in fields.items() if (field.data or "").strip().upper() != known.get(kind)
    }
    typed = oldcards.serials_in(asked, lacking.has_imei(line))
    for kind, value in typed.items():
        field = oldcards.field_of(fields, kind)
        if known.get(kind, value) != value:
            field.errors = [_("In stock it has %(number)s. Look at it again.", number=known[kind])]
        elif kind == "imei2" and value == known.get("imei1"):
            field.errors = [_("This is the first IMEI again.")]
    new = {kind: value for kind, value in typed.items() if value not in known.values()}
    if not form.unread.data:
        lacking.complain(lacking.of_new(line, unit.product), {**known, **new}, fields)
    return new


def field_of(form: ExchangeForm, kind: str) -> Any:
    """Where the number of this kind was typed."""
    field = others_of(form).get(kind)
    return field if field is not None and field.data else form.new


def field_with(form: ExchangeForm, value: str) -> Any:
    typed = {kind: (field.data or "").upper() for kind, field in others_of(form).items()}
    kind = next((kind for kind, text in typed.items() if value in text.replace(" ", "").replace("-", "")), "")
    return field_of(form, kind)


def direct(line: CardLine, form: ExchangeForm, product: Product | None) -> dict[str, str]:
    """All its numbers; what is missing, or wrong, stands at the field."""
    wanted, has_imei, new = lacking.of_new(line, product), lacking.has_imei(line), form.new.data or ""
    first = "imei1" if has_imei and (form.sn.data or identifiers.holds_imei(new)) else "sn"
    fields: dict[str, Any] = {"sn": form.sn, "imei2": form.imei2} | {first: form.new}
    asked = [kind for kind in lacking.KINDS if kind in fields and (kind != "imei2" or kind in wanted)]
    serials = oldcards.serials_in({kind: fields[kind] for kind in asked}, has_imei)
    if not serials and not form.new.errors:
        form.new.errors = [lacking.NUMBER]
    if not form.unread.data:
        lacking.complain(wanted, serials, {"imei1": form.new} | fields)
    return serials
