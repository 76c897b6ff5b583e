"""What was done about a recall, said on the card of the thing, by whoever has it open, or on its ticket; a manager takes a mistake back."""

from collections.abc import Sequence
from typing import Any

from flask import abort, request
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import select

from counter.access import managers, staff
from counter.clock import now
from counter.errors import page
from counter.extensions import db
from counter.operations.once import done, once
from counter.recalls import remedying
from counter.recalls.blueprint import blueprint
from counter.recalls.forms import RemedyForm, prefix
from counter.recalls.models import Recall
from counter.tickets import finding, showing, stepping
from counter.tickets.models import Ticket
from counter.warranty.models import Card, CardLine
from counter.warranty.papers import WHOLE_CARD
from counter.warranty.revealing import is_ours, readable
from counter.warranty.showing import shown


def found(number: int, thing: int, recall: int) -> tuple[CardLine, Recall, Ticket | None]:
    """Also on a card of another store that the person opened today, since its owner may come to any store of the chain, or
    whose thing they have in hand. The ticket: on whose page it was said, and which goes on there."""
    ticket, in_hand = said_on(number), ticket_in_hand(number)
    if in_hand is None:
        card = readable(number, current_user, current_user.store.today(now()), *WHOLE_CARD)
    else:
        card = db.session.scalars(select(Card).where(Card.id == number).options(*WHOLE_CARD)).one()
        ticket = ticket or (None if is_ours(card, current_user) else in_hand)
    line = next((line for line in card.lines if line.id == thing), None) or abort(404)
    return line, db.get_or_404(Recall, recall), ticket


def said_on(card: int) -> Ticket | None:
    """An open ticket of this card that the person sees; whatever else was sent is ignored."""
    typed = request.form.get("ticket", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 10
    return next(iter(open_tickets(card, Ticket.id == int(typed))), None) if is_number else None


def ticket_in_hand(card: int) -> Ticket | None:
    mine = open_tickets(card, Ticket.with_store_id.in_(current_user.store_ids))
    return next((one for one in mine if stepping.has_in_hand(one, current_user)), None)


def open_tickets(card: int, which: Any) -> Sequence[Ticket]:
    asked = finding.seen().where(Ticket.card_id == card, Ticket.closed_at.is_(None), which)
    return db.session.scalars(asked.order_by(Ticket.id)).all()


def answered(line: CardLine, ticket: Ticket | None) -> Any:
    if ticket is not None:
        return done("tickets.show", number=ticket.id)
    return done("warranty.show", number=line.card_id)


@blueprint.post("/warranty-cards/<int:number>/things/<int:thing>/recalls/<int:recall>/remedy")
@staff
@once
def remedy(number: int, thing: int, recall: int) -> Any:
    (line, hit, ticket), form = found(number, thing, recall), RemedyForm(prefix=prefix(recall, thing))
    if not form.validate():
        if ticket is not None:
            return showing.shown(finding.whole(ticket.id), 422, remedy_form=form)
        return shown(line.card, 422, remedy_form=form)
    try:
        remedying.remedy(hit, line, form.kind.data, form.words.data or "", current_user, now())
    except remedying.RemediedAlready:
        return page(409, _("Somebody has said what was done already. Load the page again."))
    except remedying.NotHit:
        return page(409, _("This recall does not hit this thing any more. Load the page again."))
    return answered(line, ticket)


@blueprint.post("/warranty-cards/<int:number>/things/<int:thing>/recalls/<int:recall>/remedy/withdrawal")
@managers
@once
def take_back_remedy(number: int, thing: int, recall: int) -> Any:
    line, hit, ticket = found(number, thing, recall)
    try:
        remedying.take_back(hit, line, current_user, now())
    except remedying.NotRemedied:
        return page(409, _("Somebody has taken it back already. Load the page again."))
    return answered(line, ticket)
