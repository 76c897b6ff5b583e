"""A ticket's page, and what its forms need where one of them came back."""

from typing import Any

from flask_login import current_user
from sqlalchemy import select

from counter.catalog.describing import label_of
from counter.clock import now
from counter.customers import phones
from counter.extensions import db
from counter.history import models as history
from counter.languages import words
from counter.pages import render
from counter.staff.models import Person
from counter.stores.models import Store
from counter.tickets import (
    claiming,
    clocks,
    closing,
    contending,
    deciding,
    exchanging,
    fitting,
    handing_in,
    kinds,
    knowing,
    lending,
    numbers,
    owing,
    paid,
    putting_right,
    shelving,
    states,
    stepping,
    whereabouts,
    withdrawing,
    wording,
)
from counter.tickets import forms as asked
from counter.tickets import parcel_forms as carried
from counter.tickets.models import Ticket
from counter.tickets.part_forms import part_form
from counter.warranty import lacking, papers, promises, remedies, repairing, saying, showing, waiting
from counter.warranty.revealing import is_ours
from counter.warranty.terms import WHOLE


def shown(ticket: Ticket, status: int = 200, trouble: Any = None, **forms: Any) -> Any:
    """forms: step, tell, plan, decision, quote, loan, exchange, collection, closing, reopening, as they came back."""
    at = now()
    book = kinds.of_version(ticket.playbook_version_id)
    walked = book.walked(ticket.kind)
    fresh: dict[str, Any] = {name: made(ticket, book) for name, made in FORMS.items()}
    entries = history.of(ticket) if current_user.is_manager else []
    given = open_today(ticket, at)
    taps = stepping.taps(ticket, walked) if stepping.has_in_hand(ticket, current_user) else []
    more: dict[str, Any] = {
        "book": book, "kind": book.kinds[ticket.kind], "taps": taps, "next_state": next_state(ticket, taps),
        "may_collect": may_collect(ticket, walked),
        "runs_on": clocks.runs_on, "may_close": closing.may_close(ticket, book) and not is_due(ticket) and stepping.serves(ticket, current_user), "asks_answer": closing.asks_answer(ticket),
        "may_reopen": closing.may_reopen(ticket, at),
        "may_be_left": closing.may_be_left(ticket), "may_hand_in": handing_in.may_hand_in(ticket, current_user), "why_not_left": why_not_left(ticket),
        "asked_of_new": lacking.of_new(ticket.line) if ticket.line and is_exchange_due(ticket) and ticket.is_of_the_thing else (),
        "record": repairing.standing(ticket.line) if ticket.line else "",
        "is_exchange_due": is_exchange_due(ticket), "is_refund_due": is_refund_due(ticket), "paid_back_in": paid.currency_of(ticket), "is_unpaid": owing.is_unpaid(ticket), "is_unpriced": owing.is_unpriced(ticket),
        "why_not_owed": why_not_owed(ticket), "told_first": waiting.told_first(ticket.card, given) if ticket.card else [], "figures": knowing.figures_of(ticket), "is_unnoted": ticket.is_open and putting_right.unnoted_on(ticket) is not None,
        "may_withdraw": withdrawing.may_withdraw(ticket) and is_of_stock(ticket),
        "serves": stepping.serves(ticket, current_user), "has_in_hand": stepping.has_in_hand(ticket, current_user), "is_of_stock": is_of_stock(ticket),
        "number": numbers.shown(ticket.number), "phone": phone_of(ticket), "dialled": dialled(ticket), "part": part_of(ticket),
        "fault": fault_of(ticket), "open_today": given, "perhaps": perhaps(ticket, at), "perhaps_word": saying.perhaps_word, "people": people_of(ticket), "parts": parts_of(ticket),
        "is_own_card": is_own_card(ticket), "charged": fitting.charged, "off_shelf": shelving.moved_with(ticket) if ticket.parts_used else {}, "may_ask": claiming.may_ask(ticket),
        "left": left_with(ticket, book), "at": at, "entries": entries, "wording": wording, "joint": saying.joint(), "comma": saying.comma(),
        "remedy_word": saying.remedy_word, "layer_word": saying.layer_word, "ask_word": saying.ask_word,
        "rivals": contending.others(ticket) if ticket.is_open and ticket.collected_at is None else [],
        "kinds_of_serial": papers.KINDS, "grouped": papers.grouped, "today_is": ticket.store.today(at),
    }  # fmt: skip
    more |= whereabouts.read(ticket, current_user)
    fresh["point"].offer(more["points"])
    return render(
        "tickets/show.html", status=status, ticket=ticket, trouble=trouble, **(more | fresh | forms)
    )


