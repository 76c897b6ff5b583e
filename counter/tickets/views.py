"""The tickets of a store, one ticket, its slip; and how one is opened from a card or for a customer."""

from datetime import datetime
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy.orm import selectinload

from counter.access import reads_only, staff
from counter.callbacks.models import Callback
from counter.clock import now
from counter.customers.models import Customer, of_store
from counter.extensions import db
from counter.operations.once import done, once, refuse_unless
from counter.pages import render
from counter.photos.keeping import keep
from counter.photos.taking import takes_photos
from counter.scope import find, seen
from counter.stock.models import Unit
from counter.tickets import (  # noqa: F401
    claim_views,
    contending,
    finding,
    hand_in_views,
    handing_in,
    here_views,
    kinds,
    late,
    late_views,
    lending,
    link_views,
    listing,
    looking_up,
    loss_views,
    numbers,
    opening,
    parcel_views,
    part_views,
    point_views,
    routing,
    showing,
    slips,
    step_views,
    wording,
)
from counter.tickets.blueprint import blueprint
from counter.tickets.forms import TicketForm
from counter.tickets.models import Ticket
from counter.warranty import barcodes, correcting, papers, parting, repairing, revealing, saying, waiting
from counter.warranty.models import Card, CardLine
from counter.warranty.papers import WHOLE_CARD
from counter.warranty.repair_views import RETURNED, line_and_part
from counter.warranty.showing import first_of, fitted

COMMONEST = "repair"


@blueprint.get("/tickets")
@staff
def index() -> Any:
    """after: where a page begins."""
    store_id, group = current_user.store.id, request.args.get("group", "")
    after = listing.place_of(request.args.get("after", ""))
    is_closed = group == "closed"
    listed = listing.closed_ones(store_id, after) if is_closed else listing.open_ones(store_id, group, after)
    return among(listed, group=group, is_first=after is None)


def among(listed: Any, **more: Any) -> Any:
    """The page of all tickets with a list of some."""
    at, (counts, total) = now(), listing.counts(current_user.store.id)
    return render(
        "tickets/index.html", listed=listed, counts=counts, total=total, at=at, wording=wording,
        risen=late.risen(current_user, at, limit=4), **more,
    )  # fmt: skip


@blueprint.post("/tickets/search")
@staff
@reads_only
def search() -> Any:
    """By the number on a slip, or by phone. The text is in the body: a phone number never stands in a URL."""
    q = request.form.get("q", "")[:100].strip()
    if not q:
        return index()
    found = looking_up.look_up(q, current_user)
    if found.ticket:
        return redirect(url_for("tickets.show", number=found.ticket.id), 303)
    return among(found, group=None, q=q)


@blueprint.get("/tickets/<int:number>")
@staff
def show(number: int) -> Any:
    return showing.shown(finding.whole(number))


@blueprint.get("/tickets/<int:number>/slip")
@staff
def slip(number: int) -> Any:
    return render("tickets/slip.html", **slips.read(finding.whole(number)))


@blueprint.get("/tickets/<int:number>/barcode.svg")
@staff
def barcode(number: int) -> Any:
    return Response(barcodes.svg(finding.plain(number).number), mimetype="image/svg+xml")


@blueprint.get("/warranty-cards/<int:number>/tickets/new")
@staff
def new_of_card(number: int) -> Any:
    card = readable(number)
    form = form_for(request.args.get("kind", COMMONEST), card, formdata=None)
    form.what.data = first_of(form)
    form.callback.data = str(call_of(request.args.get("callback"), card.customer_id) or "")
    return asking(form, card=card)


@blueprint.post("/warranty-cards/<int:number>/tickets/new")
@staff
@takes_photos(TicketForm)
@reads_only
def of_card_as_another_kind(number: int) -> Any:
    """The same form of another kind: what was typed, taken and signed so far goes along."""
    return asking(as_another_kind(card := readable(number)), card=card)


@blueprint.post("/warranty-cards/<int:number>/tickets")
@staff
@takes_photos(TicketForm)
@once
def create_of_card(number: int) -> Any:
    correcting.lock(number)
    card, at = readable(number), now()
    form = form_for(request.form.get("kind", ""), card)
    if not form.validate():
        return asking(form, 422, card=card)
    line, part = line_and_part(card, form.what.data)
    customer = db.session.get_one(Customer, card.customer_id)
    try:
        with db.session.begin_nested():  # what is refused is shown as it stands
            ticket = opening.open_ticket(
                current_user.store, customer, told(form, part), current_user, at, current_user.store.today(at),
                line=line, loan=loan_of(form), callback_id=callback_of(form, customer),
            )  # fmt: skip
    except contending.InHand as rival:
        form.what.errors = [wording.in_hand_of(rival.ticket)]
    except repairing.HereAlready:
        form.what.errors = [here_already(line, card)]
    except parting.TooMany:
        form.what.errors = [_("There are fewer of them by now. Look at the card, then send it again.")]
    except repairing.OddDay:
        form.what.errors = [_("Its card says that it was bought later than today.")]
    except repairing.CardIsVoid:
        form.what.errors = [
            _("This card is void: it covers nothing. Open a ticket for the customer instead.")
        ]
    except repairing.WasReturned:
        form.what.errors = [RETURNED]
    except lending.NotToLend:
        form.loan.errors = [_("Somebody else has just lent this one. Choose another.")]
    else:
        keep_photos(ticket, form, at)
        return done("tickets.show", number=ticket.id)
    return asking(form, 422, card=card)


