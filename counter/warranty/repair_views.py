"""The repair record on the card's page, and what a repair or an exchange would change."""

from typing import Any

from flask import abort, request
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import managers, staff
from counter.clock import now
from counter.columns import Words
from counter.extensions import db
from counter.operations.once import done, once, refuse_unless
from counter.pages import render
from counter.scope import find
from counter.warranty import (
    correcting,
    demands,
    foreseeing,
    issuing,
    lacking,
    oldcards,
    papers,
    parting,
    repairing,
    stocked,
)
from counter.warranty.blueprint import blueprint
from counter.warranty.forms import ExchangeForm, GiveBackForm, RepairForm, WhatIfForm
from counter.warranty.models import Card, CardLine, Repair
from counter.warranty.owner_views import changed_by
from counter.warranty.papers import WHOLE_CARD
from counter.warranty.revealing import Taken
from counter.warranty.showing import first_of, fitted, shown, words_for
from counter.warranty.terms import is_the_thing

ODD = {
    "future": _("This day is still to come."),
    "bought": _("That is before it was bought."),
    "taken": _("That is before it was handed in."),
}
LATER = _("It was exchanged again since. Strike out the later exchange first.")
LATER_OF_TICKET = _("It was exchanged again since, by a ticket. That exchange stands, and so does this one.")
VOID = _("This card is void: it covers nothing.")
IN_HAND = _("A ticket has it in hand. Go on there: it stands above, under Tickets.")
OF_TICKET = _("A ticket wrote this. Go on there.")
TOGETHER = _("All of them are here together. Hand them back first, or say how many there are.")
RETURNED = _("It was taken back for its money already.")
OLD_NUMBER = _("This is a number of the old one.")
OF_A_PART = _("A part has no number on the card. Leave it empty, or choose the whole thing above.")
BACK_ALREADY = _("It was handed back already.")
LOOK_AGAIN = _("Look at the record above; send again if you are right.")
WRITES = ("take_in", "give_back", "put_right", "exchange", "withdraw_repair")  # into the repair record


def whole(number: int) -> Card:
    return find(Card, number, *WHOLE_CARD)


def to_write(number: int) -> Card:
    """Two tablets that write into one record go one after the other, and the second is told."""
    correcting.lock(number)
    return whole(number)


def is_late(card: Card) -> bool:
    """Whether the record is another than on the page that was sent."""
    return request.form.get("version", "") not in ("", repairing.standing(*card.lines))


def told(card: Card, form: Any, sentence: Any = LOOK_AGAIN) -> Any:
    """The form, with who was faster."""
    form.form_errors = [*form.form_errors, changed_by(card, WRITES), sentence]
    return form


def line_and_part(card: Card, what: str) -> tuple[CardLine, str | None]:
    """Of a choice that the form has checked."""
    number, _, part = what.partition(":")
    line = next((line for line in card.lines if str(line.id) == number), None)
    return line or abort(404), part or None


def serials_of(card: Card, form: ExchangeForm) -> dict[str, str]:
    line, _part = line_and_part(card, form.what.data)
    return oldcards.serials_of(form, lacking.has_imei(line))


def as_typed(cause: str | None) -> Words:
    return {"zh": cause, "en": cause} if cause else {}


@blueprint.post("/warranty-cards/<int:number>/repairs")
@staff
@once
def take_in(number: int) -> Any:
    card, at = to_write(number), now()
    form = fitted(RepairForm(), card)
    if is_late(card):
        return shown(card, 409, repair=told(card, form))
    if not form.validate():
        return shown(card, 422, repair=form)
    line, part = line_and_part(card, form.what.data)
    told_on = demands.told_on(line, part, form.on.data)
    fault = repairing.Fault(part, form.fault.data, form.words.data or "", told_on=told_on)
    try:
        with db.session.begin_nested():  # what is refused is shown as it stands
            line = parting.part(line, form.many or line.quantity, current_user, at)
            repairing.take_in(line, fault, form.on.data, current_user, at, current_user.store.today(at))
    except repairing.OddDay as odd:
        form[odd.field].errors = [ODD[odd.because]]
        return shown(card, 422, repair=form)
    except repairing.HereAlready:
        form.what.errors = [_("It is here for repair already. Hand it back first.")]
        return shown(card, 422, repair=form)
    except parting.TooMany:
        return shown(card, 409, repair=told(card, form))
    except repairing.CardIsVoid:
        form.what.errors = [VOID]
        return shown(card, 422, repair=form)
    except repairing.WasReturned:
        form.what.errors = [RETURNED]
        return shown(card, 422, repair=form)
    return done("warranty.show", number=number, _anchor="repairs")


def repair_of(card: Card, repair: int) -> Repair:
    found = next((one for line in card.lines for one in line.repairs if one.id == repair), None)
    refuse_unless(found is not None)
    assert found is not None
    return found