def next_state(ticket: Ticket, taps: list[str]) -> str:
    if owing.is_unpriced(ticket):
        taps = [state for state in taps if state not in stepping.PRICED]
    is_repaired = not ticket.is_decided or ticket.remedy == "repair"
    wants = ticket.state != "waiting_customer" or ticket.is_decided
    return states.leading(ticket.state, taps if wants else [], ticket.needs_visit, is_repaired)


def may_collect(ticket: Ticket, walked: list[str]) -> bool:
    is_ready = "collected" in states.following(ticket.state, walked) and stepping.serves(ticket, current_user)
    return is_ready and not is_due(ticket) and not ticket.is_quote_open and not owing.is_unpriced(ticket)


def is_due(ticket: Ticket) -> bool:
    return owing.is_exchange_due(ticket) or owing.is_refund_due(ticket)


def is_own_card(ticket: Ticket) -> bool:
    return ticket.card is not None and is_ours(ticket.card, current_user)


def is_exchange_due(ticket: Ticket) -> bool:
    return owing.is_exchange_due(ticket) and not ticket.is_thing_away and is_of_stock(ticket)


def is_refund_due(ticket: Ticket) -> bool:
    return owing.is_refund_due(ticket) and not ticket.is_thing_away and is_of_stock(ticket)


def why_not_left(ticket: Ticket) -> str:
    """Where whoever has the ticket in hand may be asked to keep its thing, and can't."""
    try:
        handing_in.refuse_unfit(ticket, current_user)
    except (handing_in.OnItsCard, handing_in.NoWayHome) as refusal:
        return wording.not_to_leave(refusal, ticket)
    except (stepping.Trouble, owing.PassedOn, owing.ExchangedSince, handing_in.NotToLeave):
        pass
    return ""


def why_not_owed(ticket: Ticket) -> str:
    """Why neither a new one nor money is given on it."""
    if not ticket.is_open or ticket.collected_at is not None:
        return ""
    if owing.is_passed_on(ticket):
        return wording.passed_on(owing.passed_on(ticket))
    given = owing.exchange_since(ticket)
    return wording.exchanged_since(ticket.store.today(given.noted_at)) if given else ""


def is_of_stock(ticket: Ticket) -> bool:
    return stepping.serves(ticket, current_user, is_of_stock=True)


def decision_form(ticket: Ticket, book: kinds.Book, fresh: bool = True) -> asked.DecisionForm:
    form = asked.DecisionForm(formdata=None) if fresh else asked.DecisionForm()
    form.cause.choices = [
        ("", ""),
        *((name, words(cause["label"])) for name, cause in book.causes.items()),
    ]
    of_it = [ticket.line] if ticket.line else []
    form.fault.choices = showing.fault_choices(ticket.card, *of_it) if ticket.card else []
    told = fault_of(ticket)
    if told and ticket.fault not in dict(form.fault.choices):  # of another thing on the card
        form.fault.choices.append((ticket.fault, told))
    if fresh:
        form.fault.data = ticket.fault
    if fresh and ticket.lost is not None:
        form.verdict.data, form.remedy.data = "goodwill", "exchange" if ticket.line else "return"
    elif fresh and ticket.kind in wording.REMEDIES:
        form.remedy.data = ticket.kind
    return form


def loan_form(ticket: Ticket, fresh: bool = True) -> asked.LoanForm:
    form = asked.LoanForm(formdata=None) if fresh else asked.LoanForm()
    form.loan.choices = [(str(unit.id), wording.loan_words(unit)) for unit in lending.free(ticket.store)]
    return form