@blueprint.get("/customers/<int:number>/tickets/new")
@staff
def new_of_customer(number: int) -> Any:
    form = form_for(
        request.args.get("kind", "complaint"), None, (customer := the_customer(number)).address, formdata=None
    )
    form.callback.data = str(call_of(request.args.get("callback"), customer.id) or "")
    return asking(form, customer=customer)


@blueprint.post("/customers/<int:number>/tickets/new")
@staff
@takes_photos(TicketForm)
@reads_only
def of_customer_as_another_kind(number: int) -> Any:
    return asking(as_another_kind(None, (customer := the_customer(number)).address), customer=customer)


@blueprint.post("/customers/<int:number>/tickets")
@staff
@takes_photos(TicketForm)
@once
def create_of_customer(number: int) -> Any:
    customer, at = the_customer(number), now()
    form = form_for(request.form.get("kind", ""), None, customer.address)
    if not form.validate():
        return asking(form, 422, customer=customer)
    try:
        ticket = opening.open_ticket(
            current_user.store, customer, told(form, None), current_user, at, current_user.store.today(at),
            loan=loan_of(form), callback_id=callback_of(form, customer),
        )  # fmt: skip
    except lending.NotToLend:
        form.loan.errors = [_("Somebody else has just lent this one. Choose another.")]
        return asking(form, 422, customer=customer)
    keep_photos(ticket, form, at)
    return done("tickets.show", number=ticket.id)


def readable(number: int) -> Card:
    """Also a card of another store that the person opened today: a customer may come to any store of the chain."""
    return revealing.readable(number, current_user, current_user.store.today(now()), *WHOLE_CARD)


def the_customer(number: int) -> Customer:
    asked = of_store(current_user).where(Customer.id == number).options(selectinload(Customer.phones))
    customer: Customer | None = db.session.scalar(asked)
    return customer or abort(404)


def form_for(kind: str, card: Card | None, address: str = "", **kw: Any) -> TicketForm:
    """Of a kind that the playbook knows, or else its first. address: where somebody would go."""
    book = kinds.of_store(current_user.store)
    chosen = book.kinds.get(kind) or next(iter(book.kinds.values()))
    form = TicketForm(**kw).offer(chosen, book, lending.free(current_user.store))
    form.kind.data = chosen["id"]
    if card is None:
        form.count({})
    else:
        fitted(form, card)
        address = card.customer_address or address
    routing.offer(form, current_user.store, address, is_fresh="formdata" in kw)
    return form


def as_another_kind(card: Card | None, address: str = "") -> TicketForm:
    form = form_for(request.args.get("kind", ""), card, address)
    if "point" not in request.form:  # nobody was asked yet
        form.point.data = getattr(form.point, "proposed", "")
    return form


def asking(form: TicketForm, status: int = 200, card: Card | None = None, customer: Any = None) -> Any:
    book, at = kinds.of_store(current_user.store), now()
    more: dict[str, Any] = {"joint": saying.joint(), "comma": saying.comma()}
    if card is not None:
        paper = papers.read(card, current_user.store.today(at))
        more |= {"paper": paper, "shown_number": papers.number_of(card)}
        more |= {"told_first": waiting.told_first(card, paper.given)}
        more |= {"rivals": contending.of_card(card.id), "wording": wording}
        more |= {
            name: getattr(saying, name) for name in ("remedy_word", "layer_word", "ask_word", "perhaps_word")
        }
    return render(
        "tickets/new.html", status=status, form=form, book=book, kind=form.asked, card=card, customer=customer, **more
    )  # fmt: skip


def told(form: TicketForm, part: str | None) -> opening.Told:
    stays = form.is_here
    return opening.Told(
        kind=form.asked["id"], words=form.words.data or "", channel=form.channel.data, priority=form.priority.data,
        severity=form.severity.data or "" if form.asked["id"] == "complaint" else "", needs_visit=form.needs_visit,
        part=part, pieces=form.many, fault=form.fault.data or "", is_here=stays, condition=form.condition.data or "" if stays else "",
        accessories=form.accessories.data or () if stays else (), is_notice_told=bool(stays and form.notice.data),
        accessory_words=form.accessory_words.data or "" if stays else "", point_id=form.point_id,
    )  # fmt: skip


def keep_photos(ticket: Ticket, form: TicketForm, at: datetime) -> None:
    signed = [form.signature.prepared] if form.signature.prepared and form.is_here else []
    ticket.photos = [keep(one, ticket.store_id, current_user, at) for one in (*form.photos.prepared, *signed)]


def here_already(line: CardLine | None, card: Card) -> Any:
    is_on_card = line is not None and handing_in.is_on_card(line)
    return wording.on_its_card(card) if is_on_card else _("It is here already. Go on with its ticket.")


def loan_of(form: TicketForm) -> Unit | None:
    return find(Unit, int(form.loan.data)) if form.loan.data else None


def callback_of(form: TicketForm, customer: Customer) -> int | None:
    """The call that it came out of."""
    call = call_of(form.callback.data, customer.id)
    refuse_unless(call is not None or not form.callback.data)
    return call


def call_of(given: str | None, customer_id: int) -> int | None:
    """If it is one of the person's stores, and of this customer: the card may have another owner since."""
    if not (given and given.isascii() and given.isdigit() and len(given) < 10):
        return None
    asked = seen(Callback).with_only_columns(Callback.id)
    found: int | None = db.session.scalar(
        asked.where(Callback.id == int(given), Callback.customer_id == customer_id)
    )
    return found