@blueprint.post("/warranty-cards/<int:number>/repairs/<int:repair>/return")
@staff
@once
def give_back(number: int, repair: int) -> Any:
    card, at, form = to_write(number), now(), GiveBackForm()
    one = repair_of(card, repair)
    if one.ticket:
        return shown(card, 409, trouble=OF_TICKET)
    if not one.is_here:
        return shown(card, 409, back=told(card, form, BACK_ALREADY), back_late=one.id)
    if is_late(card):
        return shown(card, 409, back=told(card, form))
    if not form.validate() or form.back_on.data is None:
        return shown(card, 422, back=form)
    try:
        repairing.give_back(
            one, form.back_on.data, form.work.data or "", current_user, at, current_user.store.today(at),
            as_typed(form.cause.data),
        )  # fmt: skip
    except repairing.OddDay as odd:
        form[odd.field].errors = [ODD[odd.because]]
        return shown(card, 422, back=form)
    return done("warranty.show", number=number, _anchor="repairs")


@blueprint.post("/warranty-cards/<int:number>/exchanges")
@staff
@once
def exchange(number: int) -> Any:
    card, at = to_write(number), now()
    form = fitted(ExchangeForm(prefix="new"), card)
    if is_late(card):
        return shown(card, 409, exchange=told(card, form))
    serials = serials_of(card, form) if form.validate() else None
    if serials is None or any(field.errors for field in form):
        return shown(card, 422, exchange=form)
    line, part = line_and_part(card, form.what.data)
    if is_the_thing(part):
        fields = {kind: form[kind] for kind in lacking.KINDS}
        if not form.unread.data:
            lacking.complain(lacking.of_new(line), serials, fields)
        stocked.complain(fields, line, serials)
    elif serials:
        oldcards.field_of(form, next(iter(serials))).errors = [OF_A_PART]
    if any(field.errors for field in form):
        return shown(card, 422, exchange=form)
    cause = as_typed(form.cause.data)
    told_on = demands.told_on(line, part, form.on.data)
    fault = repairing.Fault(part, form.fault.data, form.words.data or "", cause=cause, told_on=told_on)
    try:
        with db.session.begin_nested():
            line = parting.part(line, form.many or line.quantity, current_user, at)
            repairing.exchange(
                line, fault, form.on.data, serials, current_user, at, current_user.store.today(at)
            )
    except repairing.OddDay as odd:
        form[odd.field].errors = [ODD[odd.because]]
        return shown(card, 422, exchange=form)
    except issuing.SerialHasCard as taken:
        oldcards.complain(form, taken, current_user)
        return shown(card, 422, exchange=form)
    except repairing.OldNumber as old:
        oldcards.field_of(form, old.kind).errors = [OLD_NUMBER]
        return shown(card, 422, exchange=form)
    except repairing.InHand:
        form.what.errors = [IN_HAND]
        return shown(card, 422, exchange=form)
    except repairing.HereAlready:
        form.what.errors = [TOGETHER]
        return shown(card, 422, exchange=form)
    except parting.TooMany:
        return shown(card, 409, exchange=told(card, form))
    except repairing.CardIsVoid:
        form.what.errors = [VOID]
        return shown(card, 422, exchange=form)
    except repairing.WasReturned:
        form.what.errors = [RETURNED]
        return shown(card, 422, exchange=form)
    return done("warranty.show", number=number, _anchor="repairs")


@blueprint.post("/warranty-cards/<int:number>/repairs/<int:repair>/withdrawal")
@managers
@once
def withdraw(number: int, repair: int) -> Any:
    card = to_write(number)
    one = repair_of(card, repair)
    if one.ticket and not repairing.is_on_the_spot(one):
        return shown(card, 409, trouble=OF_TICKET)
    if is_late(card) or one.withdrawn_at is not None:
        return shown(card, 409, trouble=changed_by(card, WRITES))
    try:
        repairing.withdraw(one, current_user, now())
    except issuing.SerialHasCard as taken:
        blamed = fitted(ExchangeForm(formdata=None, prefix="new"), card)
        sentence = oldcards.has_card(Taken.by(taken.card, taken.value, current_user))
        blamed.form_errors.append(sentence)
        return shown(card, 409, exchange=blamed)
    except repairing.LaterExchange as later:
        sentence = LATER_OF_TICKET if later.ticket else LATER
        return shown(card, 409, trouble=sentence)
    return done("warranty.show", number=number, _anchor="repairs")


@blueprint.get("/warranty-cards/<int:number>/what-if")
@staff
def what_if(number: int) -> Any:
    card = whole(number)
    today = current_user.store.today(now())
    paper = papers.read(card, today)
    form = fitted(WhatIfForm(request.args if "days" in request.args else None, meta={"csrf": False}), card)
    foreseen, line, status = None, None, 200
    first = first_of(form)
    form.what.data = form.what.data or first
    if first and ("days" not in request.args or form.validate()):
        line, part = line_and_part(card, form.what.data)
        foreseen = foreseeing.foresee(line, card, paper.store, part, today, form.days.data)
    else:
        status = 422
    return render(
        "warranty/what_if.html", "warranty/_foreseen.html", status, card=card, paper=paper, form=form,
        foreseen=foreseen, **words_for(card),
    )  # fmt: skip