def exchange_form(ticket: Ticket, fresh: bool = True) -> asked.ExchangeForm:
    form = asked.ExchangeForm(formdata=None) if fresh else asked.ExchangeForm()
    form.variant.choices = [(str(one.id), words(label_of(one))) for one in exchanging.variants_of(ticket)]
    if ticket.line and (fresh or not form.variant.data):
        form.variant.data = str(ticket.line.product_id)
    return form


FORMS: dict[str, Any] = {
    "step": lambda ticket, book: asked.StepForm(formdata=None),
    "tell": lambda ticket, book: asked.TellForm(formdata=None),
    "plan": lambda ticket, book: asked.PlanForm(
        formdata=None, on=ticket.plan_on or ticket.store.today(now())
    ),
    "decision": decision_form,
    "quote": lambda ticket, book: asked.QuoteForm(formdata=None),
    "loan": lambda ticket, book: loan_form(ticket),
    "part_form": lambda ticket, book: part_form(ticket),
    "exchange": lambda ticket, book: exchange_form(ticket),
    "withdrawal": lambda ticket, book: asked.WithdrawalForm(formdata=None),
    "collection": lambda ticket, book: asked.CollectionForm(formdata=None),
    "closing": lambda ticket, book: asked.ClosingForm(formdata=None),
    "giving": lambda ticket, book: asked.DeedForm(formdata=None),
    "point": lambda ticket, book: carried.PointForm(formdata=None),
    "hand_up": lambda ticket, book: carried.HandUpForm(formdata=None),
    "hand_down": lambda ticket, book: carried.HandDownForm(formdata=None),
    "reopening": lambda ticket, book: asked.ReopeningForm(formdata=None),
}


def left_with(ticket: Ticket, book: kinds.Book) -> list[str]:
    left = [words(book.accessories[one]) for one in ticket.accessories if one in book.accessories]
    return left + [ticket.accessory_words] * bool(ticket.accessory_words)


def dialled(ticket: Ticket) -> str:
    """The customer's: of the card as long as it is theirs, else their own, or ""."""
    card, phone = ticket.card, ticket.customer.phone
    if card is not None and card.customer_id == ticket.customer_id:
        return card.customer_phone
    return phone.e164 if phone else ""


def phone_of(ticket: Ticket) -> str:
    e164 = dialled(ticket)
    return phones.shown(e164) if e164 else ""


def parts_of(ticket: Ticket) -> Any:
    return promises.of_version(ticket.card.policies_version_id).parts if ticket.card else {}


def part_of(ticket: Ticket) -> str:
    return words(parts_of(ticket).get(ticket.part or WHOLE, {"zh": ticket.part or ""}))


def fault_of(ticket: Ticket) -> str:
    return showing.faults_of(ticket.card).get(ticket.fault, "") if ticket.card else ""


def open_today(ticket: Ticket, at: Any) -> Any:
    """What the rules give, as far as it is known what is wrong (FU-36): as of the day on which it was told, as the decision is, and
    by today because it takes so long."""
    if ticket.line is None or ticket.card is None or not ticket.is_open:
        return []
    today = ticket.store.today(at)
    found = deciding.possible(ticket, ticket.cause, as_of(ticket, today), today)
    if ticket.cause:
        return found
    store = db.session.get_one(Store, ticket.card.store_id)
    return found + remedies.overdue(ticket.line, ticket.card, store, ticket.part, today)


def as_of(ticket: Ticket, today: Any) -> Any:
    """The day by which the decision goes. A question is answered as of today."""
    return owing.told_on(ticket) if contending.is_demand(ticket) else today


def perhaps(ticket: Ticket, at: Any) -> Any:
    if not ticket.is_open or ticket.collected_at is not None:
        return []
    return deciding.perhaps(ticket, ticket.cause, as_of(ticket, ticket.store.today(at)))


def people_of(ticket: Ticket) -> dict[int, str]:
    ids = {step.person_id for step in ticket.steps} | {
        ticket.decided_by,
        ticket.opened_by,
        ticket.closed_by,
    } - {None}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {person_id: words(name) for person_id, name in rows}
