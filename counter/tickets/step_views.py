"""A ticket goes on, and ends."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.operations.beginning import Answer, deeds_on
from counter.operations.once import once
from counter.tickets import closing, finding, handing_in, kinds, owing, stepping, wording
from counter.tickets.blueprint import blueprint
from counter.tickets.forms import ClosingForm, CollectionForm, PlanForm, ReopeningForm, StepForm, TellForm
from counter.tickets.models import Ticket
from counter.tickets.showing import shown

STALE = _("Somebody went on with this ticket meanwhile. Look at it, then do it again.")
UNHEARD = _("No complaint is closed without an answer. What was the customer told?")
SENTENCES = {
    stepping.WrongWay: _("From here it can't go there. Look at the ticket again."),
    stepping.IsElsewhere: _("Another store has it in hand now. Look where it is."),
    stepping.ReasonNeeded: _("Say what the customer has to answer; the clocks stand still meanwhile."),
    stepping.NotDecided: _("First decide: in or out of the guarantee."),
    stepping.QuoteNotAccepted: _("The customer has not agreed to the price yet."),
}


def undone(sentence: Any) -> Callable[[Any, str, Any], Answer]:
    return lambda refusal, name, form: {"trouble": sentence}


def unpaid(refusal: Any, name: str, form: Any) -> Answer:
    form.method.errors = [_("The customer agreed to a price. How was it paid?")]
    return {}


def of_rights(refusal: Exception, name: str, form: Any) -> Answer:
    return {"trouble": wording.refused(refusal)}


def of_others(refusal: stepping.NotTheirs, name: str, form: Any) -> Answer:
    return {"trouble": wording.of_others(refusal.store)}


REFUSALS: dict[Any, Callable[[Any, str, Any], Answer]] = {
    **dict.fromkeys(wording.RIGHTS, of_rights),
    stepping.NotTheirs: of_others,
    stepping.IsClosed: undone(_("This ticket is closed. Open it again first.")),
    owing.NotAnswered: undone(
        _("The customer has not answered the price. Note what they say, or decide anew.")
    ),
    owing.NotPaid: unpaid,
    owing.NotPriced: undone(_("The price is not known yet. Decide anew with it, or that nothing is done.")),
    owing.ExchangeDue: undone(_("A new one was promised. Exchange it, or decide anew.")),
    owing.RefundDue: undone(_("Their money was promised. Pay it back, or decide anew.")),
}
on_a_ticket = deeds_on(finding.in_hand, shown, STALE, "tickets.show", REFUSALS)


@blueprint.post("/tickets/<int:number>/steps")
@staff
@once
@on_a_ticket("step", lambda ticket: StepForm())
def create_step(ticket: Ticket, form: StepForm) -> Any:
    try:
        stepping.go(ticket, form.state.data or "", form.words.data or "", current_user, now())
    except stepping.ReasonNeeded as trouble:
        form.words.errors = [SENTENCES[type(trouble)]]
        return {}
    except stepping.Trouble as trouble:
        return {"trouble": SENTENCES[type(trouble)]}
    return None


@blueprint.post("/tickets/<int:number>/updates")
@staff
@once
@on_a_ticket("tell", lambda ticket: TellForm())
def create_update(ticket: Ticket, form: TellForm) -> Any:
    stepping.tell(ticket, form.words.data or "", current_user, now())


@blueprint.post("/tickets/<int:number>/plan")
@staff
@once
@on_a_ticket("plan", lambda ticket: PlanForm())
def create_plan(ticket: Ticket, form: PlanForm) -> Any:
    at, on = now(), form.on.data or ticket.store.today(now())
    try:
        stepping.promise(ticket, form.plan.data or "", on, current_user, at, ticket.store.today(at))
    except stepping.PastDay:
        form.on.errors = [_("This day is over. Choose today or later.")]
        return {}
    return None


@blueprint.post("/tickets/<int:number>/collection")
@staff
@once
@on_a_ticket("collection", lambda ticket: CollectionForm())
def create_collection(ticket: Ticket, form: CollectionForm) -> Any:
    at = now()
    try:
        closing.hand_back(
            ticket, form.work.data or "", form.method.data or "", current_user, at, ticket.store.today(at),
            is_loan_back=form.loan_back.data,
        )  # fmt: skip
    except closing.NotReady:
        return {"trouble": SENTENCES[stepping.WrongWay]}
    except closing.LoanIsOut:
        return still_lent(form)
    return None


@blueprint.post("/tickets/<int:number>/closing")
@staff
@once
@on_a_ticket("closing", lambda ticket: ClosingForm())
def create_closing(ticket: Ticket, form: ClosingForm) -> Any:
    given = (form.opinion.data or "", form.because.data or "", form.answer.data or "")
    try:
        closing.close(
            ticket, form.score, *given, current_user, now(), form.method.data or "", form.work.data or "",
            is_loan_back=form.loan_back.data,
        )  # fmt: skip
    except closing.NotReady:
        return {"trouble": _("It can't be closed yet. Hand it back first, or put it right.")}
    except closing.LoanIsOut:
        return still_lent(form)
    except closing.NotSatisfied:
        form.satisfaction.errors = [
            _(
                "Service goes on until the customer is content. Only a manager closes it before, with a reason."
            )
        ]
        return {}
    except closing.AnswerNeeded:
        form.answer.errors = [UNHEARD if ticket.kind == "complaint" else _("What was the answer?")]
        return {}
    return None


def still_lent(form: Any) -> Answer:
    form.loan_back.errors = [_("What was lent comes back first. Tick it once you have it.")]
    return {}


@blueprint.post("/tickets/<int:number>/reopening")
@staff
@once
@on_a_ticket("reopening", lambda ticket: ReopeningForm().offer(kinds.kind_of(ticket)))
def create_reopening(ticket: Ticket, form: ReopeningForm) -> Any:
    if ticket.is_open:
        return {"trouble": _("It is open already.")}
    try:
        closing.reopen(ticket, form.because.data or "", current_user, now(), left_again(form))
    except handing_in.OnItsCard:
        form.stays.errors = [wording.on_its_card(ticket.card)]
        return {}
    except handing_in.NotToLeave:
        form.stays.errors = [
            _("It can't be left with this ticket: it is here already, or not under this card any more.")
        ]
        return {}
    except closing.TooLateToReopen:
        return {"trouble": _("It was closed more than 30 days ago. Open a new ticket.")}
    return None


def left_again(form: ReopeningForm) -> handing_in.Left | None:
    if not form.stays.data:
        return None
    return handing_in.Left(form.condition.data or "", form.accessory_words.data or "", bool(form.notice.data))
