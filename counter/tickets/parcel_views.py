"""Things sent to another store and scanned in there; a ticket handed up to the store above, and down again."""

from typing import Any

from flask import Response, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.languages import words
from counter.operations.once import done, once
from counter.pages import render
from counter.photos.views import sent
from counter.stores import network as stores
from counter.tickets import finding, helping, numbers, sending, travelling
from counter.tickets.blueprint import blueprint
from counter.tickets.models import Ticket
from counter.tickets.parcel_forms import ArrivalForm, HandDownForm, HandUpForm, ParcelForm
from counter.tickets.step_views import on_a_ticket
from counter.warranty import barcodes

UNFIT = {
    sending.NothingHandedIn: _("%(number)s: nothing of it is with us."),
    sending.IsLost: _("%(number)s was lost on its way."),
    sending.OnItsWay: _("%(number)s is on its way to %(where)s already."),
    sending.IsNotHere: _("%(number)s is at %(where)s by the books."),
    sending.NotInThisState: _("%(number)s does not travel as it stands. Look at its ticket."),
}


@blueprint.get("/transfers")
@staff
def on_the_way() -> Any:
    """arrived: the ticket that was scanned in just now; found: what was given up as lost, and made good."""
    return waiting(ArrivalForm(formdata=None))


def waiting(form: ArrivalForm, status: int = 200, trouble: Any = None, again: Any = None) -> Any:
    number = request.args.get("arrived", 0, type=int)
    arrived = finding.plain(number) if number and status == 200 else None
    found, lost = travelling.of_store(current_user.store.id), travelling.lost_of(current_user.store.id)
    return render(
        "tickets/on_the_way.html", status=status, form=form, at=now(), trouble=trouble, again=again, arrived=arrived,
        coming=[one for one in found if one.is_ours_to_take], left=[one for one in found if not one.is_ours_to_take],
        of_parcel=numbers.of_parcel, lost=lost, is_found=status == 200 and "found" in request.args,
    )  # fmt: skip


@blueprint.post("/arrivals")
@staff
@once
def create_arrival() -> Any:
    form = ArrivalForm()
    if not form.validate():
        return waiting(form, 422)
    typed = form.number.data or ""
    parcel_id = numbers.read_parcel(typed)
    if parcel_id is not None:
        return redirect(url_for("tickets.show_parcel", number=travelling.parcel(parcel_id).id), 303)
    stored = numbers.read(typed)
    ticket = finding.scanned(stored) if stored else None
    if ticket is None:
        form.number.errors = [
            _("No ticket has this number. Look at the slip again; it looks like NM-6-4K2W-A.")
        ]
        return waiting(form, 422)
    try:
        sending.take_in(ticket, current_user.store.id, current_user, now())
    except sending.HereAlready:
        form.number.data = ""
        return waiting(form, again=ticket)
    except (sending.WrongPlace, sending.NothingHandedIn) as wrong:
        return waiting(form, 422, trouble=misplaced(ticket, wrong))
    is_ours = ticket.is_here and ticket.with_store_id == current_user.store.id
    return done("tickets.on_the_way", **({"arrived": ticket.id} if is_ours else {"found": 1}))


def misplaced(ticket: Ticket, wrong: sending.NotToSend) -> str:
    where = {
        "number": numbers.shown(ticket.number),
        "where": words(stores.read().places[wrong.where or 0].name),
    }
    if isinstance(wrong, sending.NothingHandedIn):
        return gettext("%(number)s of %(where)s is not on its way: nothing of it is with us.", **where)
    if isinstance(wrong, sending.WrongPlace) and not wrong.is_on_way:
        return gettext("%(number)s should be at %(where)s, and nobody sent it here. Call them.", **where)
    if ticket.travel and ticket.travel.from_store_id == current_user.store.id:
        return gettext(
            "%(number)s left here for %(where)s, and is scanned in there. If it did not leave, take it back below.",
            **where,
        )
    return gettext("%(number)s belongs at %(where)s. Send it on there.", **where)


@blueprint.get("/parcels/new")
@staff
def new_parcel() -> Any:
    """ticket: one that goes into it, from its page."""
    number = request.args.get("ticket", 0, type=int)
    first = [finding.whole(number)] if number else []
    network = stores.read()
    form = ParcelForm(formdata=None).offer(sending.destinations(network, current_user.store.id, first))
    form.numbers.data = "\n".join(numbers.shown(one.number) for one in first)
    usual = usual_place(network, first)
    form.to.data = str(usual) if usual else None
    return packing(form)


def usual_place(network: stores.Network, tickets: list[Ticket]) -> int | None:
    """Home, for what is another store's; else where this store sends."""
    own = current_user.store.id
    for ticket in tickets:
        if ticket.store_id != own:
            return ticket.store_id
    address = tickets[0].customer.address or "" if tickets else ""
    place = network.usual(own, address)
    return place.id if place else None


def packing(form: ParcelForm, status: int = 200) -> Any:
    return render("tickets/new_parcel.html", status=status, form=form)


@blueprint.post("/parcels")
@staff
@once
def create_parcel() -> Any:
    network, store, at = stores.read(), current_user.store, now()
    found, unknown = named(request.form.get("numbers", ""))
    form = ParcelForm().offer(sending.destinations(network, store.id, found))
    is_sound, to = form.validate(), None if form.to.errors else int(form.to.data)
    troubles = [gettext("No ticket has the number %(number)s.", number=one) for one in unknown]
    troubles += [sentence for ticket in found if (sentence := unfit(ticket, to, network))]
    form.numbers.errors = [*form.numbers.errors, *troubles]
    if not is_sound or to is None or troubles:
        return packing(form, 422)
    parcel = sending.pack(store.id, to, form.words.data or "", current_user, at)
    for ticket in found:
        sending.send(ticket, parcel, current_user, at)
    return done("tickets.show_parcel", number=parcel.id)


def named(typed: str) -> tuple[list[Ticket], list[str]]:
    """The tickets of the person's that the lines name, locked one after the other; and the numbers that name none."""
    form = ParcelForm(formdata=None)
    form.numbers.data = typed[:4000]
    stored = [one for one in map(numbers.read, form.typed) if one]
    found = finding.by_numbers(list(dict.fromkeys(stored)))
    known = {ticket.number for ticket in found}
    return found, [numbers.shown(one) for one in stored if one not in known]


def unfit(ticket: Ticket, to: int | None, network: stores.Network) -> str | None:
    """What speaks against sending it there, or anywhere, in a sentence."""
    shown = numbers.shown(ticket.number)
    try:
        sending.refuse_unfit(ticket, current_user.store.id)
    except sending.NotToSend as wrong:
        where = words(network.places[wrong.where].name) if wrong.where else ""
        return str(UNFIT[type(wrong)]) % {"number": shown, "where": where}
    if to is None:
        return None
    place = network.places[to]
    if to != ticket.store_id and place not in network.servicing(ticket.store_id):
        return gettext(
            "%(number)s does not go to %(where)s: nobody there repairs it.",
            number=shown,
            where=words(place.name),
        )
    return None


@blueprint.get("/parcels/<int:number>")
@staff
def show_parcel(number: int) -> Any:
    parcel = travelling.parcel(number)
    places = stores.read().places
    return render(
        "tickets/parcel.html", parcel=parcel, number=numbers.of_parcel(parcel.id), places=places, at=now(),
        arriving=ArrivalForm(formdata=None), is_here=parcel.to_store_id == current_user.store.id,
    )  # fmt: skip


@blueprint.get("/parcels/<int:number>/barcode.svg")
@staff
def parcel_barcode(number: int) -> Any:
    return Response(barcodes.svg(numbers.of_parcel(travelling.parcel(number).id)), mimetype="image/svg+xml")


@blueprint.post("/transfers/<int:number>/withdrawal")
@staff
@once
def withdraw_transfer(number: int) -> Any:
    finding.lock(travelling.transfer(number).ticket_id)
    travel = travelling.transfer(number)
    if not travel.is_on_way:
        return waiting(ArrivalForm(formdata=None), 422, trouble=_("It is not on its way any more."))
    sending.withdraw(travel, current_user, now())
    return done("tickets.on_the_way")


@blueprint.post("/tickets/<int:number>/help-request")
@staff
@once
@on_a_ticket("hand_up", lambda ticket: HandUpForm())
def hand_up(ticket: Ticket, form: HandUpForm) -> Any:
    try:
        helping.hand_up(ticket, stores.read(), form.reason.data or "", current_user, now())
    except helping.NobodyAbove:
        return {"trouble": _("No store stands above this one. Ask head office.")}
    except helping.NotAsked:
        return {"trouble": _("Another store has it in hand now. Look where it is.")}
    return None


@blueprint.post("/tickets/<int:number>/help-answer")
@staff
@once
@on_a_ticket("hand_down", lambda ticket: HandDownForm())
def hand_down(ticket: Ticket, form: HandDownForm) -> Any:
    try:
        helping.hand_down(ticket, form.decided.data or "", current_user, now())
    except helping.NotAsked:
        return {"trouble": _("Your store was not asked, or it is answered already.")}
    return None


@blueprint.get("/tickets/<int:number>/photos/<int:photo>")
@staff
def photo(number: int, photo: int) -> Any:
    return sent(finding.photo(number, photo), is_small=False)


@blueprint.get("/tickets/<int:number>/photos/<int:photo>/small")
@staff
def small_photo(number: int, photo: int) -> Any:
    return sent(finding.photo(number, photo), is_small=True)
